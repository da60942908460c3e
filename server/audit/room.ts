import type { Base } from '#server/platform/base.ts';
import type { Room } from '#server/platform/room.ts';
import { auditRoutes } from './audit.routes.ts';
import { openAudit } from './audit.ts';

/** How long what was committed waits for its seal at most. */
const sealRestMs = 2000;

export function openAuditRoom(base: Base) {
  const audit = openAudit(base);
  return {
    name: 'audit',
    face: audit,
    routes: (add) => auditRoutes(add, audit),
    sweeps: [{ name: 'audit', act: audit.logHead }],
    rounds: [{ name: 'audit.seal', restMs: sealRestMs, act: () => audit.seal() }],
    // What is left is sealed at the next start.
    close: () => audit.seal(1).catch(() => {}),
  } satisfies Room;
}
