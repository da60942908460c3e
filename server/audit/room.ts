import type { Base } from '#server/platform/base.ts';
import type { JobKind } from '#server/platform/jobs.ts';
import type { Room } from '#server/platform/room.ts';
import { auditRoutes } from './audit.routes.ts';
import { openAudit } from './audit.ts';

const headJob: JobKind = { name: 'audit.head', retryLimit: 2 };
export const auditJobs: readonly JobKind[] = [headJob];

/** How long what was committed waits for its seal at most. */
const sealRestMs = 2000;

export function openAuditRoom(base: Base) {
  const audit = openAudit(base);
  return {
    name: 'audit',
    face: audit,
    routes: (add) => auditRoutes(add, audit),
    jobs: [{ kind: headJob, act: audit.logHead, daily: true }],
    rounds: [{ name: 'audit.seal', restMs: sealRestMs, act: () => audit.seal() }],
    // What is left is sealed at the next start.
    close: () => audit.seal(1).catch(() => {}),
  } satisfies Room;
}
