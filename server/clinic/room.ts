import type { Identity } from '#server/identity/identity.ts';
import type { Base } from '#server/platform/base.ts';
import type { Room } from '#server/platform/room.ts';
import { clinicChannels } from './clinic.live.ts';
import { clinicRoutes } from './clinic.routes.ts';
import { openClinic } from './clinic.ts';
import { seedDemo } from './demo.ts';

export function openClinicRoom(base: Base, identity: Identity) {
  const { database, now } = base;
  const clinic = openClinic(base, identity);
  return {
    name: 'clinic',
    face: clinic,
    routes: (add) => clinicRoutes(add, { clinic, database }),
    channels: clinicChannels(clinic.doctors.idOf),
    demo: () => seedDemo({ database, identity, clinic, now }),
  } satisfies Room;
}
