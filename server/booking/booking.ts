import { book, bookSeveral, holdSlot } from '#contract/booking.ts';
import type { Route } from '#contract/route.ts';
import { joinWaitlist } from '#contract/waitlist.ts';
import { type Database, system } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import type { Facts } from '#server/platform/facts.ts';
import type { Log } from '#server/platform/log.ts';
import type { Statement } from '#server/platform/sql.ts';
import type { Offer } from '#server/schedule/schedule.ts';
import { appointmentsIn } from './appointments/appointments.ts';
import { strandedIn } from './appointments/stranded.ts';
import { bookingAudience, releasedFacts } from './booking.live.ts';
import { bookingLog } from './booking-log.ts';
import { holdsIn } from './taking/holds.ts';
import { offersKept } from './taking/kept-terms.ts';
import { numbersFrom } from './taking/numbers.ts';
import { planningIn } from './taking/planning.ts';
import * as rows from './taking/taking.sql.ts';
import { takingIn } from './taking/taking.ts';
import { availabilityIn } from './time/availability.ts';
import { type DirectoryDeps, directoryIn } from './time/directory.ts';

export { afterBookingJobs, openAfterBooking } from './after-booking.ts';

export type BookingDeps = {
  database: Database;
  facts: Facts;
  log: Log;
  now: () => Temporal.Instant;
  offersOf: (doctors: number[]) => Promise<readonly Offer[]>;
  doctors: Pick<DirectoryDeps, 'idsMeant' | 'cards'>;
  /** the sign-in of a token, with what else is looked for */
  lookUp: (token: string, by: (hashes: Buffer[]) => Statement) => Promise<Caller | undefined>;
};

export type BookingRoom = ReturnType<typeof openBooking>;

/** How a doctor's time becomes a patient's appointment. */
export function openBooking(deps: BookingDeps) {
  const { database, facts, offersOf, now } = deps;
  const log = bookingLog(deps.log);
  const planning = planningIn(
    database,
    offersKept((doctors) => offersOf(doctors)),
  );
  const nextNumber = numbersFrom(() => database.many(rows.appointmentNumbers));
  const parts = { database, facts, log, planning, nextNumber, now };
  const appointments = appointmentsIn(deps);

  /** What nobody came back for is let go, and whoever watches sees it. */
  async function sweep(): Promise<void> {
    await database.transaction(system, async (tx) => {
      const gone = await tx.rows<rows.Gone>(rows.expireHolds(now().toString()));
      await facts.write(tx, bookingAudience, ...releasedFacts(gone));
    });
    await appointments.cancelUnanswered();
  }

  return {
    ...{ taking: takingIn(parts), holds: holdsIn(parts), appointments },
    availability: availabilityIn({ database, offersOf, log, now }),
    directory: directoryIn({ ...deps.doctors, database, offersOf, now }),
    stranded: strandedIn({ database, offersOf, appointments, now }),
    sweep,
    /** An appointment is a tie between its doctor and the patient's family. */
    ties: async (one: number, others: readonly number[]) =>
      (await database.many<{ account: number }>(rows.tiesOf(one, others))).map(({ account }) => account),
    /** For routes on which time is taken: who comes, and for whom they may. */
    lookUpBooker: (token: string) => deps.lookUp(token, rows.bookersByTokens),
  };
}

/** Routes whose callers bring their family. */
export const bookersRoutes: ReadonlySet<Route> = new Set<Route>([book, bookSeveral, holdSlot, joinWaitlist]);
