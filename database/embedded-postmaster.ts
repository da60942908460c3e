import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type Account, start, workingFolder } from './embedded-account.ts';
import { type Address, addresses } from './embedded-address.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { Cluster } from './embedded-cluster.ts';
import { EmbeddedError, lastWords } from './embedded-error.ts';
import { keepRunning, type Running } from './embedded-keeping.ts';
import { endOrphans, stopOnWindows } from './embedded-orphans.ts';

type Starting = {
  cluster: Cluster;
  binaries: Binaries;
  settings: Record<string, string>;
  logFile: string;
  note: (line: string) => void;
};

const LARGEST_LOG = 10_000_000;
const LONGEST_RECOVERY = 5 * 60_000;
const STOP_PATIENCE = 4_000;

/** Starts PostgreSQL on the cluster; resolves when it takes connections. It is kept running there until `cleanup` ends it. */
export async function startPostmaster(starting: Starting, cleanup: AsyncDisposableStack): Promise<Address> {
  let refusal: EmbeddedError | undefined;
  for await (const address of addresses(starting.cluster, cleanup)) {
    try {
      const first = await startAt(address, starting);
      const again = (signal: AbortSignal) => startAgainAt(address, starting, signal);
      cleanup.defer(keepRunning(first, { start: again, note: starting.note }));
      return address;
    } catch (error) {
      if (!(error instanceof EmbeddedError)) throw error;
      refusal = error;
      if (!/could not create any (Unix-domain|TCP\/IP) sockets/.test(refusal.message)) break; // a better address would not help
    }
  }
  throw refusal;
}

/** Who was killed has left children and files behind, as a killed Salle does. */
async function startAgainAt(address: Address, starting: Starting, signal: AbortSignal): Promise<Running> {
  await endOrphans(starting.cluster, starting.binaries, () => {});
  return startAt(address, starting, signal);
}

async function startAt(address: Address, starting: Starting, signal?: AbortSignal): Promise<Running> {
  const { logFile } = starting;
  rotate(logFile);
  const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
  await using attempt = new AsyncDisposableStack();
  const { child, ended } = await launch(starting, address, attempt);
  if (await ready(child, starting, signal)) {
    const running = attempt.move();
    return { ended, [Symbol.asyncDispose]: () => running.disposeAsync() };
  }
  const output = readFileSync(logFile).subarray(logStart).toString();
  throw new EmbeddedError(`the database did not start: ${lastWords(output)} (see ${logFile})`);
}

function rotate(logFile: string): void {
  if (existsSync(logFile) && statSync(logFile).size > LARGEST_LOG) renameSync(logFile, `${logFile}.1`);
}

/** In a session of its own, so that Ctrl-C in a terminal reaches the server alone, which drains before the database. */
async function launch(
  { cluster, binaries, settings, logFile }: Starting,
  address: Address,
  cleanup: AsyncDisposableStack,
) {
  const { folder, account } = cluster;
  const args = ['-D', workingFolder(folder)];
  for (const [name, value] of Object.entries({ ...address.settings, ...settings })) args.push('-c', `${name}=${value}`);
  const watchdog = process.platform === 'win32' ? undefined : await watch(account, cleanup);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const stdio = ['ignore' as const, log, log];
    const child = start(join(binaries.bin, 'postgres'), args, { account, cwd: folder, stdio, detached: true });
    await once(child, 'spawn');
    const ended = once(child, 'exit');
    child.unref();
    child.once('exit', () => watchdog?.kill('SIGKILL')); // before the pid can be another's
    cleanup.defer(() => end(child, ended, cluster, binaries));
    watchdog?.stdin?.write(`${child.pid}\n`);
    return { child, ended };
  } finally {
    closeSync(log);
  }
}

/**
 * Learns the postmaster's pid from a pipe, then waits until the pipe breaks, which it does however we die, and ends it.
 * PostgreSQL does not mind a parent that is gone, and `kill -9` leaves us no last word.
 */
const WATCHDOG = `
  read -r postmaster || exit
  read -r _
  kill -INT "$postmaster" || exit
  seconds=0
  while [ $seconds -lt 20 ] && sleep 1 && kill -0 "$postmaster"; do
    seconds=$((seconds + 1))
    [ $seconds -eq 10 ] && kill -QUIT "$postmaster"
  done`;

async function watch(account: Account, cleanup: AsyncDisposableStack): Promise<ChildProcess> {
  const args = ['-c', WATCHDOG, 'salle-watchdog'];
  const child = start('/bin/sh', args, { account, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  await once(child, 'spawn');
  const pipe = child.stdin as Socket;
  pipe.on('error', () => {}); // somebody has killed it: what it would have ended, the next start ends
  pipe.unref();
  child.unref();
  const ended = once(child, 'exit');
  cleanup.defer(async () => {
    child.ref();
    child.kill('SIGKILL');
    await ended;
  });
  return child;
}

/** True when PostgreSQL takes connections, after its recovery if it was killed; false when it has given up. */
async function ready(child: ChildProcess, { cluster, note }: Starting, signal?: AbortSignal): Promise<boolean> {
  const begun = performance.now();
  let told = false;
  while (running(child) && !signal?.aborted) {
    if ((await status(cluster.folder, child)) === 'ready') return true;
    const waited = performance.now() - begun;
    if (waited > LONGEST_RECOVERY) throw new EmbeddedError('the database was not ready after five minutes');
    if (waited > 2_000 && !told) note('the database is recovering what was not yet in its files…');
    told = waited > 2_000;
    await after(4);
  }
  return false;
}

const running = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

/** The postmaster writes its state in the eighth line of its pid file, with its own pid in the first. */
async function status(folder: string, child: ChildProcess): Promise<string | undefined> {
  const lines = await readFile(join(folder, 'postmaster.pid'), 'utf8').then(
    (text) => text.split('\n'),
    () => [], // not written yet
  );
  return lines[0] === String(child.pid) ? lines[7]?.trim() : undefined;
}

async function end(child: ChildProcess, ended: Promise<unknown>, cluster: Cluster, binaries: Binaries): Promise<void> {
  if (!running(child)) return;
  child.ref();
  if (process.platform === 'win32') await stopOnWindows(cluster.folder, cluster.account, binaries);
  else child.kill('SIGINT');
  const impatience = setTimeout(() => child.kill('SIGQUIT'), STOP_PATIENCE);
  await ended;
  clearTimeout(impatience);
}
