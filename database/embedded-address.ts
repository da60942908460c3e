import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { workingFolder } from './embedded-account.ts';
import type { Cluster } from './embedded-cluster.ts';

/** Where PostgreSQL listens: what we connect to, and what it is told. */
export type Address = { host: string; port: number; settings: Record<string, string> };

/** What the kernel takes as the path of a socket, in bytes. */
const LONGEST_SOCKET_PATH = 107;
const SOCKET_PORT = 5432; // only a part of the socket's name, and its folder is ours alone

/**
 * The addresses to try, best first. A Unix socket in the cluster's own 0700 folder answers ten connections a quarter
 * faster than TCP, and no other user can even knock. Some mounted folders hold no sockets: then loopback, and several
 * ports, since another program may take one between our choice and its use.
 */
export async function* addresses(cluster: Cluster, cleanup: AsyncDisposableStack): AsyncGenerator<Address> {
  if (process.platform === 'linux') yield socketIn(cluster.folder, cleanup);
  for (let attempt = 0; attempt < 5; attempt++) yield await loopback();
}

function socketIn(folder: string, cleanup: AsyncDisposableStack): Address {
  const settings = { listen_addresses: '', unix_socket_directories: workingFolder(folder), port: String(SOCKET_PORT) };
  return { host: nameForSockets(folder, cleanup), port: SOCKET_PORT, settings };
}

/** The folder's path; for one too long, a short name of it that our child processes can use too while we live. */
export function nameForSockets(folder: string, cleanup: AsyncDisposableStack): string {
  if (Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) <= LONGEST_SOCKET_PATH) return folder;
  const descriptor = openSync(folder, 'r');
  cleanup.defer(() => closeSync(descriptor));
  return `/proc/${process.pid}/fd/${descriptor}`;
}

async function loopback(): Promise<Address> {
  const host = '127.0.0.1';
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return { host, port, settings: { listen_addresses: host, unix_socket_directories: '', port: String(port) } };
}
