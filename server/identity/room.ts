import type { Base } from '#server/platform/base.ts';
import type { JobKind } from '#server/platform/jobs.ts';
import type { Room } from '#server/platform/room.ts';
import { identityRoutes } from './identity.routes.ts';
import { openIdentity } from './identity.ts';
import { linkJob, passwordJob } from './links.ts';

export const identityJobs: readonly JobKind[] = [linkJob, passwordJob];

export function openIdentityRoom(base: Base) {
  const identity = openIdentity(base);
  return {
    name: 'identity',
    face: identity,
    routes: (add) => identityRoutes(add, { identity, database: base.database }),
    jobs: [
      { kind: linkJob, act: ({ link }) => identity.sendLink(String(link)) },
      { kind: passwordJob, act: ({ account }) => identity.tellPasswordChanged(Number(account)) },
    ],
    sweeps: [{ name: 'identity', act: identity.sweep }],
    demo: identity.closeDemo,
  } satisfies Room;
}
