import type { Mode } from '#contract/clinic.ts';
import type { Language } from '#contract/identity.ts';
import { sql } from '#server/platform/sql.ts';

export type NewWait = { patient: number; doctor: number; from: string; to: string; mode: Mode | null };
export type JoinOutcome =
  | { id: number; refusal: null; wait: null }
  | { id: null; refusal: 'too_many_waits' | 'too_many_bookings'; wait: number | null };
/** At most so many at once. */
export const joinWaitlist = (wait: NewWait, most: number, today: string, at: string) => sql`
  select * from waitlist_join(${wait.patient}, ${wait.doctor}, ${wait.from}::date, ${wait.to}::date, ${wait.mode}, ${most},
    ${today}::date, ${at}::timestamptz)`;

export type StoredWait = {
  id: number;
  doctor_id: number;
  doctor_name: string;
  patient_id: number;
  patient_name: string;
  first_day: string;
  last_day: string;
  mode: Mode | null;
  status: 'waiting' | 'offered' | 'taken' | 'left';
  hold_id: number | null;
  offered_from: string | null;
  offered_until: string | null;
  made_at: string;
};
const columns = sql`e.id, e.doctor_id, coalesce(d.name, '') as doctor_name, e.patient_id, coalesce(p.name, '') as patient_name,
  e.first_day, e.last_day, e.mode, e.status, e.hold_id, e.offered_from, e.offered_until, e.made_at`;
const waits = sql`from waitlist_entry e left join doctor d on d.id = e.doctor_id left join patient p on p.id = e.patient_id`;

export const listWaits = (account: number) => sql`
  select ${columns} ${waits} where e.account_id = ${account} order by e.id desc limit 100`;
export const readWait = (id: number) => sql`select ${columns} ${waits} where e.id = ${id}`;

export const lockWait = (id: number, account: number) => sql`
  select hold_id from waitlist_entry
  where id = ${id} and account_id = ${account} and status in ('waiting', 'offered') for update`;
export const leaveWait = (id: number) => sql`
  update waitlist_entry set status = 'left', hold_id = null, offered_from = null, offered_until = null where id = ${id}`;

// — offering —

/** Of these doctors those for whom somebody waits. */
export const awaited = (doctors: readonly number[]) => sql`
  select distinct doctor_id from waitlist_entry
  where doctor_id = any (${doctors}::integer[]) and status in ('waiting', 'offered')`;

/** Who has booked since with that doctor, within the days that they named, waits no longer. */
export const noteTaken = (doctor: number) => sql`
  update waitlist_entry e set status = 'taken', hold_id = null, offered_from = null, offered_until = null
  where e.doctor_id = ${doctor} and e.status in ('waiting', 'offered') and exists (
    select from appointment a, clinic c
    where a.doctor_id = e.doctor_id and a.patient_id = e.patient_id and a.made_at > e.made_at
      and a.status in ('pending', 'confirmed', 'in_progress', 'completed')
      and (a.starts_at at time zone c.timezone)::date between e.first_day and e.last_day)`;

/** Whose offer has lapsed, or was let go, waits again. */
export const noteLapsed = (doctor: number, at: string) => sql`
  update waitlist_entry e set status = 'waiting', hold_id = null, offered_from = null, offered_until = null
  where e.doctor_id = ${doctor} and e.status = 'offered' and (e.offered_until <= ${at}::timestamptz
    or not exists (select from appointment a where a.id = e.hold_id and a.status = 'held'))`;

export type Waiting = {
  id: number;
  account_id: number;
  patient_id: number;
  first_day: string;
  last_day: string;
  mode: Mode | null;
  /** starts that they were offered before */
  offered: string[];
};
export const waitingFor = (doctor: number, today: string) => sql`
  select e.id, e.account_id, e.patient_id, e.first_day, e.last_day, e.mode,
    array(select to_char(o.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from waitlist_offer o
      where o.patient_id = e.patient_id and o.doctor_id = e.doctor_id) as offered
  from waitlist_entry e
  where e.doctor_id = ${doctor} and e.status = 'waiting' and e.last_day >= ${today}::date
  order by e.id limit 500`;

export type Holding = {
  at: string;
  until: string;
  starts: string;
  ends: string;
  blocked_until: string;
  doctor_version: number;
  schedule_version: number;
  events: [];
};
export type Held = {
  refusal: string | null;
  hold_id: number;
  expires_at: string;
  released: { doctor_id: number; starts_at: string; ends_at: string }[] | null;
};
export const holdFor = (entry: number, order: Holding) => sql`
  select * from waitlist_hold(${entry}, ${JSON.stringify(order)}::jsonb)`;

// — the letter —

export type Offered = {
  email: string;
  language: Language | null;
  clinic: string;
  timezone: string;
  doctor_id: number;
  doctor_name: string;
  patient_name: string;
  offered_from: string;
  offered_until: string;
};
export const readOffered = (entry: number, hold: number) => sql`
  select a.email, a.language, c.name as clinic, c.timezone, e.doctor_id, d.name as doctor_name, p.name as patient_name,
    e.offered_from, e.offered_until
  from waitlist_entry e join account a on a.id = e.account_id join doctor d on d.id = e.doctor_id
    join patient p on p.id = e.patient_id, clinic c
  where e.id = ${entry} and e.hold_id = ${hold} and e.status = 'offered' and a.retired_at is null`;

export const clinicDay = (at: string) => sql`
  select (${at}::timestamptz at time zone timezone)::date as day from clinic`;
