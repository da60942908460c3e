import type { Base } from '#server/platform/base.ts';
import type { JobKind } from '#server/platform/jobs.ts';
import type { Room } from '#server/platform/room.ts';
import { bookingChannels } from './booking.live.ts';
import { bookingRoutes } from './booking.routes.ts';
import { type BookingDeps, openBooking } from './booking.ts';
import { letterJob } from './letters/letters.ts';
import { offerLetterJob } from './waitlist/waitlist.ts';

export const bookingJobs: readonly JobKind[] = [letterJob, offerLetterJob];

/** How late a hold that nobody came back for is let go. */
const sweepRestMs = 2000;
/** Slots go by and midnights come: who is free next is found out before somebody asks. */
const warmRestMs = 20_000;

export function openBookingRoom(base: Base, deps: BookingDeps) {
  const booking = openBooking(base, deps);
  const { appointments, leaving, letters, waitlist } = booking;
  return {
    name: 'booking',
    face: booking,
    routes: (add) => bookingRoutes(add, booking),
    channels: bookingChannels,
    jobs: [
      { kind: letterJob, act: letters.send },
      { kind: offerLetterJob, act: waitlist.offers.send },
    ],
    sweeps: [{ name: 'files', act: appointments.files.sweep }],
    followers: [letters.follower, waitlist.offers.follower, leaving.follower],
    rounds: [
      { name: 'booking.sweep', restMs: sweepRestMs, act: booking.sweep },
      { name: 'booking.directory', restMs: warmRestMs, act: booking.time.directory.warm },
    ],
    ties: [appointments.ties],
    demo: booking.seedDemo,
    warm: booking.time.directory.warm,
  } satisfies Room;
}
