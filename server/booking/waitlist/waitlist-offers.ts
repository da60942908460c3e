import { type Database, system, type Transaction } from '#server/platform/database.ts';
import type { Facts, Follower, HeardFact } from '#server/platform/facts.ts';
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
import { bookingAudience, releasedFacts, type Span } from '../booking.live.ts';
import { offerWords, whenOf } from '../letters/letters-words.ts';
import { busyBetween, minuteAt, spanOfDays, todayOf } from '../time/free-times.ts';
import * as statements from './waitlist.sql.ts';

/** Tells somebody who waits that a time is held for them. */
export const offerLetterJob: JobKind = { name: 'booking.offer_letter', retryLimit: 3, atOnce: 20 };

const heldMinutes = 10;
/** Of the facts that free no stretch of their own: any of the doctor's time may have become free. */
const anyTime = ['schedule.changed', 'doctor.availability_changed'];
const wants = [
  'appointment.booked',
  'appointment.rescheduled',
  'appointment.cancelled',
  'appointment.rejected',
  'slot.released',
  ...anyTime,
];

export type WaitlistOffersDeps = {
  database: Database;
  facts: Facts;
  jobs: Jobs;
  mail: MailDoor;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
  address: () => string;
};

type Free = { start: number; end: number; day: string };
/** Stretches of a doctor's time that may have become free, in epoch minutes. */
type Freed = Map<number, { start: number; end: number }[]>;

/** What becomes free is held for the first who waits for it; when they let it lapse, for the next. */
export function openWaitlistOffers({ database, facts, jobs, mail, termsOf, now, address }: WaitlistOffersDeps) {
  const follower: Follower = { name: 'booking.waitlist', wants, hear };

  async function hear(tx: Transaction, heard: HeardFact[]): Promise<void> {
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
    const offer = (await termsOf([doctor]))[0];
    if (!offer?.is_available || !offer.is_approved) return;
    const waiting = await tx.rows<statements.Waiting>(statements.waitingFor(doctor, dateOf(todayOf(offer, now()))));
    if (waiting.length === 0) return;
    for (const slot of await freeIn(tx, offer, spans, waiting)) {
      const given = await give(tx, offer, slot, waiting);
      if (given) waiting.splice(waiting.indexOf(given), 1);
    }
  }

  /** Only what anybody could book now: within hours, notice and horizon, on the grid, and taken by nobody. */
  async function freeIn(
    tx: Transaction,
    offer: DoctorTerms,
    spans: { start: number; end: number }[],
    waiting: statements.Waiting[],
  ): Promise<Free[]> {
    const today = todayOf(offer, now());
    const days = waiting.flatMap(({ first_day, last_day }) => [dayNumber(first_day), dayNumber(last_day)]);
    const first = Math.max(today, Math.min(...days)) - 1; // a night begins the day before
    const count = Math.min(today + offer.horizon_days, Math.max(...days)) - first + 1;
    if (count <= 0) return [];
    const { from, until } = spanOfDays(offer, first, count);
    const busy = await busyBetween({ many: (asked) => tx.rows(asked) }, [offer.doctor_id], from, until, now());
    const zone = zoneOf(offer.timezone);
    return slotsBetween(offer, first, count, busy.of(offer.doctor_id), minuteOf(now()))
      .flatMap(({ slots }) => slots)
      .filter(
        ({ status, start, end }) => status === 'free' && spans.some((span) => start < span.end && span.start < end),
      )
      .map(({ start, end }) => ({ start, end, day: dateOf(dayAt(zone, start)) }));
  }

  /** Who it is held for now; nobody where nobody can use it. */
  async function give(tx: Transaction, offer: DoctorTerms, slot: Free, waiting: statements.Waiting[]) {
    for (const entry of waiting.filter((each) => fits(each, offer, slot))) {
      const { refusal, ...held } = await tx.one<statements.Held>(statements.holdFor(entry.id, holding(offer, slot)));
      if (refusal === null) {
        await tell(tx, entry, offer, slot, held);
        return entry;
      }
      if (refusal === 'time_slot_conflict') return undefined;
      // The doctor has changed in this moment: all of it is tried again.
      if (refusal === 'stale' || refusal === 'again') throw new Error(`the offer of a free time was ${refusal}`);
    }
    return undefined;
  }

  function holding(offer: DoctorTerms, { start, end }: Free): statements.Holding {
    const moment = now();
    return {
      at: moment.toString(),
      until: moment.add({ minutes: heldMinutes }).toString(),
      events: [],
      starts: instantOf(start),
      ends: instantOf(end),
      blocked_until: instantOf(end + offer.pause_minutes),
      doctor_version: offer.doctor_version,
      schedule_version: offer.schedule_version,
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
      bookingAudience,
      ...releasedFacts(released ?? []),
      { name: 'slot.held', doctor_id, starts_at, ends_at } as const,
      { name: 'waitlist.offered', account_id, offer: offered },
    );
    await jobs.ask(tx, offerLetterJob, { entry: id, hold: hold_id });
  }

  /** The job: an offer that is over is told to nobody. */
  async function send({ entry, hold }: JobData): Promise<void> {
    const offered = await database.row<statements.Offered>(system, statements.readOffered(Number(entry), Number(hold)));
    if (!offered || Date.parse(offered.offered_until) <= now().epochMilliseconds) return;
    const language = offered.language ?? 'en';
    const { clinic, timezone, doctor_name, patient_name, doctor_id } = offered;
    const told = {
      clinic,
      doctor: doctor_name,
      patient: patient_name,
      link: `${address()}/doctors/${doctor_id}`,
      when: whenOf(offered.offered_from, timezone, language),
      until: whenOf(offered.offered_until, timezone, language),
    };
    await mail.send({ to: offered.email, ...offerWords(language, told) });
  }

  return { follower, send };
}

/** Each doctor of whom something was told, with what may be free now. */
function freedBy(heard: readonly HeardFact[]): Freed {
  const freed: Freed = new Map();
  const note = (doctor: number, ...spans: Span[]) => {
    const minutes = spans.map(({ starts_at, ends_at }) => ({ start: minuteAt(starts_at), end: minuteAt(ends_at) }));
    freed.set(doctor, [...(freed.get(doctor) ?? []), ...minutes]);
  };
  for (const { name, data } of heard) {
    const appointment = data.appointment as (Span & { doctor_id: number }) | undefined;
    const doctor = appointment?.doctor_id ?? Number(data.doctor_id);
    if (anyTime.includes(name)) freed.set(doctor, [{ start: 0, end: Number.POSITIVE_INFINITY }]);
    else if (name === 'slot.released') note(doctor, data as unknown as Span);
    else if (name === 'appointment.rescheduled') note(doctor, data.from as Span);
    else if (name === 'appointment.booked') note(doctor);
    else if (appointment) note(doctor, appointment);
  }
  return freed;
}

function fits(
  { first_day, last_day, mode, offered }: statements.Waiting,
  { modes }: DoctorTerms,
  { start, day }: Free,
): boolean {
  const isOffered = offered.some((each) => minuteAt(each) === start);
  return day >= first_day && day <= last_day && !isOffered && (mode === null || modes.includes(mode));
}
