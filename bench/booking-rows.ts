import type pg from 'pg';
import { crowd, type Patient, tirelessDoctors } from '#server/booking/crowd-rig.ts';

export type Others = { doctors: number[]; patients: Patient[] };

/** Months of five hundred doctors' work, a month of it still ahead. */
export async function fillWithOthers(owner: pg.ClientBase, many: number): Promise<Others> {
  const doctors = await tirelessDoctors(owner, 500, 30);
  const patients = await crowd(owner, 500);
  await owner.query('alter table appointment disable trigger all');
  await owner.query(
    `insert into appointment (id, reference, doctor_id, patient_id, account_id, during, blocked, status, consult_mode, consultation_mode)
     select nextval('appointment_id_seq'), 'CONS-' || translate(upper(lpad(to_hex(n), 6, '0')), '01', 'XY'),
       ($1::integer[])[n % 500 + 1], ($2::integer[])[(n + n / 500) % 500 + 1], ($4::integer[])[(n + n / 500) % 500 + 1],
       tstzrange(t, t + interval '30 minutes'), tstzrange(t, t + interval '30 minutes'),
       case when t < now() then 'completed' else 'confirmed' end, 'in_person', 'in_person'
     from generate_series(0, $3::integer - 1) n cross join lateral (
       select date_trunc('day', now()) + interval '30 days' - interval '1 day' * (n / 500 / 16)
         + interval '9 hours' + interval '30 minutes' * (n / 500 % 16) as t
     ) s
     on conflict do nothing`,
    [doctors, patients.map(({ patient }) => patient), many, patients.map(({ account }) => account)],
  );
  await owner.query('alter table appointment enable trigger all');
  await owner.query('vacuum analyze');
  return { doctors, patients };
}
