-- How acting for somebody ends, and what lets it go on.

-- Ends one that goes on. An account whose own record it was gets one anew: nobody stands without.
create or replace function acting_end(patient integer, acting integer)
  returns table (acting_id integer, patient_id integer, account_id integer, ended_how text, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  acts patient_account;
  made integer;
begin
  perform from patient p where p.id = patient for no key update;
  select * into acts from patient_account f where f.id = acting and f.patient_id = patient and f.left_at is null;
  ended_how := acting_way_out(acts);
  if acts.id is null or ended_how is null or not acting_shown(patient) then
    return;
  end if;
  acting_id := acts.id;
  patient_id := patient;
  account_id := acts.account_id;
  hearers := acting_accounts(patient);
  update patient_account f set left_at = now(), ended_by = app_account(), ended_how = acting_end.ended_how where f.id = acting;
  if acts.relation = 'self' then
    insert into patient (name) select a.name from account a where a.id = acts.account_id returning id into made;
    insert into patient_account (patient_id, account_id, relation, how) values (made, acts.account_id, 'self', 'account');
  end if;
  perform acting_noted('acting.ended', patient, jsonb_build_object('acting', acting, 'how', ended_how), app_account(), app_role());
  return next;
end
$$;

-- Undoes one's own leaving, for an hour: as it was, in a row of its own.
create or replace function acting_return(patient integer) returns table (acting_id integer, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  acted patient_account;
begin
  perform from patient p where p.id = patient and p.retired_at is null for no key update;
  if not found or app_role() <> 'patient' then
    return;
  end if;
  -- the last one: whom somebody else has ended meanwhile has no way back of their own
  select * into acted from patient_account f where f.patient_id = patient and f.account_id = app_account()
    order by f.id desc limit 1;
  if acted.ended_how is distinct from 'left' or acted.left_at <= now() - interval '1 hour' then
    return;
  end if;
  -- nor whose acting would have ended meanwhile, with a child's coming of age
  if exists (select from patient p, clinic c where p.id = patient and acted.kept_at is null and is_of_age(p.birth_date, clinic_today())
    and not is_of_age(p.birth_date, (acted.created_at at time zone c.timezone)::date)) then
    return;
  end if;
  insert into patient_account (patient_id, account_id, relation, how, let_by, sees_from, told_ahead_at, kept_by, kept_at)
  values (patient, app_account(), acted.relation, acted.how, acted.let_by, acted.sees_from, acted.told_ahead_at, acted.kept_by,
    acted.kept_at)
  returning id into acting_id;
  perform acting_noted('acting.begun', patient, jsonb_build_object('acting', acting_id, 'how', 'return'), app_account(), 'patient');
  hearers := acting_accounts(patient);
  return next;
end
$$;

-- Goes on after the person's coming of age.
create or replace function acting_keep(patient integer, acting integer, why text)
  returns table (acting_id integer, patient_id integer, account_id integer, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  acts patient_account;
begin
  perform from patient p where p.id = patient for no key update;
  select * into acts from patient_account f where f.id = acting and f.patient_id = patient and f.left_at is null;
  if acts.id is null or not acting_may_keep(acts) then
    return;
  end if;
  update patient_account f set kept_by = app_account(), kept_at = now() where f.id = acting;
  perform acting_noted('acting.kept', patient, jsonb_build_object('acting', acting, 'reason', why), app_account(), app_role());
  return query select acts.id, patient, acts.account_id, acting_accounts(patient);
end
$$;

-- The person stands at the desk and wants this account to see what was told before too.
create or replace function acting_open_past(patient integer, acting integer, why text)
  returns table (acting_id integer, patient_id integer, account_id integer, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  opened integer;
begin
  if app_role() not in ('receptionist', 'admin') then
    raise insufficient_privilege using message = 'the desk alone opens what was told before';
  end if;
  update patient_account f set sees_from = null
  where f.id = acting and f.patient_id = patient and f.left_at is null and f.sees_from is not null
  returning f.account_id into opened;
  if opened is null then
    return;
  end if;
  perform acting_noted('acting.past_opened', patient, jsonb_build_object('acting', acting, 'reason', why), app_account(), app_role());
  return query select acting, patient, opened, acting_accounts(patient);
end
$$;

-- Whose acting ends within a month, on this day of the clinic: each told of once.
create or replace function acting_soon_over(today date) returns table (acting_id integer, account_id integer, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself looks ahead';
  end if;
  return query update patient_account f set told_ahead_at = now()
    from patient p, clinic c
    where p.id = f.patient_id and f.left_at is null and f.kept_at is null and f.told_ahead_at is null and f.relation <> 'self'
      and (p.birth_date + make_interval(years => c.majority_age))::date between today + 1 and today + 30
      and (p.birth_date + make_interval(years => c.majority_age))::date > (f.created_at at time zone c.timezone)::date
    returning f.id, f.account_id, acting_accounts(f.patient_id);
end
$$;

-- Ends what was for a child who is of age on this day.
create or replace function acting_grown_up(today date)
  returns table (acting_id integer, patient_id integer, account_id integer, ended_how text, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself ends it';
  end if;
  return query with over as (
    update patient_account f set left_at = now(), ended_how = 'majority'
    from patient p, clinic c
    where p.id = f.patient_id and f.left_at is null and f.kept_at is null and f.relation <> 'self'
      and (p.birth_date + make_interval(years => c.majority_age))::date <= today
      and (p.birth_date + make_interval(years => c.majority_age))::date > (f.created_at at time zone c.timezone)::date
    returning f.id, f.patient_id, f.account_id, f.ended_how
  ), noted as (
    insert into audit (action, subject_id, details)
    select 'acting.ended', o.patient_id, jsonb_build_object('acting', o.id, 'how', o.ended_how) from over o
  )
  select o.id, o.patient_id, o.account_id, o.ended_how, acting_accounts(o.patient_id) from over o;
end
$$;

-- Ends what an account was a patient for, when it becomes one of the clinic's people: they have nobody but themselves.
create or replace function acting_role_lost(account integer)
  returns table (acting_id integer, patient_id integer, account_id integer, ended_how text, hearers integer[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  one record;
begin
  if app_role() not in ('admin', 'system') then
    raise insufficient_privilege using message = 'only who gives roles ends it';
  end if;
  perform from patient p join patient_account f on f.patient_id = p.id
    where f.account_id = account and f.relation <> 'self' and f.left_at is null order by p.id for no key update of p;
  for one in select f.id, f.patient_id, acting_accounts(f.patient_id) as hearers
    from patient_account f join account a on a.id = f.account_id and a.role <> 'patient'
    where f.account_id = account and f.relation <> 'self' and f.left_at is null order by f.patient_id
  loop
    update patient_account f set left_at = now(), ended_how = 'role' where f.id = one.id;
    perform acting_noted('acting.ended', one.patient_id, jsonb_build_object('acting', one.id, 'how', 'role'), app_account(),
      app_role());
    return query select one.id, one.patient_id, account, 'role', one.hearers;
  end loop;
end
$$;

revoke execute on function acting_end, acting_return, acting_keep, acting_open_past, acting_soon_over, acting_grown_up,
  acting_role_lost from public;
grant execute on function acting_end, acting_return, acting_keep, acting_open_past, acting_soon_over, acting_grown_up,
  acting_role_lost to salle_app;
