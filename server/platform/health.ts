import { setTimeout as after } from 'node:timers/promises';
import { healthz, metrics as metricsRoute, readyz } from '#contract/health.ts';
import type { Base } from './base.ts';
import type { Add } from './door.ts';
import type { Leaving } from './leaving.ts';
import type { Metrics } from './metrics.ts';
import { Refusal } from './refusal.ts';
import type { Room } from './room.ts';
import { sql } from './sql.ts';

/** How long the embedded database may be away while it is started anew, in milliseconds. */
const beyondMending = 60_000;
/** Whoever keeps us running asks often, and wants to know at once. */
const longestLook = 1500;

/** What the machines ask that keep Salle running. */
export function openHealthRoom(
  { database, pulse, config }: Pick<Base, 'database' | 'pulse' | 'config'>,
  { metrics, leaving, degraded }: { metrics: Metrics; leaving: Leaving; degraded: () => string[] },
) {
  metrics.gauge('salle_database_connections', 'open connections of the pool', () => database.gauges().total);
  metrics.gauge('salle_database_waiting', 'requests that wait for a connection', () => database.gauges().waiting);

  /** One that hangs is for its keepers to mend; the one that we brought along is ours, and a new start may help. */
  const isAlive = () => config.databaseUrl !== undefined || pulse.missedFor() < beyondMending;

  async function alive() {
    if (!isAlive()) throw new Refusal('unavailable');
    return { status: 'alive' as const };
  }

  async function ready() {
    if (leaving.begun()) throw new Refusal('unavailable', {}, 2);
    // the program's role reads the clinic: reached, migrated, and allowed in
    const reading = database.unframed.row<{ id: number }>(sql`select id from clinic`).catch(notReady);
    const row = await Promise.race([reading, after(longestLook, undefined, { ref: false })]);
    if (!row) throw new Refusal('unavailable', {}, 2); // it is empty, or hangs
    // A clinic without its bus still serves: nothing is lost, only typing and presence stay at home.
    return { status: 'ready' as const, degraded: degraded() };
  }

  return {
    name: 'health',
    face: { isAlive },
    routes: (add: Add): void => {
      add(healthz, alive);
      add(readyz, ready);
      add(metricsRoute, () => metrics.text());
    },
  } satisfies Room;
}

/** Whatever is wrong with the database, it is not ready; the reason is for the log. */
function notReady(error: Error): never {
  throw new Refusal('unavailable', {}, 2, error);
}
