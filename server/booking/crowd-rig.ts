import type pg from 'pg';
import { hashed, newToken } from '#server/platform/tokens.ts';

export type Patient = { token: string; patient: number; account: number };

/** So many patients, each signed in with a token; they come from nowhere, and nobody waits for their passwords. */
export async function crowd(owner: pg.ClientBase, size: number): Promise<Patient[]> {
  const tokens = Array.from({ length: size }, newToken);
  const { rows } = await owner.query<{ place: number; patient: number; account: number }>(
    `with wanted as (
       select place, hash from unnest($1::bytea[]) with ordinality as t (hash, place)
     ), accounts as (
       insert into account (email, name, role)
       select 'crowd-' || encode(hash, 'hex') || '@example.org', 'Somebody ' || place, 'patient' from wanted
       returning id, email
     ), placed as (
       select a.id as account, w.place, w.hash from accounts a join wanted w on a.email = 'crowd-' || encode(w.hash, 'hex') || '@example.org'
     ), people as (
       insert into patient (name, phone) select 'Somebody ' || account, lpad(account::text, 5, '0') from placed returning id, phone
     ), families as (
       insert into patient_account (patient_id, account_id, relation) select p.id, p.phone::integer, 'self' from people p
     ), signed as (
       insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
       select account, 'token', hash, 'crowd', interval '1 day', now() + interval '1 day' from placed
     )
     select placed.place::integer, people.id as patient, placed.account from placed join people on people.phone::integer = placed.account
     order by placed.place`,
    [tokens.map(hashed)],
  );
  return rows.map(({ place, patient, account }) => ({ token: tokens[place - 1] as string, patient, account }));
}

/** For where one account books more than a person does. */
export async function withoutLimits(owner: pg.ClientBase): Promise<void> {
  await owner.query(
    'update clinic set most_ahead_with_doctor = 1000, most_ahead = 1000, most_booked_hourly = 1000, most_dependents = 1000',
  );
}

/** Doctors who may be booked around the clock, in slots of so many minutes. */
export async function tirelessDoctors(owner: pg.ClientBase, size: number, slotMinutes: number): Promise<number[]> {
  const hours = JSON.stringify({ enabled: true, start: '00:00', end: '00:00' });
  const { rows } = await owner.query<{ id: number }>(
    `with accounts as (
       insert into account (email, name, role)
       select 'tireless-' || gen_random_uuid() || '@example.org', 'Tireless ' || n, 'doctor' from generate_series(1, $1) n
       returning id, name
     ), doctors as (
       insert into doctor (account_id, account_role, name, specialization_id)
       select id, 'doctor', name, (select min(id) from specialization) from accounts returning id
     ), prices as (
       insert into doctor_price (doctor_id, mode, cents) select id, 'in_person', 5000 from doctors
     )
     select id from doctors order by id`,
    [size],
  );
  const ids = rows.map(({ id }) => id);
  await owner.query(
    `update doctor_schedule set slot_minutes = $2, notice_minutes = 0, horizon_days = 730, availability_schedule =
       (select jsonb_object_agg(d, $3::jsonb) from unnest(array['monday','tuesday','wednesday','thursday','friday','saturday','sunday']) d)
     where doctor_id = any ($1)`,
    [ids, slotMinutes, hours],
  );
  return ids;
}

/** Two dependents for each. */
export async function families(owner: pg.ClientBase, parents: readonly Patient[]): Promise<number[][]> {
  const kin: number[][] = [];
  for (const { account } of parents) {
    const { rows } = await owner.query<{ patient_id: number }>(
      `with made as (insert into patient (name) values ('One of two'), ('Two of two') returning id)
         insert into patient_account (patient_id, account_id, relation) select id, $1, 'child' from made returning patient_id`,
      [account],
    );
    kin.push(rows.map(({ patient_id }) => patient_id));
  }
  return kin;
}

/** How many pairs of appointments are in each other's way: a doctor's, or a patient's. */
export async function overlaps(owner: pg.ClientBase): Promise<number> {
  const { rows } = await owner.query<{ found: number }>(
    `select count(*)::integer as found from appointment a join appointment b on a.id < b.id
       and a.status in ('held', 'pending', 'confirmed', 'in_progress') and b.status in ('held', 'pending', 'confirmed', 'in_progress')
       and ((a.doctor_id = b.doctor_id and a.blocked && b.blocked and not a.overbooked and not b.overbooked)
         or (a.patient_id = b.patient_id and a.during && b.during))`,
  );
  return rows[0]?.found ?? -1;
}

/** Bookings of families of three of which one or two are missing. */
export async function partialFamilies(owner: pg.ClientBase): Promise<number> {
  const { rows } = await owner.query(
    'select booking_id from appointment where booking_id is not null group by booking_id having count(*) <> 3',
  );
  return rows.length;
}
