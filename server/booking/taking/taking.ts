import type { Database } from '#server/platform/database.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import type { BookingFacts } from '../booking.live.ts';
import type { BookingLog } from '../booking-log.ts';
import { openBookings } from './bookings.ts';
import { openHolds } from './holds.ts';
import { openKeptTerms } from './kept-terms.ts';
import { openNumbers } from './numbers.ts';
import { openPlanning } from './planning.ts';
import { appointmentNumbers } from './taking.sql.ts';

export { bookersByTokens } from './taking.sql.ts';
export { type Booker, patientOf } from './wishes.ts';

export type TakingDeps = {
  database: Database;
  facts: BookingFacts;
  log: BookingLog;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};

export type Taking = ReturnType<typeof openTaking>;

/** How time is taken: for good, or held for some minutes. Both number their rows alike and look at what is kept of doctors. */
export function openTaking({ database, facts, log, termsOf, now }: TakingDeps) {
  const planning = openPlanning({ database, keptTerms: openKeptTerms(termsOf), now });
  const nextNumber = openNumbers(() => database.unframed.rows(appointmentNumbers));
  const parts = { database, facts, log, planning, nextNumber, now };
  return { bookings: openBookings(parts), holds: openHolds(parts) };
}
