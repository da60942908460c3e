import { setTimeout as after } from 'node:timers/promises';
import type pg from 'pg';
import { ConfigError } from '#server/platform/config.ts';

const processLock = 7_211_553_403;
/** As long as an orderly stop and a little more: a rolling restart overlaps. */
const usualPatienceMs = 15_000;

/**
 * Says that this process serves the clinic, for as long as the connection lives. Processes that can reach each other
 * share the lock; one that is alone holds it alone, since typing, presence and signalling would not cross to another.
 */
export async function takeProcessLock(wire: pg.Client, alone: boolean, patienceMs = usualPatienceMs): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await tryLock(wire, alone))) {
    if (performance.now() > deadline) {
      throw new ConfigError('REDIS_URL must be set for more than one process: another Salle serves this database');
    }
    await after(200);
  }
}

export async function tryLock(wire: pg.Client, alone: boolean): Promise<boolean> {
  const take = alone ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
  const { rows } = await wire.query<{ taken: boolean }>(`SELECT ${take}($1) AS taken`, [processLock]);
  return rows[0]?.taken === true;
}
