import type { Booked } from '#contract/booking.ts';
import { type Database, raised } from '#server/platform/database.ts';
import { actorOf, type Caller } from '#server/platform/door.ts';
import type { Facts } from '#server/platform/facts.ts';
import { earlier, type Key } from '#server/platform/idempotency.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import { type BookingFact, bookingAudience, type ToldAppointment } from '../booking.live.ts';
import type { BookingLog } from '../booking-log.ts';
import type { Plan, Rules, Wish } from '../time/plan.ts';
import { openBatches } from './batch.ts';
import { NotBooked, openNotBooked } from './not-booked.ts';
import { openNumbers } from './numbers.ts';
import type { Booker, Planning } from './planning.ts';
import { newReference } from './references.ts';
import * as statements from './taking.sql.ts';

const mostTries = 5;

export type TakingDeps = {
  database: Database;
  facts: Facts;
  log: BookingLog;
  planning: Planning;
  nextNumber: () => Promise<number>;
  now: () => Temporal.Instant;
};

/** The one way in which time is taken: looked at here, decided by the database in a single call. */
export function openTaking(deps: TakingDeps) {
  const { database, facts, log, planning, now } = deps;
  const { refused, tellReleased } = openNotBooked(deps);
  const bookInBatch = openBatches(database);
  const nextBooking = openNumbers(() => database.many(statements.bookingNumbers));

  // — a patient —

  async function book(booker: Booker, wish: Wish, key: Key | undefined): Promise<Booked> {
    return answered(booker, [wish], key, async () => (await takeAll(booker, [wish], key)) as Booked);
  }

  async function bookSeveral(booker: Booker, wishes: Wish[], key: Key | undefined) {
    return answered(booker, wishes, key, async () => {
      const booking = await nextBooking();
      return (await takeAll(booker, wishes, key, booking)) as { booking_id: number; appointments: Booked[] };
    });
  }

  // — the front desk —

  /** With `overbook` what is taken is no hindrance: the appointment is then put beside, and that is written down. */
  async function bookForAnyone(
    desk: Caller,
    wish: Wish & { patient_id: number },
    overbook: boolean,
    key: Key | undefined,
  ) {
    return answered(desk, [wish], key, async () => {
      const patient = orNotFound(
        await database.row<statements.StoredPatient>(actorOf(desk), statements.readPatient(wish.patient_id)),
      );
      const booker = { ...desk, family: [patient] };
      try {
        return (await takeAll(booker, [wish], key, undefined, { anywhere: overbook, beside: false })) as Booked;
      } catch (error) {
        if (!overbook || !(error instanceof NotBooked) || error.code !== 'time_slot_conflict') throw error;
        return (await takeAll(booker, [wish], key, undefined, { anywhere: true, beside: true })) as Booked;
      }
    });
  }

  /** A refusal is not remembered, but a success is; it is looked for before anybody is told that they lost. */
  async function answered<T>(
    caller: Caller & { family?: statements.StoredPatient[] },
    wishes: Wish[],
    key: Key | undefined,
    take: () => Promise<T>,
  ): Promise<T> {
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof NotBooked) && !(error instanceof Refusal)) throw error;
      const known = key && (await earlier<T>(database, actorOf(caller), key));
      if (known) return known;
      if (error instanceof NotBooked) throw await refused(error);
      for (const { doctor_id, patient_id = caller.family?.[0]?.id, scheduled_at } of wishes) {
        log.failed({ doctor_id, patient_id, scheduled_at }, error.code);
      }
      throw error;
    }
  }

  type Desk = { anywhere: boolean; beside: boolean };

  async function takeAll(booker: Booker, wishes: Wish[], key: Key | undefined, booking?: number, desk?: Desk) {
    for (let anew = false, tries = 1; ; tries++) {
      const moment = now();
      const rules: Rules = { by: desk ? 'desk' : 'patient', anywhere: desk?.anywhere ?? false, now: moment };
      const plans = await planning.plansFor(booker, wishes, rules, anew);
      const takes = await Promise.all(plans.map((plan, place) => takeOf(plan, wishes[place] as Wish, place, desk)));
      const asked = asking(booker, { wishes, plans, takes }, moment, key, booking);
      const result = (await bookInBatch(asked)) ?? (await asks(asked));
      if (!result.refusal) {
        settled(booker, result.released, takes, result.answer);
        return result.answer;
      }
      anew = result.refusal === 'stale';
      if ((anew || result.refusal === 'again') && tries < mostTries) continue;
      tellReleased(actorOf(booker), result.released);
      const place = result.place ?? 0;
      throw new NotBooked(result.refusal, plans[place] as Plan, moment, booking === undefined ? undefined : place);
    }
  }

  async function takeOf(plan: Plan, wish: Wish, place: number, desk: Desk | undefined): Promise<statements.Take> {
    const { terms, patient, prestation, starts, ends, blockedUntil } = plan;
    return {
      place,
      id: await deps.nextNumber(),
      reference: newReference(),
      starts,
      ends,
      blocked_until: blockedUntil,
      doctor_id: terms.doctor_id,
      patient_id: patient.id,
      prestation_id: prestation?.id ?? null,
      mode: wish.consult_mode,
      status: terms.confirms_by_hand && !desk ? 'pending' : 'confirmed',
      overbooked: desk?.beside ?? false,
      doctor_version: terms.doctor_version,
      schedule_version: terms.schedule_version,
    };
  }

  function asking(
    booker: Booker,
    { wishes, plans, takes }: { wishes: Wish[]; plans: Plan[]; takes: statements.Take[] },
    moment: Temporal.Instant,
    key: Key | undefined,
    booking: number | undefined,
  ): statements.TakeAll {
    const answers = takes.map(answerOf);
    return {
      account: booker.account_id,
      role: booker.role,
      at: moment.toString(),
      booking_id: booking,
      appointments: takes,
      ...besides(wishes, takes, booking !== undefined),
      answer: booking === undefined ? (answers[0] as object) : { booking_id: booking, appointments: answers },
      events: facts.rows(bookingAudience, ...takes.map((take, place) => bookedFact(plans[place] as Plan, take))),
      audit: takes.map(({ id, overbooked }) => ({
        action: overbooked ? 'appointment.overbooked' : 'appointment.booked',
        subject_id: id,
        details: {},
      })),
      key: key && { route: key.route, key: key.key, hash: key.bodyHash.toString('hex') },
    };
  }

  async function asks(asked: statements.TakeAll): Promise<statements.Taken> {
    try {
      return (await database.call<statements.Taken>(statements.takeAll(asked))) as statements.Taken;
    } catch (error) {
      const why = raised(error);
      if (!why) throw error;
      return { refusal: why.code, place: why.place, answer: undefined as never, released: [] };
    }
  }

  function settled(booker: Booker, released: statements.Gone[], takes: statements.Take[], answer: unknown): void {
    facts.ring();
    tellReleased(actorOf(booker), released);
    const all = (answer as { appointments?: Booked[] }).appointments ?? [answer as Booked];
    for (const [place, take] of takes.entries()) log.scheduled(take, all[place]?.session_id ?? null);
  }

  return { book, bookSeveral, bookForAnyone };
}

export type Taking = ReturnType<typeof openTaking>;

/** What goes with the appointments; what there is none of is left out, and costs nothing. */
function besides(wishes: Wish[], takes: statements.Take[], isOneOfSeveral: boolean) {
  const holds = wishes.flatMap(({ hold_id }) => hold_id ?? []);
  const pairs = takes.map((take, place) => ({ take, place, medical: wishes[place]?.medical }));
  const files = pairs.flatMap(({ take, medical }) =>
    (medical?.files ?? []).map((file) => ({ file, appointment: take.id })),
  );
  const online = pairs
    .filter(({ take }) => take.mode !== 'in_person')
    .map(({ take: { id, mode }, place }) => ({
      id,
      mode,
      path: [...(isOneOfSeveral ? ['appointments', String(place)] : []), 'session_id'],
    }));
  return {
    holds: someOf(holds),
    files: someOf(files),
    online: someOf(online),
    medical: pairs.flatMap(({ take, medical }) => (medical ? { ...medical, appointment_id: take.id } : [])),
  };
}

function someOf<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function answerOf(take: statements.Take): Booked {
  const { id, reference, doctor_id, patient_id, starts, ends, status, mode } = take;
  return {
    id,
    reference,
    doctor_id,
    patient_id,
    scheduled_at: starts,
    ends_at: ends,
    status,
    consult_mode: mode,
    consultation_mode: mode,
    session_id: null,
  };
}

function bookedFact({ terms, patient, prestation }: Plan, take: statements.Take): BookingFact {
  const { id, reference, starts, ends, status, mode, overbooked } = take;
  const appointment: ToldAppointment = {
    id,
    reference,
    doctor_id: terms.doctor_id,
    doctor_name: terms.name,
    patient_id: patient.id,
    patient_name: patient.name,
    prestation: prestation?.name ?? null,
    starts_at: starts,
    ends_at: ends,
    status,
    kind: mode === 'in_person' ? 'opd' : 'online',
    consult_mode: mode,
    consultation_mode: mode,
    overbooked,
    version: 1,
  };
  const hearers = { doctor_account: terms.account_id, patient_accounts: patient.accounts };
  return { name: 'appointment.booked', appointment, hearers };
}
