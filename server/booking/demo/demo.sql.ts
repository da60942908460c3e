import type { Status } from '#contract/appointments.ts';
import { sql } from '#server/platform/sql.ts';

/** As if somebody had been there. */
export const becameOf = (id: number, status: Status, at: string) => sql`
  select appointment_demo(${id}, ${status}, ${at}::timestamptz)`;

export type DemoPeople = { doctors: number[]; patients: number[]; desk: number };
/** The people of a demo that has no appointments yet: those with accounts come first; of two parents the first one books. */
export const demoPeople = sql`
  select
    (select array_agg(id order by id) from doctor where is_approved and retired_at is null) as doctors,
    (select array_agg(p.id order by p.account nulls last, p.id) from (
      select id, (select min(f.account_id) from patient_account f where f.patient_id = patient.id) as account from patient) p
      where not exists (select from patient_account mine join patient_account theirs on theirs.patient_id = mine.patient_id
        where mine.account_id = p.account and theirs.account_id < mine.account_id)) as patients,
    (select min(id) from account where role = 'receptionist') as desk
  from clinic where is_demo and not exists (select from appointment)`;
