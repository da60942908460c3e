import { sql } from '#server/platform/sql.ts';

export type DemoPeople = { doctors: number[]; patients: number[]; desk: number };
/** The people of a demo that has no appointments yet: those with accounts come first. */
export const demoPeople = sql`
  select
    (select array_agg(id order by id) from doctor where is_approved and retired_at is null) as doctors,
    (select array_agg(p.id order by p.account nulls last, p.id) from (
      select id, (select min(f.account_id) from patient_account f where f.patient_id = patient.id) as account from patient) p) as patients,
    (select min(id) from account where role = 'receptionist') as desk
  from clinic where is_demo and not exists (select from appointment)`;
