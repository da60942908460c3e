import type { Availability } from '#contract/booking.ts';
import type { Database } from '#server/platform/database.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import { network, take } from '#server/platform/throttle.ts';
import {
  type DoctorTerms,
  dateOf,
  dayNumber,
  instantOf,
  minuteOf,
  type SlotDay,
  slotsBetween,
} from '#server/schedule/schedule.ts';
import type { BookingLog } from '../booking-log.ts';
import { busyBetween, spanOfDays, todayOf } from './free-times.ts';
import { planned } from './plan.ts';

const usualDays = 14;

export type AvailabilityDeps = {
  database: Database;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  log: BookingLog;
  now: () => Temporal.Instant;
};

/** What anyone may know of a doctor's time: which slots there are, and which are free. */
export function openAvailability({ database, termsOf, log, now }: AvailabilityDeps) {
  async function read(
    id: number,
    query: { from?: string | undefined; days?: number | undefined },
  ): Promise<Availability> {
    const terms = await shown(id);
    const moment = now();
    const days = query.days ?? usualDays;
    const first = query.from === undefined ? todayOf(terms, moment) : dayAsked(query.from);
    const { from, until } = spanOfDays(terms, first, days);
    const busy = await busyBetween(database.unframed, [id], from, until, moment);
    return {
      doctor_id: id,
      timezone: terms.timezone,
      slot_minutes: terms.slot_minutes,
      availability_schedule: terms.availability_schedule,
      booked: busy.rows.filter(({ held }) => !held).map(({ starts, ends }) => ({ starts_at: starts, ends_at: ends })),
      days: slotsBetween(terms, first, days, busy.of(id), minuteOf(moment)).map((day) => asDay(day, terms)),
    };
  }

  async function shown(id: number): Promise<DoctorTerms> {
    const [terms] = await termsOf([id]);
    if (!terms?.is_approved) throw new Refusal('not_found');
    return terms;
  }

  /** Of a doctor who takes no bookings just now nothing is free. */
  function asDay({ day, enabled, slots }: SlotDay, { is_available }: DoctorTerms): Availability['days'][number] {
    return {
      date: dateOf(day),
      enabled: enabled && is_available,
      slots: (is_available ? slots : []).map(({ start, end, status }) => ({
        starts_at: instantOf(start),
        ends_at: instantOf(end),
        status,
      })),
    };
  }

  async function check(slot: { doctor_id: number; scheduled_at: string }, address: string) {
    await take(database, [{ kind: 'slot checked from', key: network(address), most: 120, minutes: 1 }]);
    const [terms] = await termsOf([slot.doctor_id]);
    const reason = await whyNot(orNotFound(terms), slot.scheduled_at);
    log.checked(slot, reason === undefined);
    return reason === undefined ? { available: true } : { available: false, reason };
  }

  async function whyNot(terms: DoctorTerms, scheduledAt: string) {
    const moment = now();
    try {
      const nobody = { id: 0, name: '', accounts: [] };
      const rules = { by: 'patient', anywhere: false, now: moment } as const;
      const plan = planned({ terms, patient: nobody, prestation: undefined }, { scheduled_at: scheduledAt }, rules);
      const until = plan.start + terms.slot_minutes + terms.pause_minutes;
      const busy = await busyBetween(database.unframed, [terms.doctor_id], plan.start, until, moment);
      return busy.rows.length > 0 ? ('time_slot_conflict' as const) : undefined;
    } catch (error) {
      if (error instanceof Refusal) return error.code as 'day_unavailable';
      throw error;
    }
  }

  return { read, check };
}

function dayAsked(date: string): number {
  const day = dayNumber(date);
  if (day < 0) throw invalidField('from', 'range', 'This day is out of reach.');
  return day;
}
