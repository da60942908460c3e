import type { Identity } from '#server/identity/identity.ts';
import type { Base } from '#server/platform/base.ts';
import type { JobKind } from '#server/platform/jobs.ts';
import type { Room } from '#server/platform/room.ts';
import { actingLetterJob } from './acting/acting.ts';
import { clinicChannels } from './clinic.live.ts';
import { clinicRoutes } from './clinic.routes.ts';
import { openClinic } from './clinic.ts';
import { seedDemo } from './demo.ts';

export const clinicJobs: readonly JobKind[] = [actingLetterJob];

/** How late a birthday is noticed. */
const ageRestMs = 300_000;

export function openClinicRoom(base: Base, identity: Identity) {
  const { database, now } = base;
  const clinic = openClinic(base, identity);
  return {
    name: 'clinic',
    face: clinic,
    routes: (add) => clinicRoutes(add, { clinic, database }),
    channels: clinicChannels(clinic.doctors.idOf),
    jobs: [{ kind: actingLetterJob, act: clinic.sendActingLetter }],
    rounds: [{ name: 'clinic.ages', restMs: ageRestMs, act: clinic.acting.comeOfAge }],
    demo: () => seedDemo({ database, identity, clinic, now }),
  } satisfies Room;
}
