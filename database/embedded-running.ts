import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { Embedded } from './embedded.ts';
import { workingFolder } from './embedded-account.ts';
import { nameForSockets } from './embedded-address.ts';

/**
 * How to reach the database of the Salle that runs on a DATA_DIR, for a second program beside it; nothing where none
 * answers. `cleanup` gives back the short name that a socket under a long path needs.
 */
export async function connectionOfRunning(
  dataDir: string,
  cleanup: AsyncDisposableStack,
): Promise<Embedded['connection'] | undefined> {
  const folder = join(resolve(dataDir), 'postgres');
  try {
    const password = (await readFile(join(resolve(dataDir), 'postgres-password'), 'utf8')).trim();
    // The postmaster writes there where it listens, and leaves the file behind when it is killed.
    const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
    const [port, socketFolder, tcpHost] = lines.slice(3, 6).map((line) => line.trim());
    const host = socketFolder === workingFolder(folder) ? nameForSockets(folder, cleanup) : tcpHost;
    if (!port || !host) return undefined;
    const connection = { host, port: Number(port), user: 'salle', password, database: 'salle' };
    await greet(connection);
    return connection;
  } catch {
    return undefined; // none was ever made, or it does not answer: a start will say what is wrong, if anything is
  }
}

async function greet(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, ssl: false, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // told by what fails
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}
