import { type Database, system } from '#server/platform/database.ts';
import type { Facts, Follower } from '#server/platform/facts.ts';
import type { JobKind, Jobs } from '#server/platform/jobs.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import type { Storage } from '#server/platform/storage.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { fileSweep, openFiles } from './appointments/files.ts';
import { openMedical } from './appointments/medical.ts';
import { openFeeds } from './feed/feed.ts';
import { openInvitations } from './invitation/invitation.ts';
import { letterJob, openLetters } from './letters/letters.ts';
import { clinicDay } from './waitlist/waitlist.sql.ts';
import { openWaitlist } from './waitlist/waitlist.ts';
import { offerLetterJob, openWaitlistOffers } from './waitlist/waitlist-offers.ts';

export const afterBookingJobs: readonly JobKind[] = [letterJob, offerLetterJob, fileSweep];

export type AfterBookingDeps = {
  database: Database;
  facts: Facts;
  jobs: Jobs;
  mail: MailDoor;
  storage: Storage;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
  /** where people find the clinic */
  address: () => string;
  /** from whom invitations come */
  sender: string;
  secret: string;
};

export type AfterBooking = ReturnType<typeof openAfterBooking>;

/** What follows a booking: letters, calendars of one's own, what the doctor is told, and who waits for what is freed. */
export function openAfterBooking(deps: AfterBookingDeps) {
  const { database, jobs, now } = deps;
  const letters = openLetters(deps);
  const offers = openWaitlistOffers(deps);
  const files = openFiles(deps);
  const today = async () => (await database.rows<{ day: string }>(system, clinicDay(now().toString())))[0]?.day ?? '';

  /** Jobs are taken from now on, and facts are heard. */
  async function start(follow: (follower: Follower) => Promise<void>): Promise<void> {
    await jobs.work(letterJob, letters.send);
    await jobs.work(offerLetterJob, offers.send);
    await jobs.daily(fileSweep, files.sweep);
    for (const follower of [letters.follower, offers.follower]) await follow(follower);
  }

  return {
    files,
    start,
    medical: openMedical(deps),
    invitation: openInvitations(deps),
    feeds: openFeeds(deps),
    waitlist: openWaitlist({ ...deps, today }),
  };
}
