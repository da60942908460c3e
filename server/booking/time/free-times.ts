import type { Database } from '#server/platform/database.ts';
import {
  type Busy,
  dayAt,
  instantOf,
  minuteOf,
  nearestFree,
  type Offer,
  startOf,
  zoneOf,
} from '#server/schedule/schedule.ts';
import * as rows from '../taking/taking.sql.ts';
import type { Plan } from './plan.ts';

export type BusyOf = (doctorId: number) => Busy[];

const aroundMinutes = 16 * 1440;

/** What is taken of these doctors' time between two minutes. */
export async function busyBetween(
  database: Pick<Database, 'many'>,
  doctors: number[],
  from: number,
  until: number,
  now: Temporal.Instant,
): Promise<{ rows: rows.BusyRow[]; of: BusyOf }> {
  const found = await database.many<rows.BusyRow>(
    rows.busyOf(doctors, instantOf(from), instantOf(until), now.toString()),
  );
  const byDoctor = Map.groupBy(found, ({ doctor_id }) => doctor_id);
  return { rows: found, of: (doctor) => (byDoctor.get(doctor) ?? []).map(asBusy) };
}

function asBusy({ starts, blocked_until, held }: rows.BusyRow): Busy {
  return { start: minuteAt(starts), end: minuteAt(blocked_until), held };
}

export function minuteAt(iso: string): number {
  return Date.parse(iso) / 60_000;
}

/** The three free starts nearest to one that cannot be had. */
export async function alternatives(
  database: Database,
  { offer, start, length }: Pick<Plan, 'offer' | 'start' | 'length'>,
  now: Temporal.Instant,
): Promise<string[]> {
  const busy = await busyBetween(database, [offer.doctor_id], start - aroundMinutes, start + aroundMinutes, now);
  const free = nearestFree(offer, start, busy.of(offer.doctor_id), minuteOf(now), 3, length);
  return free.map((slot) => instantOf(slot.start));
}

/** From the first midnight of a day to the last one of a span of days, nights included. */
export function spanOfDays(offer: Offer, firstDay: number, days: number): { from: number; until: number } {
  const zone = zoneOf(offer.timezone);
  return { from: startOf(zone, firstDay), until: startOf(zone, firstDay + days + 1) };
}

export function todayOf(offer: Offer, now: Temporal.Instant): number {
  return dayAt(zoneOf(offer.timezone), minuteOf(now));
}
