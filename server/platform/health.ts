import { healthz, metrics as metricsRoute, readyz } from '#contract/health.ts';
import type { Base } from './base.ts';
import type { Add } from './door.ts';
import type { Metrics } from './metrics.ts';
import { Refusal } from './refusal.ts';
import type { Room } from './room.ts';
import { sql } from './sql.ts';

/** What the machines ask that keep Salle running. */
export function openHealthRoom(
  { database }: Pick<Base, 'database'>,
  { metrics, degraded }: { metrics: Metrics; degraded: () => string[] },
) {
  metrics.gauge('salle_database_connections', 'open connections of the pool', () => database.gauges().total);
  metrics.gauge('salle_database_waiting', 'requests that wait for a connection', () => database.gauges().waiting);

  async function ready() {
    // the program's role reads the clinic: reached, migrated, and allowed in
    const row = await database.unframed.row<{ id: number }>(sql`select id from clinic`).catch(notReady);
    if (!row) throw new Refusal('unavailable');
    // A clinic without its bus still serves: nothing is lost, only typing and presence stay at home.
    return { status: 'ready' as const, degraded: degraded() };
  }

  return {
    name: 'health',
    face: undefined,
    routes: (add: Add): void => {
      add(healthz, async () => ({ status: 'alive' }));
      add(readyz, ready);
      add(metricsRoute, () => metrics.text());
    },
  } satisfies Room;
}

/** Whatever is wrong with the database, it is not ready; the reason is for the log. */
function notReady(error: Error): never {
  throw new Refusal('unavailable', {}, 2, error);
}
