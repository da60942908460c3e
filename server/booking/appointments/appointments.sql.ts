import type { Status } from '#contract/appointments.ts';
import { nothing, type Statement, sql } from '#server/platform/sql.ts';

const columns = sql`a.id, a.reference, a.booking_id,
  json_build_object('id', a.doctor_id, 'name', p.doctor_name, 'specialization', p.specialization) as doctor,
  json_build_object('id', a.patient_id, 'name', p.patient_name) as patient,
  (select json_build_object('id', s.id, 'name', s.name) from prestation s where s.id = a.prestation_id) as prestation,
  a.starts_at as scheduled_at, a.ends_at, a.status, a.kind, a.consult_mode, a.consultation_mode, a.session_id, a.overbooked,
  a.cancelled_by, a.cancelled_at, a.cancel_reason, a.version, p.doctor_account, p.patient_accounts, a.sequence,
  (select c.cancel_deadline_minutes from clinic c) as deadline_minutes`;

export type StoredAppointment = {
  id: number;
  reference: string;
  booking_id: number | null;
  doctor: { id: number; name: string; specialization: string | null };
  patient: { id: number; name: string };
  prestation: { id: number; name: string } | null;
  scheduled_at: string;
  ends_at: string;
  status: Status;
  kind: 'opd' | 'online';
  consult_mode: 'video' | 'voice' | 'chat' | 'in_person' | 'whatsapp';
  consultation_mode: 'video' | 'voice' | 'chat' | 'in_person' | null;
  session_id: number | null;
  overbooked: boolean;
  cancelled_by: 'patient' | 'doctor' | 'desk' | 'system' | null;
  cancelled_at: string | null;
  cancel_reason: string | null;
  version: number;
  doctor_account: number;
  patient_accounts: number[];
  sequence: number;
  deadline_minutes: number;
};

const appointments = sql`from appointment a cross join lateral appointment_people(a.id) p`;

export const readAppointment = (id: number) =>
  sql`select ${columns} ${appointments} where a.id = ${id} and a.status <> 'held'`;

/** One appointment, kept as it is until the transaction ends. */
export const lockAppointment = (id: number) =>
  sql`select doctor_id, patient_id, version from appointment where id = ${id} and status <> 'held' for update`;

export type Filter = {
  from?: string | undefined;
  to?: string | undefined;
  doctor_id?: number | undefined;
  patient_id?: number | undefined;
  status?: Status | undefined;
};
export type Place = { at: string; id: number };

/** The page is found by its indexes first; names are looked up for its rows alone. */
export const appointmentPage = (filter: Filter, after: Place | undefined, down: boolean, limit: number) => sql`
  select ${columns} from (
    select a.* from appointment a where a.status <> 'held' ${wanted(filter)} ${after ? beyond(after, down) : nothing}
    ${down ? sql`order by a.starts_at desc, a.id desc` : sql`order by a.starts_at, a.id`} limit ${limit}
  ) a cross join lateral appointment_people(a.id) p
  ${down ? sql`order by a.starts_at desc, a.id desc` : sql`order by a.starts_at, a.id`}`;

function wanted({ from, to, doctor_id, patient_id, status }: Filter): Statement {
  return sql`${from ? sql`and a.starts_at >= ${from}::timestamptz` : nothing}
    ${to ? sql`and a.starts_at < ${to}::timestamptz` : nothing}
    ${doctor_id ? sql`and a.doctor_id = ${doctor_id}` : nothing}
    ${patient_id ? sql`and a.patient_id = ${patient_id}` : nothing}
    ${status ? sql`and a.status = ${status}` : nothing}`;
}

function beyond({ at, id }: Place, down: boolean): Statement {
  return down
    ? sql`and (a.starts_at, a.id) < (${at}::timestamptz, ${id}::integer)`
    : sql`and (a.starts_at, a.id) > (${at}::timestamptz, ${id}::integer)`;
}

export const moveTo = (id: number, status: Status, at: string) => sql`
  update appointment set status = ${status}, changed_at = ${at}::timestamptz, version = version + 1 where id = ${id}`;

export type Cancelling = {
  by: 'patient' | 'doctor' | 'desk' | 'system';
  account: number | null;
  at: string;
  reason: string | null;
};
export const cancelAs = (id: number, status: 'cancelled' | 'rejected', { by, account, at, reason }: Cancelling) => sql`
  update appointment set status = ${status}, cancelled_by = ${by}, cancelled_account = ${account},
    cancelled_at = ${at}::timestamptz, cancel_reason = ${reason}, changed_at = ${at}::timestamptz, sequence = sequence + 1,
    version = version + 1
  where id = ${id}`;

export const lockPeople = (doctor: number, patient: number) => sql`select appointment_lock(${doctor}, ${patient})`;

/** In how many seconds a patient may move one more; null, and counted, where they may. */
export const countMove = (id: number, at: string) => sql`
  select appointment_move_counted(${id}, ${at}::timestamptz) as wait`;

/** The caller's own holds, and those that have expired, stand in nobody's way. */
export const makeWay = (doctor: number, patient: number, starts: string, ends: string, at: string) => sql`
  select appointment_clear(${doctor}, ${patient}, tstzrange(${starts}, ${ends}), ${at}::timestamptz) as released`;

export type Moving = {
  starts: string;
  ends: string;
  blocked_until: string;
  status: Status;
  overbooked: boolean;
  at: string;
};
export const moveInTime = (id: number, to: Moving) => sql`
  update appointment set during = tstzrange(${to.starts}, ${to.ends}), blocked = tstzrange(${to.starts}, ${to.blocked_until}),
    status = ${to.status}, overbooked = ${to.overbooked}, changed_at = ${to.at}::timestamptz, sequence = sequence + 1,
    version = version + 1
  where id = ${id}`;

/** Requests whose time has come without an answer. */
export const unansweredRequests = (at: string) => sql`
  select id from appointment where status = 'pending' and starts_at <= ${at}::timestamptz order by id limit 200`;

/** Of a doctor's appointments ahead, those that count. */
export const ahead = (doctor: number, at: string) => sql`
  select ${columns} ${appointments}
  where a.doctor_id = ${doctor} and a.starts_at >= ${at}::timestamptz and a.status in ('pending', 'confirmed')
  order by a.starts_at, a.id limit 1000`;

export const tiesOf = (one: number, others: readonly number[]) => sql`
  select account from appointment_ties(${one}, ${others}::integer[])`;
