import type pg from 'pg';
import { crowd, tirelessDoctors } from '#server/booking/crowd-rig.ts';

const hours = { enabled: true, start: '09:00', end: '17:00' };

/** So many doctors who work eight hours a day, and are booked for every one of the next thirty days. */
export async function fillHospital(owner: pg.ClientBase, size: number): Promise<number> {
  const doctors = await tirelessDoctors(owner, size, 30);
  await owner.query(
    `update doctor_schedule set horizon_days = 60, availability_schedule =
       (select jsonb_object_agg(day, $2::jsonb) from jsonb_object_keys(availability_schedule) day)
     where doctor_id = any ($1)`,
    [doctors, JSON.stringify(hours)],
  );
  const patients = await crowd(owner, size);
  await owner.query('alter table appointment disable trigger all');
  const { rowCount } = await owner.query(
    `insert into appointment (reference, doctor_id, patient_id, account_id, during, blocked, status, consult_mode, consultation_mode)
     select 'CONS-' || translate(upper(lpad(to_hex(n), 6, '0')), '01', 'XY'), ($1::integer[])[n % $4 + 1],
       ($2::integer[])[n % $4 + 1], ($3::integer[])[n % $4 + 1], tstzrange(t, t + interval '30 minutes'),
       tstzrange(t, t + interval '30 minutes'), 'confirmed', 'in_person', 'in_person'
     from generate_series(0, $4 * 31 * 16 - 1) n cross join clinic cross join lateral (
       select (date_trunc('day', now() at time zone clinic.timezone) + interval '1 day' * (n / $4 / 16)
         + interval '9 hours' + interval '30 minutes' * (n / $4 % 16)) at time zone clinic.timezone as t
     ) s`,
    [doctors, patients.map(({ patient }) => patient), patients.map(({ account }) => account), size],
  );
  await owner.query('alter table appointment enable trigger all');
  await owner.query('vacuum analyze');
  return rowCount ?? 0;
}
