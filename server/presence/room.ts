import type { Broadcasting } from '#server/broadcasting/broadcasting.ts';
import type { Base } from '#server/platform/base.ts';
import type { Room } from '#server/platform/room.ts';
import { presenceRoutes } from './presence.routes.ts';
import { openPresence } from './presence.ts';
import type { Sight } from './sight.ts';

export { openSightRoom } from './sight.ts';

export async function openPresenceRoom(base: Base, sockets: Broadcasting, sight: Sight) {
  const presence = await openPresence(base, sockets, sight);
  return {
    name: 'presence',
    face: presence,
    routes: (add) => presenceRoutes(add, { presence }),
    close: presence.close,
  } satisfies Room;
}
