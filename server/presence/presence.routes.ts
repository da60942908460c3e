import * as contract from '#contract/presence.ts';
import type { Add } from '#server/platform/door.ts';
import type { Presences } from './presence.ts';

export function presenceRoutes(add: Add, { presence }: { presence: Presences }): void {
  add(contract.readPresence, (call) => presence.of(call.caller, call.query.user_ids.split(',').map(Number)));
}
