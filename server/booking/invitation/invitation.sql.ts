import type { Status } from '#contract/appointments.ts';
import type { Language } from '#contract/identity.ts';
import { sql } from '#server/platform/sql.ts';

/** What calendars and letters tell of an appointment: nothing of what it is about. */
export type Dated = {
  id: number;
  reference: string;
  doctor_name: string;
  patient_name: string;
  starts_at: string;
  ends_at: string;
  status: Status;
  sequence: number;
  /** when it was made, or last moved, or given another status */
  revised_at: string;
  /** of the reader's own person, not of one whom they act for */
  is_own: boolean;
};

const dated = sql`a.id, a.reference, p.doctor_name, p.patient_name, a.starts_at, a.ends_at, a.status, a.sequence,
  greatest(a.made_at, a.changed_at) as revised_at`;

export const readDated = (id: number) => sql`
  select ${dated}, exists (select from patient_account f where f.patient_id = a.patient_id and f.account_id = (select app_account())
    and f.relation = 'self' and f.left_at is null) as is_own
  from appointment a cross join lateral appointment_people(a.id) p
  where a.id = ${id} and a.status <> 'held'`;

/** Of the family or of the doctor whose calendar it is: a cancelled one is told for a week. */
export const datedInFeed = (from: string, cancelledFrom: string) => sql`
  select ${dated}, coalesce(a.patient_id = a.own, false) as is_own from (
    select a.*, f.own from app_feed() f join appointment a on a.patient_id = any (f.patients) or a.doctor_id = f.doctor
    where a.status <> 'held' and a.starts_at >= ${from}::timestamptz
      and (a.cancelled_at is null or a.cancelled_at >= ${cancelledFrom}::timestamptz)
    order by a.starts_at, a.id limit 5000
  ) a cross join lateral appointment_people(a.id) p order by a.starts_at, a.id`;

export type Reader = { clinic: string; language: Language | null };
export const readReader = sql`
  select c.name as clinic, (select a.language from account a where a.id = (select app_account())) as language from clinic c`;
