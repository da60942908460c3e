import * as contract from '#contract/schedule.ts';
import type { Database } from '#server/platform/database.ts';
import type { Add } from '#server/platform/door.ts';
import type { Schedule } from './schedule.ts';

export function scheduleRoutes(add: Add, { schedule, database }: { schedule: Schedule; database: Database }): void {
  add(contract.readSchedule, ({ actor, params }) => schedule.read(actor, params.id));
  add(contract.changeSchedule, ({ actor, params, body }) =>
    database.transaction(actor, (tx) => schedule.change(tx, params.id, body)),
  );
  add(contract.listOverrides, ({ actor, params, query }) => schedule.overrides(actor, params.id, query));
  add(contract.setOverrides, ({ actor, params, body }) =>
    database.transaction(actor, (tx) => schedule.setOverrides(tx, params.id, body)),
  );
  add(contract.removeOverrides, async ({ actor, params, query }) => {
    await database.transaction(actor, (tx) => schedule.removeOverrides(tx, params.id, query));
    return null;
  });
}
