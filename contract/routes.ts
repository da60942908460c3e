import * as acting from './acting.ts';
import * as appointments from './appointments.ts';
import * as audit from './audit.ts';
import * as booking from './booking.ts';
import * as broadcasting from './broadcasting.ts';
import * as catalogue from './catalogue.ts';
import * as clinic from './clinic.ts';
import * as feed from './feed.ts';
import * as files from './files.ts';
import * as health from './health.ts';
import * as identity from './identity.ts';
import * as invitation from './invitation.ts';
import * as patients from './patients.ts';
import * as presence from './presence.ts';
import type { Route } from './route.ts';
import * as schedule from './schedule.ts';
import * as waitlist from './waitlist.ts';

/** Every route of the API, under the name that its contract file gives it. */
export const routes: Readonly<Record<string, Route>> = Object.fromEntries(
  [
    health,
    broadcasting,
    identity,
    clinic,
    patients,
    acting,
    catalogue,
    schedule,
    booking,
    appointments,
    invitation,
    feed,
    files,
    waitlist,
    presence,
    audit,
  ].flatMap((noun) => Object.entries(noun).filter(isRoute)),
);

function isRoute(entry: [string, unknown]): entry is [string, Route] {
  const value = entry[1];
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
