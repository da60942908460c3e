import type { AuditAction } from '#contract/audit-actions.ts';
import type { Booked } from '#contract/booking.ts';
import type { Mode } from '#contract/clinic.ts';
import type { FactRow } from '#server/platform/facts.ts';
import { sql } from '#server/platform/sql.ts';
import type { Released } from '../booking.live.ts';

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

export type AuditRow = { action: AuditAction; subject_id: number; details: object };

export type BookingOrder = {
  at: string;
  booking_id?: number | undefined;
  appointments: Take[];
  /** of the asker's own, to be let go for this */
  holds?: number[] | undefined;
  medical: object[];
  files?: { file: number; appointment: number }[] | undefined;
  events: FactRow[];
  audit: AuditRow[];
  key?: { route: string; key: string; hash: string } | undefined;
};
export type BookedSeveral = { booking_id: number; appointments: Booked[] };
export type BookingOutcome<Answer> =
  | { refusal: null; place: null; answer: Answer; released: Released[] }
  | { refusal: string; place: number | null; answer: null; released: Released[]; wait?: number | null };
export const bookAll = (order: BookingOrder) => sql`
  select * from appointment_book(${JSON.stringify(order)}::jsonb)`;

/** The same for several bookings of one appointment each. */
export type BatchOrder = {
  appointments: (Take & Pick<BookingOrder, 'key' | 'at'> & { account_id: number; token_hash: string })[];
  holds: (Whose & { id: number })[];
  medical: object[];
  events: (Whose & FactRow)[];
};
type Whose = { appointment_id: number };
export type OutcomeInBatch = { id: number; answer: Booked | null; refusal: string | null };
export const bookEach = (batch: BatchOrder) => sql`
  select * from appointment_book_each(${JSON.stringify(batch)}::jsonb)`;

export type HoldOrder = {
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
export type HoldOutcome =
  | { refusal: null; hold_id: number; expires_at: string; released: Released[] | null }
  | { refusal: string; wait: number | null };
export const hold = (order: HoldOrder) => sql`select * from appointment_hold(${JSON.stringify(order)}::jsonb)`;

export const releaseHold = (id: number, account: number) => sql`
  delete from appointment where id = ${id} and status = 'held' and account_id = ${account}
  returning doctor_id, starts_at, ends_at`;

export const appointmentNumbers = sql`
  select nextval('appointment_id_seq')::integer as number from generate_series(1, 128)`;
export const bookingNumbers = sql`select nextval('booking_id_seq')::integer as number from generate_series(1, 8)`;

export const bookersByTokens = (hashes: Buffer[]) => sql`
  select t.hash, b.* from unnest(${hashes}::bytea[]) as t (hash), booker_look_up(t.hash) b`;

export const readPatient = (id: number) => sql`
  select id, name, patient_hearers(id) as accounts from patient where id = ${id} and retired_at is null`;

export const readPrestation = (id: number) => sql`
  select id, name, duration_minutes, specialization_id from prestation where id = ${id} and retired_at is null`;

export const expireHolds = (at: string) => sql`select * from appointment_expired(${at}::timestamptz)`;
