import type { Booked } from '#contract/booking.ts';
import { type Database, raised } from '#server/platform/database.ts';
import { actorOf, type Caller } from '#server/platform/door.ts';
import type { Facts } from '#server/platform/facts.ts';
import { earlier, type Key } from '#server/platform/idempotency.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { BookingLog } from '../booking-log.ts';
import type { Patient, Plan } from '../time/time.ts';
import { openBatches } from './batch.ts';
import { NotBooked, openNotBooked } from './not-booked.ts';
import { openNumbers } from './numbers.ts';
import { type Manner, openOrders } from './order.ts';
import type { Planning } from './planning.ts';
import * as statements from './taking.sql.ts';
import type { Booker, Wish } from './wishes.ts';

export type BookingsDeps = {
  database: Database;
  facts: Facts;
  log: BookingLog;
  planning: Planning;
  nextNumber: () => Promise<number>;
};
type BookedSeveral = { booking_id: number; appointments: Booked[] };

/** The one way in which time is taken for good: looked at here, decided by the database in a single call. */
export function openBookings(deps: BookingsDeps) {
  const { database, facts, log, planning } = deps;
  const { refusalOf, tellReleased } = openNotBooked(deps);
  const newOrder = openOrders(deps);
  const bookInBatch = openBatches(database);
  const nextBooking = openNumbers(() => database.many(statements.bookingNumbers));

  // — a patient —

  async function book(booker: Booker, wish: Wish, key: Key | undefined): Promise<Booked> {
    return elseEarlier(booker, [wish], key, async () => (await take(booker, [wish], { key })) as Booked);
  }

  async function bookSeveral(booker: Booker, wishes: Wish[], key: Key | undefined): Promise<BookedSeveral> {
    return elseEarlier(booker, wishes, key, async () => {
      const booking = await nextBooking();
      return (await take(booker, wishes, { key, booking })) as BookedSeveral;
    });
  }

  // — the front desk —

  /** With `overbook` what is taken is no hindrance: the appointment is then put beside, and that is written down. */
  async function bookForAnyone(
    desk: Caller,
    wish: Wish & { patient_id: number },
    overbook: boolean,
    key: Key | undefined,
  ): Promise<Booked> {
    return elseEarlier(desk, [wish], key, async () => {
      const patient = orNotFound(await database.row<Patient>(actorOf(desk), statements.readPatient(wish.patient_id)));
      const booker = { ...desk, family: [patient] };
      try {
        return (await take(booker, [wish], { key, desk: { anywhere: overbook, beside: false } })) as Booked;
      } catch (error) {
        if (!overbook || !(error instanceof NotBooked) || error.code !== 'time_slot_conflict') throw error;
        return (await take(booker, [wish], { key, desk: { anywhere: true, beside: true } })) as Booked;
      }
    });
  }

  /** A refusal is not remembered, but a success is; it is looked for before anybody is told that they are not booked. */
  async function elseEarlier<T>(
    caller: Caller & { family?: Patient[] },
    wishes: Wish[],
    key: Key | undefined,
    make: () => Promise<T>,
  ): Promise<T> {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof NotBooked) && !(error instanceof Refusal)) throw error;
      const known = key && (await earlier<T>(database, actorOf(caller), key));
      if (known) return known;
      if (error instanceof NotBooked) throw await refusalOf(error);
      for (const { doctor_id, patient_id = caller.family?.[0]?.id, scheduled_at } of wishes) {
        log.failed({ doctor_id, patient_id, scheduled_at }, error.code);
      }
      throw error;
    }
  }

  async function take(booker: Booker, wishes: Wish[], manner: Manner): Promise<unknown> {
    const { booking, desk } = manner;
    const by = { by: desk ? 'desk' : 'patient', anywhere: desk?.anywhere ?? false } as const;
    return planning.attempt(booker, wishes, by, async (plans, moment) => {
      const order = await newOrder(booker, { wishes, plans, moment }, manner);
      const { refusal, place, answer, released } = (await bookInBatch(order)) ?? (await bookByItself(order));
      tellReleased(actorOf(booker), released);
      if (refusal) {
        const plan = plans[place ?? 0] as Plan;
        throw new NotBooked(refusal, plan, moment, booking === undefined ? undefined : (place ?? 0));
      }
      facts.ring();
      noteScheduled(order, answer);
      return answer;
    });
  }

  async function bookByItself(order: statements.BookingOrder): Promise<statements.BookingOutcome> {
    try {
      return orNotFound(await database.call<statements.BookingOutcome>(statements.bookAll(order)));
    } catch (error) {
      const no = raised(error);
      if (!no) throw error;
      return { refusal: no.code, place: no.place, answer: undefined as never, released: [] };
    }
  }

  function noteScheduled({ appointments }: statements.BookingOrder, answer: unknown): void {
    const all = (answer as { appointments?: Booked[] }).appointments ?? [answer as Booked];
    for (const [place, take] of appointments.entries()) log.scheduled(take, all[place]?.session_id ?? null);
  }

  return { book, bookSeveral, bookForAnyone };
}
