import { book, bookSeveral, holdSlot } from '#contract/booking.ts';
import type { Route } from '#contract/route.ts';
import { joinWaitlist } from '#contract/waitlist.ts';
import type { Database } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import type { Facts, Follower } from '#server/platform/facts.ts';
import type { JobKind, Jobs } from '#server/platform/jobs.ts';
import type { Log } from '#server/platform/log.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import type { Statement } from '#server/platform/sql.ts';
import type { Storage } from '#server/platform/storage.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { fileSweep, openAppointments } from './appointments/appointments.ts';
import { openBookingLog } from './booking-log.ts';
import { openFeeds } from './feed/feed.ts';
import { openInvitations } from './invitation/invitation.ts';
import { letterJob, openLetters } from './letters/letters.ts';
import { bookersByTokens, openTaking } from './taking/taking.ts';
import { openTime, type TimeDeps } from './time/time.ts';
import { offerLetterJob, openWaitlist } from './waitlist/waitlist.ts';

export const bookingJobs: readonly JobKind[] = [letterJob, offerLetterJob, fileSweep];

export type BookingDeps = {
  database: Database;
  facts: Facts;
  jobs: Jobs;
  mail: MailDoor;
  storage: Storage;
  log: Log;
  now: () => Temporal.Instant;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  doctors: Pick<TimeDeps, 'idsMeant' | 'cards'>;
  /** the sign-in of a token, with what else is looked for */
  lookUp: (token: string, by: (hashes: Buffer[]) => Statement) => Promise<Caller | undefined>;
  /** where people find the clinic */
  address: () => string;
  /** from whom invitations come */
  sender: string;
  secret: string;
};

export type BookingRoom = ReturnType<typeof openBooking>;

/** How a doctor's time becomes a patient's appointment, and what follows from it. */
export function openBooking(deps: BookingDeps) {
  const { jobs } = deps;
  const log = openBookingLog(deps.log);
  const time = openTime({ ...deps, ...deps.doctors, log });
  const taking = openTaking({ ...deps, log });
  const appointments = openAppointments(deps);
  const letters = openLetters(deps);
  const waitlist = openWaitlist({ ...deps, holds: taking.holds });

  /** Jobs are taken from now on, and facts are heard. */
  async function start(follow: (follower: Follower) => Promise<void>): Promise<void> {
    await jobs.work(letterJob, letters.send);
    await jobs.work(offerLetterJob, waitlist.offers.send);
    await jobs.daily(fileSweep, appointments.files.sweep);
    for (const follower of [letters.follower, waitlist.offers.follower]) await follow(follower);
  }

  async function sweep(): Promise<void> {
    await taking.holds.sweep();
    await appointments.moves.cancelUnanswered();
  }

  return {
    time,
    taking,
    appointments,
    waitlist,
    invitation: openInvitations(deps),
    feeds: openFeeds(deps),
    start,
    sweep,
    ties: appointments.ties,
    /** For routes on which time is taken: who comes, and for whom they may. */
    lookUpBooker: (token: string) => deps.lookUp(token, bookersByTokens),
  };
}

/** Routes whose callers bring their family. */
export const bookersRoutes: ReadonlySet<Route> = new Set<Route>([book, bookSeveral, holdSlot, joinWaitlist]);
