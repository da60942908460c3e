import { type Database, system } from './database.ts';
import type { Log } from './log.ts';
import { openRounds } from './rounds.ts';
import { sql } from './sql.ts';

/** What is tidied away once a day, by one process, at whatever hour the clinic is open. */
export type Sweep = { readonly name: string; readonly act: () => Promise<void> };

/** How often it is looked whether one is due. */
const restMs = 60_000;

export type Sweeps = {
  /** Does what is due, one after the other; what fails is told, and due again in an hour. */
  round(): Promise<void>;
  stop(): Promise<void>;
};

/** Due is what was last done a day ago by the database's clock, so that neither an hour that is slept through nor a clock that ran ahead counts. */
export function openSweeps(database: Pick<Database, 'as'>, log: Log, sweeps: readonly Sweep[], rest = restMs): Sweeps {
  async function round(): Promise<void> {
    for (const sweep of sweeps) if (await isTaken(sweep)) await carryOut(sweep);
  }

  async function isTaken({ name }: Sweep): Promise<boolean> {
    return (
      (await database.as(system).row<{ taken: boolean }>(sql`select sweep_take(${name}) as taken`))?.taken ?? false
    );
  }

  async function carryOut({ name, act }: Sweep): Promise<void> {
    try {
      await act();
      await database.as(system).row(sql`select sweep_done(${name})`);
    } catch (error) {
      log.error({ event: 'sweep_failed', sweep: name, reason: error instanceof Error ? error.message : String(error) });
    }
  }

  const rounds = openRounds('sweeps', rest, log, round);
  return { round, stop: rounds.stop };
}
