import type { Mode } from '#contract/clinic.ts';
import type { FactRow } from '#server/platform/facts.ts';
import { sql } from '#server/platform/sql.ts';

/** One appointment as the database takes it. */
export type Take = {
  place: number;
  id: number;
  reference: string;
  doctor_id: number;
  patient_id: number;
  prestation_id: number | null;
  starts: string;
  ends: string;
  blocked_until: string;
  mode: Mode;
  status: 'pending' | 'confirmed';
  overbooked: boolean;
  doctor_version: number;
  schedule_version: number;
};

export type AuditRow = { action: string; subject_id: number; details: object };
export type Gone = { doctor_id: number; starts_at: string; ends_at: string };

export type TakeAll = {
  account: number;
  role: string;
  at: string;
  booking_id?: number | undefined;
  appointments: Take[];
  /** of the asker's own, to be let go for this */
  holds?: number[] | undefined;
  medical: object[];
  files?: { file: number; appointment: number }[] | undefined;
  /** those that need a room, and where in the answer it is told */
  online?: { id: number; mode: Mode; path: string[] }[] | undefined;
  answer: object;
  events: FactRow[];
  audit: AuditRow[];
  key?: { route: string; key: string; hash: string } | undefined;
};
export type Taken = { refusal: string | null; place: number | null; answer: never; released: Gone[] };
export const takeAll = (asked: TakeAll) => sql`select * from appointment_book(${JSON.stringify(asked)}::jsonb)`;

/** The same for several bookings of one appointment each. */
export type TakeEach = {
  appointments: (Take & Pick<TakeAll, 'key' | 'answer'> & { account_id: number })[];
  holds: (Of & { id: number })[];
  medical: object[];
  events: (Of & FactRow)[];
  online: NonNullable<TakeAll['online']>;
};
type Of = { appointment_id: number };
export type Each = { id: number; answer: never; refusal: string | null };
export const takeEach = (asked: TakeEach) => sql`select * from appointment_book_each(${JSON.stringify(asked)}::jsonb)`;

export type Keep = {
  account: number;
  role: string;
  at: string;
  until: string;
  id: number;
  doctor_id: number;
  patient_id: number;
  starts: string;
  ends: string;
  blocked_until: string;
  doctor_version: number;
  schedule_version: number;
  replaces: number | null;
  events: FactRow[];
};
export type Kept = { refusal: string | null; hold_id: number; expires_at: string; released: Gone[] | null };
export const keep = (asked: Keep) => sql`select * from appointment_hold(${JSON.stringify(asked)}::jsonb)`;

export const releaseHold = (id: number, account: number) => sql`
  delete from appointment where id = ${id} and status = 'held' and account_id = ${account}
  returning doctor_id, starts_at, ends_at`;

export const appointmentNumbers = sql`
  select nextval('appointment_id_seq')::integer as number from generate_series(1, 128)`;
export const bookingNumbers = sql`select nextval('booking_id_seq')::integer as number from generate_series(1, 8)`;

export const bookersByTokens = (hashes: Buffer[]) => sql`
  select t.hash, b.* from unnest(${hashes}::bytea[]) as t (hash), booker_look_up(t.hash) b`;

export type StoredPatient = { id: number; name: string; accounts: number[] };
export const readPatient = (id: number) => sql`
  select id, name, patient_hearers(id) as accounts from patient where id = ${id} and retired_at is null`;

export type StoredPrestation = { id: number; name: string; duration_minutes: number; specialization_id: number | null };
export const readPrestation = (id: number) => sql`
  select id, name, duration_minutes, specialization_id from prestation where id = ${id} and retired_at is null`;

export type BusyRow = { doctor_id: number; starts: string; ends: string; blocked_until: string; held: boolean };
export const busyOf = (doctors: number[], from: string, to: string, at: string) => sql`
  select * from doctor_busy(${doctors}::integer[], tstzrange(${from}, ${to}), ${at}::timestamptz)`;

export const tiesOf = (one: number, others: readonly number[]) => sql`
  select account from appointment_ties(${one}, ${others}::integer[])`;

export const expireHolds = (at: string) => sql`select * from appointment_expired(${at}::timestamptz)`;
