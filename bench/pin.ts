import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Where there is more than one core, the server has one for itself, and the load another. */
export function pin(pid: number | undefined, core: number): void {
  if (availableParallelism() < 2 || pid === undefined) return;
  try {
    execFileSync('taskset', ['-acp', String(core), String(pid)], { stdio: 'ignore' });
  } catch {
    // no taskset here: the scheduler decides
  }
}
