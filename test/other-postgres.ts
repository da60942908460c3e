import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type Account, chooseAccount, run, start, workingFolder } from '#database/embedded-account.ts';
import { findBinaries } from '#database/embedded-binaries.ts';
import { freePort } from './process.ts';

/** A PostgreSQL of somebody else's, on a port, as DATABASE_URL finds it. */
export type OtherPostgres = {
  /** how somebody reaches a database of it */
  url(user: string, database: string): string;
  query(text: string): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** `kill -9`, the postmaster first and then whoever serves for it */
  kill(): Promise<void>;
  /** all of it hangs, as a machine does whose disk is stuck, until it is let go */
  freeze(): void;
  thaw(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

export const otherPassword = 'a password: with/odd%letters';

/** Debian's oldest that Salle takes, where it is installed; else the one that Salle brings. */
const debian = '/usr/lib/postgresql/15/bin';
export const hasOldest = existsSync(debian);

/** The oldest there is on this machine, or the one that Salle brings. */
export async function openOtherPostgres(which: 'oldest' | 'ours' = 'oldest'): Promise<OtherPostgres> {
  await using cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'salle-other-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const account = await chooseAccount(folder);
  const bin = which === 'oldest' && hasOldest ? debian : (await findBinaries(account, cleanup, () => {})).bin;
  await initialise(folder, bin, account);
  const port = await freePort();
  let child: ChildProcess | undefined;

  const url = (user: string, database: string) =>
    `postgres://${user}:${encodeURIComponent(otherPassword)}@127.0.0.1:${port}/${database}`;

  async function query(text: string): Promise<void> {
    const client = new pg.Client(url('postgres', 'postgres'));
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  }

  async function begin(): Promise<void> {
    const settings = ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', `port=${port}`];
    const args = ['-D', workingFolder(folder), '-c', 'listen_addresses=127.0.0.1', ...settings];
    child = start(join(bin, 'postgres'), args, { account, cwd: folder, stdio: 'ignore' });
    const deadline = performance.now() + 60_000;
    for (;;) {
      const failed = await query('SELECT 1').catch((error: Error) => error);
      if (!failed) return;
      if (child.exitCode !== null || performance.now() > deadline) throw failed;
      await wait(20);
    }
  }

  async function stop(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }

  async function kill(): Promise<void> {
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const servants = childrenOf(child.pid);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    for (const pid of servants) {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL');
      while (isAlive(pid)) await wait(5);
    }
  }

  function toAll(signal: 'SIGSTOP' | 'SIGCONT'): void {
    if (!child?.pid) return;
    const { pid } = child;
    process.kill(pid, signal);
    for (const servant of childrenOf(pid)) if (isAlive(servant)) process.kill(servant, signal);
  }

  await begin();
  cleanup.defer(stop);
  const held = cleanup.move();
  const freeze = () => toAll('SIGSTOP');
  const thaw = () => toAll('SIGCONT');
  return { url, query, stop, kill, freeze, thaw, start: begin, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** One that nobody has buried yet is dead all the same. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false; // it is gone
  }
}

async function initialise(folder: string, bin: string, account: Account): Promise<void> {
  const passwordFile = join(folder, '..', `${folder.split('/').at(-1)}.password`);
  await writeFile(passwordFile, otherPassword, { mode: 0o600 });
  if (account) for (const path of [folder, passwordFile]) await chown(path, account.uid, account.gid);
  try {
    const args = ['-D', workingFolder(folder), '-U', 'postgres', '--auth=scram-sha-256', '--no-sync', '-E', 'UTF8'];
    const { ok, output } = await run(join(bin, 'initdb'), [...args, '--locale=C', `--pwfile=${passwordFile}`], {
      account,
      cwd: folder,
    });
    if (!ok) throw new Error(output);
  } finally {
    await rm(passwordFile, { force: true });
  }
}
