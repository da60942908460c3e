import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Account, run } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';
import type { Cluster } from './embedded-cluster.ts';
import { EmbeddedError } from './embedded-error.ts';

type Process = { pid: number; postmaster: boolean };

/**
 * The name that every process of a cluster wears in its command line (`cluster_name`), so that it can be told from
 * any other PostgreSQL, also where /proc hides another user's folders. From the folder's identity, not its path: no
 * two folders on a machine share it, a copy of the folder included.
 */
export function clusterName(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `salle-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16)}`;
}

/**
 * Ends what a killed Salle has left running on this cluster. We hold the lock of DATA_DIR, so nobody uses it. Then the
 * pid files are stale: whatever process now has such a pid is somebody else's, and must not keep PostgreSQL from starting.
 */
export async function endOrphans(cluster: Cluster, binaries: Binaries, note: (line: string) => void): Promise<void> {
  const { folder, account } = cluster;
  if (!existsSync(join(folder, 'postmaster.pid'))) return; // it ended in order
  if (process.platform === 'win32') await stopOnWindows(folder, account, binaries);
  const name = clusterName(folder);
  let left = processesOf(name);
  if (left.length > 0) note('ending a database that an earlier Salle has left running…');
  for (const [signal, patience] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 6_000],
    ['SIGKILL', 5_000],
  ] as const) {
    // SIGINT is the polite end for a postmaster; its children know it otherwise, and without it only die by themselves.
    const told = signal === 'SIGINT' ? left.filter(({ postmaster }) => postmaster) : left;
    if (told.length === 0) continue;
    for (const { pid } of told) tell(pid, signal);
    left = await remaining(name, patience);
  }
  if (left.length > 0) {
    throw new EmbeddedError(
      `${folder} is still used by process ${left.map(({ pid }) => pid).join(', ')}, which will not end`,
    );
  }
  for (const file of ['postmaster.pid', '.s.PGSQL.5432', '.s.PGSQL.5432.lock'])
    await rm(join(folder, file), { force: true });
}

async function remaining(name: string, patience: number): Promise<Process[]> {
  const deadline = performance.now() + patience;
  let left = processesOf(name);
  while (left.length > 0 && performance.now() < deadline) {
    await setTimeout(20);
    left = processesOf(name);
  }
  return left;
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
  }
}

/** The cluster's processes: a postmaster by its arguments, its children by the titles that they give themselves. */
export function processesOf(name: string): Process[] {
  const postmaster = new RegExp(`^[^\\0]*/postgres[\\0 ].*[\\0 ]cluster_name=${name}([\\0 ]|$)`, 's');
  const found: Process[] = [];
  for (const [pid, command] of commandLines()) {
    if (postmaster.test(command)) found.push({ pid, postmaster: true });
    else if (command.startsWith(`postgres: ${name}: `)) found.push({ pid, postmaster: false });
  }
  return found;
}

function* commandLines(): Iterable<[number, string]> {
  if (process.platform === 'win32') return;
  if (process.platform !== 'linux') {
    const listing = execFileSync('ps', ['-axww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 });
    for (const [, pid, command] of listing.matchAll(/^ *(\d+) (.*)$/gm)) yield [Number(pid), command as string];
    return;
  }
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      yield [Number(name), readFileSync(`/proc/${name}/cmdline`, 'utf8')];
    } catch {
      // it has ended since the listing, or is hidden from us: then it is not ours
    }
  }
}

/** Windows knows no signals: PostgreSQL's own tool sends them by other means. A failure shows when the start fails. */
export async function stopOnWindows(folder: string, account: Account, binaries: Binaries): Promise<void> {
  await run(join(binaries.bin, 'pg_ctl'), ['stop', '-m', 'fast', '-w', '-D', folder], { account, cwd: folder });
}
