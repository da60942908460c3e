import * as contract from '#contract/presence.ts';
import { type Add, callerOf } from '#server/platform/door.ts';
import type { PresenceRoom } from './presence.ts';

export function presenceRoutes(add: Add, { presence }: { presence: PresenceRoom }): void {
  add(contract.readPresence, (call) => presence.of(callerOf(call), call.query.user_ids.split(',').map(Number)));
}
