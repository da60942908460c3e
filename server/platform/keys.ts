import type { Base } from './base.ts';
import { system } from './database.ts';
import { sweepKeys } from './idempotency.ts';
import type { JobKind } from './jobs.ts';
import type { Room } from './room.ts';

const sweepJob: JobKind = { name: 'platform.sweep', retryLimit: 2 };
export const keyJobs: readonly JobKind[] = [sweepJob];

/** What is kept so that a repeated request is known again. */
export function openKeysRoom({ database }: Pick<Base, 'database'>) {
  const sweep = () => database.transaction(system, sweepKeys);
  return { name: 'keys', face: undefined, jobs: [{ kind: sweepJob, act: sweep, daily: true }] } satisfies Room;
}
