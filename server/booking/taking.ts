import type { Booked, Hold } from '#contract/booking.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import { type Actor, type Database, raised } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import { type FactRow, type Facts, factRow } from '#server/platform/facts.ts';
import { earlier, type Key } from '#server/platform/idempotency.ts';
import { found, Refusal } from '#server/platform/refusal.ts';
import { type BookingFact, bookingAudience, type ToldAppointment } from './booking.live.ts';
import * as rows from './booking.sql.ts';
import type { BookingLog } from './booking-log.ts';
import { alternatives } from './free-times.ts';
import { numbersFrom } from './numbers.ts';
import type { Offers } from './offers.ts';
import { newReference } from './references.ts';
import { type Plan, planned, type Rules, refuseMode, type Wish } from './wishes.ts';

const holdMinutes = 10;

/** Who books: a patient with the family for whom they may, or the desk. */
export type Booker = Caller & { family: rows.StoredPatient[] };

export type TakingDeps = {
  database: Database;
  facts: Facts;
  offers: Offers;
  log: BookingLog;
  now: () => Temporal.Instant;
};

/** The one way in which time is taken: looked at here, decided by the database in a single call. */
export function takingIn({ database, facts, offers, log, now }: TakingDeps) {
  const nextAppointment = numbersFrom(() => block(rows.appointmentNumbers));
  const nextBooking = numbersFrom(() => block(rows.bookingNumbers));
  async function block(statement: typeof rows.appointmentNumbers): Promise<number[]> {
    return (await database.many<{ number: number }>(statement)).map(({ number }) => number);
  }

  // — a patient —

  async function book(booker: Booker, wish: Wish, key: Key | undefined): Promise<Booked> {
    return answered(booker, key, async () => (await takeAll(booker, [wish], key)) as Booked);
  }

  async function bookSeveral(booker: Booker, wishes: Wish[], key: Key | undefined) {
    return answered(booker, key, async () => {
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
    const patient = found(await database.row<rows.StoredPatient>(actorOf(desk), rows.readPatient(wish.patient_id)));
    const booker = { ...desk, family: [patient] };
    return answered(booker, key, async () => {
      try {
        return (await takeAll(booker, [wish], key, undefined, { anywhere: overbook, beside: false })) as Booked;
      } catch (error) {
        if (!overbook || !(error instanceof Refusal) || error.code !== 'time_slot_conflict') throw error;
        return (await takeAll(booker, [wish], key, undefined, { anywhere: true, beside: true })) as Booked;
      }
    });
  }

  /** A refusal is not remembered, but a success is: whoever repeats it gets the first answer, whatever has changed since. */
  async function answered<T>(booker: Booker, key: Key | undefined, take: () => Promise<T>): Promise<T> {
    try {
      return await take();
    } catch (error) {
      const known = key && error instanceof Refusal ? await earlier<T>(database, actorOf(booker), key) : undefined;
      if (known) return known;
      throw error;
    }
  }

  type Desk = { anywhere: boolean; beside: boolean };

  async function takeAll(booker: Booker, wishes: Wish[], key: Key | undefined, booking?: number, desk?: Desk) {
    for (let anew = false, tries = 1; ; tries++) {
      const moment = now();
      const rules: Rules = { by: desk ? 'desk' : 'patient', anywhere: desk?.anywhere ?? false, now: moment };
      const { plans, stale } = await plansFor(booker, wishes, rules, anew);
      if (stale) {
        anew = true;
        continue;
      }
      const takes = await Promise.all(plans.map((plan, place) => takeOf(plan, wishes[place] as Wish, place, desk)));
      const asked = asking(booker, plans, takes, moment, key, booking);
      const result = await asks(asked);
      if (!result.refusal) {
        settled(booker, result.released, takes, result.answer);
        return result.answer;
      }
      anew = result.refusal === 'stale';
      if ((anew || result.refusal === 'again') && tries < 5) continue;
      throw await refused(result.refusal, plans[result.place ?? 0] as Plan, moment);
    }
  }

  /** What is kept of a doctor may be old: a no is believed only from what was read just now. */
  async function plansFor(booker: Booker, wishes: Wish[], rules: Rules, anew: boolean) {
    const { offers: known, isKept } = await offers.of(
      wishes.map(({ doctor_id }) => doctor_id),
      anew,
    );
    const prestations = await Promise.all(wishes.map(({ prestation_id }) => prestationOf(prestation_id)));
    try {
      const plans = wishes.map((wish, place) => {
        const offer = known.get(wish.doctor_id) as Plan['offer'];
        refuseMode(offer, wish.consult_mode);
        return planned(
          { offer, patient: patientOf(booker, wish.patient_id), prestation: prestations[place] },
          wish,
          rules,
        );
      });
      return { plans, stale: false };
    } catch (error) {
      if (isKept && error instanceof Refusal) return { plans: [], stale: true };
      throw error;
    }
  }

  async function prestationOf(id: number | undefined): Promise<rows.StoredPrestation | undefined> {
    return id === undefined ? undefined : found(await database.look<rows.StoredPrestation>(rows.readPrestation(id)));
  }

  async function takeOf(plan: Plan, wish: Wish, place: number, desk: Desk | undefined): Promise<rows.Take> {
    const { offer, patient, prestation, starts, ends, blockedUntil } = plan;
    const { files, ...told } = wish.medical ?? {};
    return {
      ...{ place, id: await nextAppointment(), reference: newReference(), starts, ends, blocked_until: blockedUntil },
      ...{ doctor_id: offer.doctor_id, patient_id: patient.id, prestation_id: prestation?.id ?? null },
      mode: wish.consult_mode,
      status: offer.confirms_by_hand && !desk ? 'pending' : 'confirmed',
      overbooked: desk?.beside ?? false,
      hold_id: wish.hold_id ?? null,
      ...{ doctor_version: offer.doctor_version, schedule_version: offer.schedule_version },
      medical: wish.medical ? told : null,
      files: files?.length ? files : null,
    };
  }

  function asking(
    booker: Booker,
    plans: Plan[],
    takes: rows.Take[],
    moment: Temporal.Instant,
    key: Key | undefined,
    booking: number | undefined,
  ): rows.TakeAll {
    const answers = takes.map(answerOf);
    return {
      ...{
        account: booker.account_id,
        role: booker.role,
        at: moment.toString(),
        booking_id: booking,
        appointments: takes,
      },
      answer: booking === undefined ? (answers[0] as object) : { booking_id: booking, appointments: answers },
      events: takes.map((take, place) => bookedFact(plans[place] as Plan, take)),
      audit: takes.map(({ id, overbooked }) => ({
        ...{ action: overbooked ? 'appointment.overbooked' : 'appointment.booked', subject_id: id, details: {} },
      })),
      key: key && { route: key.route, key: key.key, hash: key.bodyHash.toString('hex') },
    };
  }

  async function asks(asked: rows.TakeAll): Promise<rows.Taken> {
    try {
      return (await database.call<rows.Taken>(rows.takeAll(asked))) as rows.Taken;
    } catch (error) {
      const why = raised(error);
      if (!why) throw error;
      return { refusal: why.code, place: why.place, answer: undefined as never, released: [] };
    }
  }

  function settled(booker: Booker, released: rows.Gone[], takes: rows.Take[], answer: unknown): void {
    facts.ring();
    tellReleased(actorOf(booker), released);
    const all = (answer as { appointments?: Booked[] }).appointments ?? [answer as Booked];
    for (const [place, take] of takes.entries()) log.scheduled(take, all[place]?.session_id ?? null);
  }

  /** Expired holds were let go in passing: whoever watches those slots hears it, a moment later. */
  function tellReleased(actor: Actor, released: rows.Gone[] | null): void {
    if (!released?.length) return;
    const told = released.map((gone) => ({ name: 'slot.released', ...gone }) as const);
    database.transaction(actor, (tx) => facts.write(tx, bookingAudience, ...told)).catch(log.releaseNotTold);
  }

  async function refused(code: string, plan: Plan, moment: Temporal.Instant): Promise<Refusal> {
    const { offer, patient, start, starts } = plan;
    const about = { doctor_id: offer.doctor_id, patient_id: patient.id, scheduled_at: starts };
    if (code !== 'time_slot_conflict') {
      const known = code === 'stale' || code === 'again' || code === 'repeated' ? 'unavailable' : (code as RefusalCode);
      log.failed(about, known);
      return new Refusal(known);
    }
    log.conflict(about);
    const length = plan.prestation?.duration_minutes ?? offer.slot_minutes;
    return new Refusal('time_slot_conflict', {
      alternatives: await alternatives(database, offer, start, length, moment),
    });
  }

  // — holds —

  type HoldWish = Omit<Wish, 'consult_mode'> & { replaces?: number | undefined };

  async function hold(booker: Booker, wish: HoldWish, tries = 1): Promise<Hold> {
    const moment = now();
    const { offers: known, isKept } = await offers.of([wish.doctor_id], tries > 1);
    const prestation = await prestationOf(wish.prestation_id);
    const offer = known.get(wish.doctor_id) as Plan['offer'];
    let plan: Plan;
    try {
      const patient = patientOf(booker, wish.patient_id);
      plan = planned({ offer, patient, prestation }, wish, { by: 'patient', anywhere: false, now: moment });
    } catch (error) {
      if (isKept && error instanceof Refusal) return hold(booker, wish, tries + 1);
      throw error;
    }
    const kept = await keeps(await holdOf(booker, plan, wish, moment));
    if (!kept.refusal) {
      facts.ring();
      tellReleased(actorOf(booker), kept.released);
      return { hold_id: kept.hold_id, expires_at: kept.expires_at };
    }
    if (['stale', 'again'].includes(kept.refusal) && tries < 5) return hold(booker, wish, tries + 1);
    throw await refused(kept.refusal, plan, moment);
  }

  async function holdOf(booker: Booker, plan: Plan, wish: HoldWish, moment: Temporal.Instant): Promise<rows.Keep> {
    const { offer, patient, starts, ends, blockedUntil } = plan;
    const fact = { name: 'slot.held', doctor_id: offer.doctor_id, starts_at: starts, ends_at: ends } as const;
    return {
      ...{ account: booker.account_id, role: booker.role, at: moment.toString() },
      until: moment.add({ minutes: holdMinutes }).toString(),
      ...{ id: await nextAppointment(), doctor_id: offer.doctor_id, patient_id: patient.id },
      ...{ starts, ends, blocked_until: blockedUntil, replaces: wish.replaces ?? null },
      ...{ doctor_version: offer.doctor_version, schedule_version: offer.schedule_version },
      events: [row(fact)],
    };
  }

  async function keeps(asked: rows.Keep): Promise<rows.Kept> {
    try {
      return (await database.call<rows.Kept>(rows.keep(asked))) as rows.Kept;
    } catch (error) {
      const why = raised(error);
      if (!why) throw error;
      return { refusal: why.code, hold_id: 0, expires_at: '', released: [] };
    }
  }

  async function release(caller: Caller, id: number): Promise<void> {
    await database.transaction(actorOf(caller), async (tx) => {
      const gone = found(await tx.row<rows.Gone>(rows.releaseHold(id, caller.account_id)));
      await facts.write(tx, bookingAudience, { name: 'slot.released', ...gone });
    });
  }

  return { book, bookSeveral, bookForAnyone, hold, release };
}

export type Taking = ReturnType<typeof takingIn>;

/** Without a name it is for the account's own person. */
function patientOf({ family }: Booker, id: number | undefined): rows.StoredPatient {
  return found(id === undefined ? family[0] : family.find((one) => one.id === id));
}

function answerOf(take: rows.Take): Booked {
  const { id, reference, doctor_id, patient_id, starts, ends, status, mode } = take;
  return {
    ...{ id, reference, doctor_id, patient_id, scheduled_at: starts, ends_at: ends, status },
    ...{ consult_mode: mode, consultation_mode: mode, session_id: null },
  };
}

function bookedFact({ offer, patient, prestation }: Plan, take: rows.Take): FactRow {
  const { id, reference, starts, ends, status, mode, overbooked } = take;
  const appointment: ToldAppointment = {
    ...{ id, reference, doctor_id: offer.doctor_id, doctor_name: offer.name, patient_id: patient.id },
    ...{ patient_name: patient.name, prestation: prestation?.name ?? null, starts_at: starts, ends_at: ends, status },
    ...{
      kind: mode === 'in_person' ? 'opd' : 'online',
      consult_mode: mode,
      consultation_mode: mode,
      overbooked,
      version: 1,
    },
  };
  const hearers = { doctor_account: offer.account_id, patient_accounts: patient.accounts };
  return row({ name: 'appointment.booked', appointment, hearers });
}

function row(fact: BookingFact): FactRow {
  return factRow(bookingAudience, fact);
}

function actorOf({ account_id, role }: Caller): Actor {
  return { account: account_id, role };
}
