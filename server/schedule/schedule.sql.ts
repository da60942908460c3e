import type { DayHours, NotedOverride, Schedule } from '#contract/schedule.ts';
import { sql } from '#server/platform/sql.ts';

export const doctorTerms = (doctorIds: readonly number[], since: string) => sql`
  select doctor_id, account_id, name, specialization, is_available, is_approved, modes, timezone, slot_minutes,
    pause_minutes, notice_minutes, horizon_days, confirms_by_hand, availability_schedule, overrides, doctor_version,
    schedule_version
  from doctor_terms(${doctorIds}::integer[], ${since}::date)`;

export const readSchedule = (doctorId: number) => sql`
  select s.doctor_id, c.timezone, s.availability_schedule, s.slot_minutes, s.pause_minutes, s.notice_minutes,
    s.horizon_days, s.confirms_by_hand, s.version
  from doctor_schedule s cross join clinic c where s.doctor_id = ${doctorId}`;

export type ScheduleFields = Omit<Schedule, 'doctor_id' | 'timezone' | 'version'>;
export const changeSchedule = (doctorId: number, version: number, to: ScheduleFields) => sql`
  update doctor_schedule set availability_schedule = ${JSON.stringify(to.availability_schedule)}::jsonb,
    slot_minutes = ${to.slot_minutes}, pause_minutes = ${to.pause_minutes}, notice_minutes = ${to.notice_minutes},
    horizon_days = ${to.horizon_days}, confirms_by_hand = ${to.confirms_by_hand}, version = version + 1
  where doctor_id = ${doctorId} and version = ${version}`;
/** Locks the schedule besides: of two who change its dates at once, one waits. */
export const touchSchedule = (doctorId: number) => sql`
  update doctor_schedule set version = version + 1 where doctor_id = ${doctorId} returning version`;

// — dates that differ —

export type StoredOverride = { day: string; hours: DayHours; note: string };
export const overridesBetween = (doctorId: number, from: string, to: string) => sql`
  select day, hours, note from schedule_override
  where doctor_id = ${doctorId} and day between ${from}::date and ${to}::date order by day`;
export const putOverrides = (doctorId: number, from: string, to: string, hours: DayHours, note: string) => sql`
  insert into schedule_override (doctor_id, day, hours, note)
  select ${doctorId}::integer, ${from}::date + each, ${JSON.stringify(hours)}::jsonb, ${note}
  from generate_series(0, ${to}::date - ${from}::date) as each
  on conflict (doctor_id, day) do update set hours = excluded.hours, note = excluded.note`;
export const clearOverrides = (doctorId: number, from: string, to: string) => sql`
  delete from schedule_override
  where doctor_id = ${doctorId} and day between ${from}::date and ${to}::date`;

export function asOverride({ day, hours, note }: StoredOverride): NotedOverride {
  return { day, ...hours, note };
}
