-- Who acts for a person and may do what about it, as the desk and those who act themselves see it.

-- When it ends by itself: with the person's coming of age, where they were a child as it began, and nobody has prolonged it.
create or replace function acting_ends_on(acts patient_account) returns date
language sql stable security definer set search_path = public, pg_temp as $$
  select of_age_on(p.birth_date) from patient p, clinic c
  where p.id = acts.patient_id and acts.relation <> 'self' and acts.kept_at is null and acts.left_at is null
    and not is_of_age(p.birth_date, (acts.created_at at time zone c.timezone)::date)
$$;

-- How this caller may end it; null where it is not theirs to end. One's own person is left by nobody; where an adult has an
-- account, it alone decides.
create or replace function acting_way_out(acts patient_account) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case
    when app_role() in ('receptionist', 'admin') then 'desk'
    when app_role() <> 'patient' or acts.relation = 'self' then null
    when acts.account_id = app_account() then 'left'
    when acting_own_account(acts.patient_id) = app_account() then 'person'
    when acting_own_voice(acts.patient_id) is null and app_account() = any (acting_accounts(acts.patient_id)) then 'family'
  end
$$;

-- A child's acting is prolonged in its last month, by the person's own account or with the person at the desk.
create or replace function acting_may_keep(acts patient_account) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(acting_ends_on(acts) - 30 <= clinic_today()
    and (app_role() in ('receptionist', 'admin')
      or (app_role() = 'patient' and acting_own_account(acts.patient_id) = app_account())), false)
$$;

-- Who acts and who did, for the desk and for those who act themselves. The desk's own people are named to the desk alone.
create or replace function acting_people(patient integer)
  returns table (id integer, name text, relation text, how text, let_by text, since timestamptz, ends_on date,
    sees_before boolean, is_me boolean, may_end boolean, may_keep boolean, until timestamptz, ended_how text, ended_by text)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.id, a.name, f.relation, f.how,
    case when f.how = 'consent' or app_role() in ('receptionist', 'admin') then l.name end,
    f.created_at, acting_ends_on(f), f.sees_from is null, f.account_id is not distinct from app_account(),
    f.left_at is null and acting_way_out(f) is not null, acting_may_keep(f), f.left_at, f.ended_how,
    case when f.ended_how not in ('desk', 'role') or app_role() in ('receptionist', 'admin') then e.name end
  from patient_account f join account a on a.id = f.account_id left join account l on l.id = f.let_by
    left join account e on e.id = f.ended_by
  where f.patient_id = patient and acting_shown(patient)
  order by f.left_at desc nulls first, f.relation <> 'self', f.id
  limit 100
$$;

create or replace function acting_shown(patient integer) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select app_role() in ('receptionist', 'admin') or (app_role() = 'patient' and exists (
    select from patient_account f join patient p on p.id = f.patient_id and p.retired_at is null
    where f.patient_id = patient and f.account_id = app_account() and f.left_at is null))
$$;

-- Who asks to act and has no answer yet; whose answer it takes.
create or replace function acting_open_requests(patient integer)
  returns table (id integer, name text, relation text, asked_at timestamptz, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, a.name, r.relation, r.asked_at, r.expires_at
  from acting_request r join account a on a.id = r.account_id
  where r.patient_id = patient and r.answer is null and r.expires_at > now() and acting_shown(patient)
  order by r.id
$$;

create or replace function acting_asked_names(patient integer) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(a.name order by a.name), '{}') from account a
  where a.id = any (acting_asked(patient)) and acting_shown(patient)
$$;

revoke execute on function acting_ends_on, acting_way_out, acting_may_keep, acting_people, acting_shown,
  acting_open_requests, acting_asked_names from public;
grant execute on function acting_people, acting_shown, acting_open_requests, acting_asked_names to salle_app;
