import { book, bookSeveral, holdSlot } from '#contract/booking.ts';
import type { Route } from '#contract/route.ts';
import { joinWaitlist } from '#contract/waitlist.ts';
import { type Database, system } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import type { Facts } from '#server/platform/facts.ts';
import type { Log } from '#server/platform/log.ts';
import type { Statement } from '#server/platform/sql.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { openAppointments } from './appointments/appointments.ts';
import { openStranded } from './appointments/stranded.ts';
import { bookingAudience, releasedFacts } from './booking.live.ts';
import { openBookingLog } from './booking-log.ts';
import { openHolds } from './taking/holds.ts';
import { openKeptTerms } from './taking/kept-terms.ts';
import { openNumbers } from './taking/numbers.ts';
import { openPlanning } from './taking/planning.ts';
import * as statements from './taking/taking.sql.ts';
import { openTaking } from './taking/taking.ts';
import { openAvailability } from './time/availability.ts';
import { type DirectoryDeps, openDirectory } from './time/directory.ts';

export { afterBookingJobs, openAfterBooking } from './after-booking.ts';

export type BookingDeps = {
  database: Database;
  facts: Facts;
  log: Log;
  now: () => Temporal.Instant;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  doctors: Pick<DirectoryDeps, 'idsMeant' | 'cards'>;
  /** the sign-in of a token, with what else is looked for */
  lookUp: (token: string, by: (hashes: Buffer[]) => Statement) => Promise<Caller | undefined>;
};

export type BookingRoom = ReturnType<typeof openBooking>;

/** How a doctor's time becomes a patient's appointment. */
export function openBooking(deps: BookingDeps) {
  const { database, facts, termsOf, now } = deps;
  const log = openBookingLog(deps.log);
  const planning = openPlanning(
    database,
    openKeptTerms((doctors) => termsOf(doctors)),
  );
  const nextNumber = openNumbers(() => database.many(statements.appointmentNumbers));
  const parts = { database, facts, log, planning, nextNumber, now };
  const appointments = openAppointments(deps);

  /** What nobody came back for is let go, and whoever watches sees it. */
  async function sweep(): Promise<void> {
    await database.transaction(system, async (tx) => {
      const gone = await tx.rows<statements.Gone>(statements.expireHolds(now().toString()));
      await facts.write(tx, bookingAudience, ...releasedFacts(gone));
    });
    await appointments.cancelUnanswered();
  }

  return {
    taking: openTaking(parts),
    holds: openHolds(parts),
    appointments,
    availability: openAvailability({ database, termsOf, log, now }),
    directory: openDirectory({ ...deps.doctors, database, termsOf, now }),
    stranded: openStranded({ database, termsOf, appointments, now }),
    sweep,
    /** An appointment is a tie between its doctor and the patient's family. */
    ties: async (one: number, others: readonly number[]) =>
      (await database.many<{ account: number }>(statements.tiesOf(one, others))).map(({ account }) => account),
    /** For routes on which time is taken: who comes, and for whom they may. */
    lookUpBooker: (token: string) => deps.lookUp(token, statements.bookersByTokens),
  };
}

/** Routes whose callers bring their family. */
export const bookersRoutes: ReadonlySet<Route> = new Set<Route>([book, bookSeveral, holdSlot, joinWaitlist]);
