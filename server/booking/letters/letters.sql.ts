import type { Status } from '#contract/appointments.ts';
import type { Language } from '#contract/identity.ts';
import { sql } from '#server/platform/sql.ts';
import type { Dated, Side } from '../invitation/invitation.ts';

/** Somebody who gets letters about an appointment, with what they were last told. */
export type Recipient = {
  account_id: number;
  email: string;
  name: string;
  language: Language | null;
  side: Side;
  is_own: boolean;
  told_status: Status | null;
  /** they were told another time than it has now */
  told_elsewhere: boolean;
};
export type Tellable = Omit<Dated, 'is_own'> & { clinic: string; timezone: string; recipients: Recipient[] };

const recipients = sql`
  select h.account_id, c.email, c.name, c.language, h.side, h.is_own, l.status as told_status,
    l.during <> a.during as told_elsewhere
  from (
    select d.account_id, 'doctor' as side, false as is_own from doctor d where d.id = a.doctor_id
    union all
    select f.account_id, 'patient', f.relation = 'self' from patient_account f
    where f.patient_id = a.patient_id and f.left_at is null and (f.sees_from is null or a.starts_at >= f.sees_from)
  ) h join account c on c.id = h.account_id
    left join appointment_letter l on l.appointment_id = a.id and l.account_id = h.account_id
  where c.retired_at is null`;

export const readTellable = (id: number) => sql`
  select a.id, a.reference, p.doctor_name, p.patient_name, a.starts_at, a.ends_at, a.status, a.sequence,
    greatest(a.made_at, a.changed_at) as revised_at, clinic.name as clinic, clinic.timezone,
    (select coalesce(json_agg(r order by r.side, r.account_id), '[]') from (${recipients}) r) as recipients
  from appointment a cross join lateral appointment_people(a.id) p, clinic
  where a.id = ${id} and a.status <> 'held'`;

type Told = Pick<Tellable, 'id' | 'status' | 'starts_at' | 'ends_at'>;
export const noteTold = ({ id, status, starts_at, ends_at }: Told, account: number) => sql`
  insert into appointment_letter (appointment_id, account_id, status, during)
  values (${id}, ${account}, ${status}, tstzrange(${starts_at}, ${ends_at}))
  on conflict (appointment_id, account_id) do update
    set status = excluded.status, during = excluded.during, sent_at = now()`;
