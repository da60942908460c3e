-- What must look past one's own rows to know who books, who meets whom, who hears of it, and when a doctor is taken.

-- A doctor's busy times, without anybody's identity. Range operators are not leakproof: under a policy this would read
-- all of a doctor's rows.
create or replace function doctor_busy(doctors integer[], span tstzrange, moment timestamptz)
  returns table (doctor_id integer, starts timestamptz, ends timestamptz, blocked_until timestamptz, held boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.doctor_id, lower(a.during), upper(a.during), upper(a.blocked), a.status = 'held'
  from appointment a
  where a.doctor_id = any (doctors) and a.blocked && span and not a.overbooked
    and a.status in ('held', 'pending', 'confirmed', 'in_progress')
    and (a.status <> 'held' or a.held_until > moment)
  order by a.doctor_id, a.blocked
$$;

-- Who holds a token and for whom they may book, with the accounts that will hear of it.
create or replace function booker_look_up(hash bytea)
  returns table (sign_in_id integer, account_id integer, role text, name text, email text, stale boolean, family json)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select s.sign_in_id, s.account_id, s.role, s.name, s.email, s.stale,
    (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'accounts',
          (select json_agg(o.account_id) from patient_account o where o.patient_id = p.id and o.left_at is null))
        order by f.relation <> 'self', p.id), '[]')
      from patient_account f join patient p on p.id = f.patient_id
      where f.account_id = s.account_id and f.left_at is null and p.retired_at is null)
  from sign_in_look_up(hash) s
$$;

-- What else there is to a patient than the caller may see: the accounts that hear of an appointment.
create or replace function patient_hearers(patient integer) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(f.account_id), '{}') from patient_account f where f.patient_id = patient and f.left_at is null
$$;

-- Those of them who see this appointment: for whoever came to act later, one that lay ahead then.
create or replace function appointment_hearers(told appointment) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(f.account_id), '{}') from patient_account f
  where f.patient_id = told.patient_id and f.left_at is null and (f.sees_from is null or told.starts_at >= f.sees_from)
$$;

-- Whether anything of a patient's stands in the book that was not called off.
create or replace function patient_has_visits(patient integer) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from appointment a where a.patient_id = patient and a.status not in ('held', 'cancelled', 'rejected'))
$$;

-- Names that go with appointments, whoever is retired or otherwise out of sight meanwhile.
create or replace function appointment_people(appointment integer)
  returns table (doctor_name text, specialization text, doctor_account integer, patient_name text, patient_accounts integer[])
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select d.name, s.name, d.account_id, p.name, appointment_hearers(a)
  from appointment a join doctor d on d.id = a.doctor_id left join specialization s on s.id = d.specialization_id
    join patient p on p.id = a.patient_id
  where a.id = appointment
$$;

-- Which of these accounts have an appointment with this one: a doctor's with a patient's family, either way round.
create or replace function appointment_ties(one integer, others integer[]) returns table (account integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct f.account_id from doctor d join appointment a on a.doctor_id = d.id
    join patient_account f on f.patient_id = a.patient_id and f.left_at is null
      and (f.sees_from is null or a.starts_at >= f.sees_from)
  where d.account_id = one and f.account_id = any (others) and a.status in ('pending', 'confirmed', 'in_progress', 'completed')
  union
  select distinct d.account_id from patient_account f join appointment a on a.patient_id = f.patient_id
      and (f.sees_from is null or a.starts_at >= f.sees_from)
    join doctor d on d.id = a.doctor_id
  where f.account_id = one and f.left_at is null and d.account_id = any (others)
    and a.status in ('pending', 'confirmed', 'in_progress', 'completed')
$$;

-- Whoever moves an appointment takes the doctor's row first, then the patient's, so that nobody waits in a circle; a patient
-- their account's before, by which their moves are counted.
create or replace function appointment_lock(of_doctor integer, of_patient integer) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  select from account where id = app_account() and app_role() = 'patient' for no key update;
  select from doctor where id = of_doctor for no key update;
  select from patient where id = of_patient for no key update;
$$;

revoke execute on function patient_has_visits, doctor_busy, booker_look_up, patient_hearers, appointment_hearers, appointment_people, appointment_ties,
  appointment_lock from public;
grant execute on function doctor_busy, booker_look_up, patient_hearers, appointment_people, appointment_ties,
  appointment_lock to salle_app;
