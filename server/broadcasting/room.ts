import type { Base } from '#server/platform/base.ts';
import type { Room } from '#server/platform/room.ts';
import { broadcastingChannels } from './broadcasting.live.ts';
import { broadcastingRoutes } from './broadcasting.routes.ts';
import { type BroadcastingDeps, openBroadcasting } from './broadcasting.ts';

export { socketsElsewhere } from './broadcasting.ts';

export async function openBroadcastingRoom(base: Base, deps: BroadcastingDeps) {
  const broadcasting = await openBroadcasting(base, deps);
  const { publicUrl } = base.config;
  return {
    name: 'broadcasting',
    face: broadcasting,
    routes: (add) => broadcastingRoutes(add, { broadcasting, database: base.database, publicUrl }),
    channels: broadcastingChannels,
    sweeps: [{ name: 'facts', act: broadcasting.sweep }],
    close: broadcasting.close,
  } satisfies Room;
}
