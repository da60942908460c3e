import type { Database, Runner } from '#server/platform/database.ts';
import {
  type Busy,
  type DoctorTerms,
  dayAt,
  instantOf,
  minuteOf,
  nearestFree,
  startOf,
  zoneOf,
} from '#server/schedule/schedule.ts';
import type { Plan } from './plan.ts';
import * as statements from './time.sql.ts';

export type BusyOf = (doctorId: number) => Busy[];

const aroundMinutes = 16 * 1440;

/** What is taken of these doctors' time between two minutes. */
export async function busyBetween(
  runner: Runner,
  doctors: number[],
  from: number,
  until: number,
  now: Temporal.Instant,
): Promise<{ rows: statements.BusyRow[]; of: BusyOf }> {
  const found = await runner.rows<statements.BusyRow>(
    statements.busyOf(doctors, instantOf(from), instantOf(until), now.toString()),
  );
  const byDoctor = Map.groupBy(found, ({ doctor_id }) => doctor_id);
  return { rows: found, of: (doctor) => (byDoctor.get(doctor) ?? []).map(asBusy) };
}

function asBusy({ starts, blocked_until, held }: statements.BusyRow): Busy {
  return { start: minuteAt(starts), end: minuteAt(blocked_until), held };
}

export function minuteAt(iso: string): number {
  return Date.parse(iso) / 60_000;
}

/** The three free starts nearest to one that cannot be had. */
export async function alternatives(
  database: Database,
  { terms, start, length }: Pick<Plan, 'terms' | 'start' | 'length'>,
  now: Temporal.Instant,
): Promise<string[]> {
  const busy = await busyBetween(
    database.unframed,
    [terms.doctor_id],
    start - aroundMinutes,
    start + aroundMinutes,
    now,
  );
  const free = nearestFree(terms, start, busy.of(terms.doctor_id), minuteOf(now), 3, length);
  return free.map((slot) => instantOf(slot.start));
}

/** From the first midnight of a day to the last one of a span of days, nights included. */
export function spanOfDays(terms: DoctorTerms, firstDay: number, days: number): { from: number; until: number } {
  const zone = zoneOf(terms.timezone);
  return { from: startOf(zone, firstDay), until: startOf(zone, firstDay + days + 1) };
}

export function todayOf(terms: DoctorTerms, now: Temporal.Instant): number {
  return dayAt(zoneOf(terms.timezone), minuteOf(now));
}
