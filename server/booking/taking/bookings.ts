import type { Booked } from '#contract/booking.ts';
import { type Database, raised } from '#server/platform/database.ts';
import { type AccountCaller, actorOf } from '#server/platform/door.ts';
import { earlier, type Key } from '#server/platform/idempotency.ts';
import { codeOf, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { BookingFacts } from '../booking.live.ts';
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
  facts: BookingFacts;
  log: BookingLog;
  planning: Planning;
  nextNumber: () => Promise<number>;
};
type BookedSeveral = statements.BookedSeveral;
type Order = statements.BookingOrder;
/** How an order is brought to the database. */
type Send<Answer> = (booker: Booker, order: Order) => Promise<statements.BookingOutcome<Answer>>;

/** The one way in which time is taken for good: looked at here, decided by the database in a single call. */
export function openBookings(deps: BookingsDeps) {
  const { database, facts, log, planning } = deps;
  const { refusalOf, tellReleased } = openNotBooked(deps);
  const newOrder = openOrders(deps);
  const sendInBatch = openBatches(database);
  const nextBooking = openNumbers(() => database.unframed.rows(statements.bookingNumbers));

  // — a patient —

  async function book(booker: Booker, wish: Wish, key: Key | undefined): Promise<Booked> {
    return elseEarlier(booker, [wish], key, () => take(booker, [wish], { key }, sendOne));
  }

  async function bookSeveral(booker: Booker, wishes: Wish[], key: Key | undefined): Promise<BookedSeveral> {
    return elseEarlier(booker, wishes, key, async () => {
      const booking = await nextBooking();
      return take<BookedSeveral>(booker, wishes, { key, booking }, sendAlone);
    });
  }

  // — the front desk —

  /** With `overbook` what is taken is no hindrance: the appointment is then put beside, and that is written down. */
  async function bookForAnyone(
    desk: AccountCaller,
    wish: Wish & { patient_id: number },
    overbook: boolean,
    key: Key | undefined,
  ): Promise<Booked> {
    return elseEarlier(desk, [wish], key, async () => {
      const patient = orNotFound(
        await database.as(actorOf(desk)).row<Patient>(statements.readPatient(wish.patient_id)),
      );
      const booker = { ...desk, family: [patient] };
      try {
        return await take(booker, [wish], { key, desk: { anywhere: overbook, beside: false } }, sendOne);
      } catch (error) {
        if (!overbook || !(error instanceof NotBooked) || error.code !== 'time_slot_conflict') throw error;
        return take(booker, [wish], { key, desk: { anywhere: true, beside: true } }, sendOne);
      }
    });
  }

  /** A refusal is not remembered, but a success is; it is looked for before anybody is told that they are not booked. */
  async function elseEarlier<T>(
    caller: AccountCaller & { family?: Patient[] },
    wishes: Wish[],
    key: Key | undefined,
    make: () => Promise<T>,
  ): Promise<T> {
    try {
      return await make().catch(async (error) => {
        const known = key && isNo(error) && (await earlier<T>(database, actorOf(caller), key));
        if (known) return known;
        throw error;
      });
    } catch (error) {
      if (error instanceof NotBooked) throw await refusalOf(error);
      for (const { doctor_id, patient_id = caller.family?.[0]?.id, scheduled_at } of wishes) {
        log.failed({ doctor_id, patient_id, scheduled_at }, codeOf(error));
      }
      throw error;
    }
  }

  async function take<Answer extends Booked | BookedSeveral>(
    booker: Booker,
    wishes: Wish[],
    manner: Manner,
    send: Send<Answer>,
  ): Promise<Answer> {
    const { booking, desk } = manner;
    const by = { by: desk ? 'desk' : 'patient', anywhere: desk?.anywhere ?? false } as const;
    return planning.attempt(booker, wishes, by, async (plans, moment) => {
      const order = await newOrder({ wishes, plans, moment }, manner);
      const outcome = await send(booker, order);
      tellReleased(actorOf(booker), outcome.released);
      if (outcome.refusal !== null) {
        const place = outcome.place ?? 0;
        throw new NotBooked(outcome, plans[place] as Plan, moment, booking === undefined ? undefined : place);
      }
      facts.ring();
      noteScheduled(order, outcome.answer);
      return outcome.answer;
    });
  }

  async function sendOne(booker: Booker, order: Order): Promise<statements.BookingOutcome<Booked>> {
    return (await sendInBatch(booker, order)) ?? sendAlone(booker, order);
  }

  async function sendAlone<Answer>(booker: Booker, order: Order): Promise<statements.BookingOutcome<Answer>> {
    try {
      const asked = statements.bookAll(order);
      return orNotFound(await database.as(actorOf(booker)).act<statements.BookingOutcome<Answer>>(asked));
    } catch (error) {
      const no = raised(error);
      if (!no) throw error;
      return { refusal: no.code, place: no.place, answer: null, released: [] };
    }
  }

  function noteScheduled({ appointments }: Order, answer: Booked | BookedSeveral): void {
    const all = 'appointments' in answer ? answer.appointments : [answer];
    for (const [place, take] of appointments.entries()) log.scheduled(take, all[place]?.session_id ?? null);
  }

  /** Before anything was read that somebody wishes. */
  function notLookedUp(error: unknown): never {
    log.failed({}, codeOf(error));
    throw error;
  }

  return { book, bookSeveral, bookForAnyone, notLookedUp };
}

/** Whoever was answered: where the database was lost nobody knows. */
function isNo(error: unknown): boolean {
  return error instanceof NotBooked || error instanceof Refusal;
}
