import type { Span } from '#contract/booking.events.ts';
import { type Database, system, type Transaction } from '#server/platform/database.ts';
import { type HeardFact, newFollower } from '#server/platform/facts.ts';
import type { JobData, JobKind, Jobs } from '#server/platform/jobs.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import {
  type DoctorTerms,
  dateOf,
  dayAt,
  dayNumber,
  instantOf,
  minuteOf,
  slotsBetween,
  zoneOf,
} from '#server/schedule/schedule.ts';
import { type BookingFacts, releasedFacts } from '../booking.live.ts';
import { offerWords, whenOf } from '../letters/letters.ts';
import { busyBetween, minuteAt, spanOfDays, todayOf } from '../time/time.ts';
import * as statements from './waitlist.sql.ts';

/** Tells somebody who waits that a time is held for them. */
export const offerLetterJob: JobKind = { name: 'booking.offer_letter', retryLimit: 3, atOnce: 20 };

const heldMinutes = 10;
const wants = [
  'appointment.booked',
  'appointment.rescheduled',
  'appointment.cancelled',
  'appointment.rejected',
  'slot.released',
  'schedule.changed',
  'doctor.availability_changed',
] as const;
type Wanted = HeardFact<(typeof wants)[number]>;

export type OffersDeps = {
  database: Database;
  facts: BookingFacts;
  jobs: Jobs;
  mail: MailDoor;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
  address: string;
};

type Free = { start: number; end: number; day: string };
/** Stretches of a doctor's time that may have become free, in epoch minutes. */
type Freed = Map<number, { start: number; end: number }[]>;

/** What becomes free is held for the first who waits for it; when they let it lapse, for the next. */
export function openOffers({ database, facts, jobs, mail, termsOf, now, address }: OffersDeps) {
  const follower = newFollower({ name: 'booking.waitlist', wants, hear });

  async function hear(tx: Transaction, heard: Wanted[]): Promise<void> {
    const freed = freedBy(heard);
    const awaited = await tx.rows<{ doctor_id: number }>(statements.awaited([...freed.keys()]));
    for (const { doctor_id } of awaited) {
      await tx.count(statements.noteTaken(doctor_id));
      await tx.count(statements.noteLapsed(doctor_id, now().toString()));
      const spans = freed.get(doctor_id) ?? [];
      if (spans.length > 0) await offerAll(tx, doctor_id, spans);
    }
  }

  async function offerAll(tx: Transaction, doctor: number, spans: { start: number; end: number }[]): Promise<void> {
    const terms = (await termsOf([doctor]))[0];
    if (!terms?.is_available || !terms.is_approved) return;
    const waiting = await tx.rows<statements.Waiting>(statements.waitingFor(doctor, dateOf(todayOf(terms, now()))));
    if (waiting.length === 0) return;
    for (const slot of await freeIn(tx, terms, spans, waiting)) {
      const given = await give(tx, terms, slot, waiting);
      if (given) waiting.splice(waiting.indexOf(given), 1);
    }
  }

  /** Only what anybody could book now: within hours, notice and horizon, on the grid, and taken by nobody. */
  async function freeIn(
    tx: Transaction,
    terms: DoctorTerms,
    spans: { start: number; end: number }[],
    waiting: statements.Waiting[],
  ): Promise<Free[]> {
    const today = todayOf(terms, now());
    const days = waiting.flatMap(({ first_day, last_day }) => [dayNumber(first_day), dayNumber(last_day)]);
    const first = Math.max(today, Math.min(...days)) - 1; // a night begins the day before
    const count = Math.min(today + terms.horizon_days, Math.max(...days)) - first + 1;
    if (count <= 0) return [];
    const { from, until } = spanOfDays(terms, first, count);
    const busy = await busyBetween(tx, [terms.doctor_id], from, until, now());
    const zone = zoneOf(terms.timezone);
    return slotsBetween(terms, first, count, busy.of(terms.doctor_id), minuteOf(now()))
      .flatMap(({ slots }) => slots)
      .filter(
        ({ status, start, end }) => status === 'free' && spans.some((span) => start < span.end && span.start < end),
      )
      .map(({ start, end }) => ({ start, end, day: dateOf(dayAt(zone, start)) }));
  }

  /** Who it is held for now; nobody where nobody can use it. */
  async function give(tx: Transaction, terms: DoctorTerms, slot: Free, waiting: statements.Waiting[]) {
    for (const entry of waiting.filter((each) => fits(each, terms, slot))) {
      const { refusal, ...held } = await tx.one<statements.Held>(statements.holdFor(entry.id, holding(terms, slot)));
      if (refusal === null) {
        await tell(tx, entry, terms, slot, held);
        return entry;
      }
      if (refusal === 'time_slot_conflict') return undefined;
      // The doctor has changed in this moment: all of it is tried again.
      if (refusal === 'stale' || refusal === 'again') throw new Error(`the offer of a free time was ${refusal}`);
    }
    return undefined;
  }

  function holding(terms: DoctorTerms, { start, end }: Free): statements.Holding {
    const moment = now();
    return {
      at: moment.toString(),
      until: moment.add({ minutes: heldMinutes }).toString(),
      events: [],
      starts: instantOf(start),
      ends: instantOf(end),
      blocked_until: instantOf(end + terms.pause_minutes),
      doctor_version: terms.doctor_version,
      schedule_version: terms.schedule_version,
    };
  }

  async function tell(
    tx: Transaction,
    { id, account_id }: statements.Waiting,
    { doctor_id }: DoctorTerms,
    { start, end }: Free,
    { hold_id, expires_at, released }: Omit<statements.Held, 'refusal'>,
  ): Promise<void> {
    const [starts_at, ends_at] = [instantOf(start), instantOf(end)];
    const offered = { entry_id: id, doctor_id, starts_at, hold_id, expires_at };
    await facts.write(
      tx,
      ...releasedFacts(released ?? []),
      { name: 'slot.held', doctor_id, starts_at, ends_at },
      { name: 'waitlist.offered', account_id, offer: offered },
    );
    await jobs.ask(tx, offerLetterJob, { entry: id, hold: hold_id });
  }

  /** The job: an offer that is over is told to nobody. */
  async function send({ entry, hold }: JobData): Promise<void> {
    const offered = await database
      .as(system)
      .row<statements.Offered>(statements.readOffered(Number(entry), Number(hold)));
    if (!offered || Date.parse(offered.offered_until) <= now().epochMilliseconds) return;
    const language = offered.language ?? 'en';
    const { clinic, timezone, doctor_name, patient_name, doctor_id } = offered;
    const told = {
      clinic,
      doctor: doctor_name,
      patient: patient_name,
      link: `${address}/doctors/${doctor_id}`,
      when: whenOf(offered.offered_from, timezone, language),
      until: whenOf(offered.offered_until, timezone, language),
    };
    await mail.send({ to: offered.email, ...offerWords(language, told) });
  }

  return { follower, send };
}

/** Each doctor of whom something was told, with what may be free now. */
function freedBy(heard: readonly Wanted[]): Freed {
  const freed: Freed = new Map();
  for (const fact of heard) {
    const { doctor_id } = 'appointment' in fact.data ? fact.data.appointment : fact.data;
    freed.set(doctor_id, [...(freed.get(doctor_id) ?? []), ...stretchesOf(fact)]);
  }
  return freed;
}

function stretchesOf({ name, data }: Wanted): { start: number; end: number }[] {
  switch (name) {
    case 'appointment.booked':
      return [];
    case 'appointment.rescheduled':
      return [minutesOf(data.from)];
    case 'appointment.cancelled':
    case 'appointment.rejected':
      return [minutesOf(data.appointment)];
    case 'slot.released':
      return [minutesOf(data)];
    // they free no stretch of their own: any of the doctor's time may have become free
    case 'schedule.changed':
    case 'doctor.availability_changed':
      return [{ start: 0, end: Number.POSITIVE_INFINITY }];
  }
}

function minutesOf({ starts_at, ends_at }: Span): { start: number; end: number } {
  return { start: minuteAt(starts_at), end: minuteAt(ends_at) };
}

function fits(
  { first_day, last_day, mode, offered }: statements.Waiting,
  { modes }: DoctorTerms,
  { start, day }: Free,
): boolean {
  const isOffered = offered.some((each) => minuteAt(each) === start);
  return day >= first_day && day <= last_day && !isOffered && (mode === null || modes.includes(mode));
}
