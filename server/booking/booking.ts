import type { Clinic } from '#server/clinic/clinic.ts';
import type { Identity } from '#server/identity/identity.ts';
import type { Base } from '#server/platform/base.ts';
import { senderAddress } from '#server/platform/config.ts';
import type { AccountCaller, CallerAs } from '#server/platform/door.ts';
import { unheard } from '#server/platform/facts.ts';
import { hashed } from '#server/platform/tokens.ts';
import type { Schedule } from '#server/schedule/schedule.ts';
import { openAppointments } from './appointments/appointments.ts';
import { bookingAudience } from './booking.live.ts';
import { openBookingLog } from './booking-log.ts';
import { seedAppointments } from './demo/demo.ts';
import { openFeeds } from './feed/feed.ts';
import { openInvitations } from './invitation/invitation.ts';
import { openLeaving } from './leaving/leaving.ts';
import { openLetters } from './letters/letters.ts';
import { type Booker, bookersByTokens, openTaking } from './taking/taking.ts';
import { openTime } from './time/time.ts';
import { openWaitlist } from './waitlist/waitlist.ts';

export type BookingDeps = { identity: Identity; clinic: Clinic; schedule: Schedule };
export type Booking = ReturnType<typeof openBooking>;

/** How a doctor's time becomes a patient's appointment, and what follows from it. */
export function openBooking(base: Base, { identity, clinic, schedule }: BookingDeps) {
  const { termsOf } = schedule;
  const deps = {
    ...base,
    termsOf,
    facts: base.facts.heardBy(bookingAudience),
    log: openBookingLog(base.log),
    sender: senderAddress(base.config),
  };
  const taking = openTaking(deps);
  const appointments = openAppointments(deps);
  const letters = openLetters(deps);
  const leaving = openLeaving(deps);
  identity.whenShutOut(async (tx, account, why) => {
    if (why !== 'change') await leaving.endAll(tx, account); // who changes a password by themselves goes on
  });
  const waitlist = openWaitlist({ ...deps, holds: taking.holds });
  /** For routes on which time is taken: who comes, and for whom they may. */
  const asBooker: CallerAs<'booker', Booker> = {
    as: 'booker',
    lookUp: async (token) => {
      const booker = await identity.lookUp<Booker>(token, bookersByTokens);
      return booker && { ...booker, token_hash: hashed(token) };
    },
  };

  /** The same for what is booked for good: where not even the caller can be found out, that too is a booking that failed. */
  const toBook = {
    asBooker: { ...asBooker, lookUp: (token: string) => asBooker.lookUp(token).catch(taking.bookings.notLookedUp) },
    asDesk: {
      as: 'desk',
      lookUp: (token: string) => identity.lookUp(token).catch(taking.bookings.notLookedUp),
    } satisfies CallerAs<'desk', AccountCaller>,
  };

  async function sweep(): Promise<void> {
    await taking.holds.sweep();
    await appointments.moves.cancelUnansweredRequests();
  }

  return {
    time: openTime({ ...deps, idsMeant: clinic.doctors.idsMeant, cards: clinic.doctors.cards }),
    taking,
    appointments,
    waitlist,
    leaving,
    invitation: openInvitations(deps),
    feeds: openFeeds({ ...deps, links: identity.callerLinks }),
    letters,
    asBooker,
    toBook,
    whenAppointment: appointments.whenAppointment,
    sweep,
    seedDemo,
  };

  /** What the demo books of its past is booked then, and nobody hears of it. */
  async function seedDemo(): Promise<void> {
    const then = {
      ...deps,
      facts: unheard(bookingAudience),
      log: openBookingLog(base.log.child({}, { level: 'warn' })),
      now: () => base.now().subtract({ hours: 24 * 20 }),
    };
    const before = { taking: openTaking(then), appointments: openAppointments(then) };
    await seedAppointments({ database: base.database, before, termsOf, now: base.now });
  }
}
