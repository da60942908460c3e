-- How somebody comes to act for another: by the desk's code, and where it takes a consent, by that.

-- The clinic's day, and who is of age on a day: somebody whose birth date nobody knows is.
create or replace function clinic_today() returns date
language sql stable security definer set search_path = public, pg_temp as $$
  select (now() at time zone c.timezone)::date from clinic c
$$;

create or replace function of_age_on(born date) returns date
language sql stable security definer set search_path = public, pg_temp as $$
  select (born + make_interval(years => c.majority_age))::date from clinic c
$$;

create or replace function is_of_age(born date, on_day date) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(of_age_on(born) <= on_day, true)
$$;

-- The person's own account, where they have one that can be signed in to.
create or replace function acting_own_account(patient integer) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select f.account_id from patient_account f join account a on a.id = f.account_id and a.retired_at is null
  where f.patient_id = patient and f.relation = 'self' and f.left_at is null
$$;

-- … where they are of age too: then nobody else speaks for them.
create or replace function acting_own_voice(patient integer) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select acting_own_account(p.id) from patient p where p.id = patient and is_of_age(p.birth_date, clinic_today())
$$;

-- Whether who this is belongs to another account than the caller's: an adult's own.
create or replace function person_is_theirs(patient integer) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(acting_own_voice(patient) <> app_account() and acting_shown(patient), false)
$$;

-- The accounts that act now.
create or replace function acting_accounts(patient integer) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(f.account_id order by f.account_id), '{}')
  from patient_account f join account a on a.id = f.account_id and a.retired_at is null
  where f.patient_id = patient and f.left_at is null
$$;

-- Whose consent it takes that one more acts: an adult's own, else that of one of those who act.
create or replace function acting_asked(patient integer) returns integer[]
language sql stable security definer set search_path = public, pg_temp as $$
  select case when acting_own_voice(patient) is not null then array[acting_own_voice(patient)] else acting_accounts(patient) end
$$;

create or replace function acting_noted(action text, patient integer, about jsonb, actor integer, actor_role text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into audit (account_id, role, action, subject_id, details) values (actor, actor_role, action, patient, about)
$$;

-- From now on the account acts. Whoever joins their own record leaves the one that their sign-up made: where visits stand in that
-- one nobody would find them any more, so it is refused. Booking defines `patient_has_visits`.
create or replace function acting_begin(patient integer, account integer, person_relation text, by_way text, by_whom integer,
  seen_from timestamptz) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  begun integer;
begin
  if person_relation = 'self' then
    perform from account a where a.id = account for no key update; -- who books in this moment is waited for
    if exists (select from patient_account f where f.account_id = account and f.relation = 'self' and f.left_at is null
      and patient_has_visits(f.patient_id)) then
      raise check_violation using message = 'the account''s own record has visits', constraint = 'patient_self_visits';
    end if;
    with left_behind as (
      update patient_account f set left_at = now(), ended_how = 'replaced'
      where f.account_id = account and f.relation = 'self' and f.left_at is null
      returning f.patient_id
    )
    update patient p set retired_at = now(), version = version + 1 from left_behind
    where p.id = left_behind.patient_id
      and not exists (select from patient_account o where o.patient_id = p.id and o.account_id <> account and o.left_at is null);
  end if;
  insert into patient_account (patient_id, account_id, relation, how, let_by, sees_from)
  values (patient, account, person_relation, by_way, by_whom, seen_from) returning id into begun;
  perform acting_noted('acting.begun', patient, jsonb_build_object('acting', begun, 'account', account, 'how', by_way),
    coalesce(app_account(), by_whom), 'patient');
  return begun;
end
$$;

-- The record that an account has just left for another that is its own.
create or replace function acting_left_behind(account integer) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select f.patient_id from patient_account f where f.account_id = account and f.ended_how = 'replaced' and f.left_at = now()
$$;

-- Uses up a code of the desk. Where nobody acts and the person has no account it joins at once; else those whom it takes are
-- asked. Null for a code that stands for nobody. What was told before stays hidden: nobody is there to say otherwise.
create or replace function acting_join(hash bytea, person_relation text, lifetime interval)
  returns table (patient_id integer, acting_id integer, request_id integer, expires_at timestamptz, hearers integer[],
    left_behind integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  me integer := app_account();
  code record;
begin
  if app_role() <> 'patient' or me is null then
    raise insufficient_privilege using message = 'only patients have families here';
  end if;
  delete from join_code c where c.code_hash = hash and c.expires_at > now() returning c.patient_id, c.given_by into code;
  if not found then
    return;
  end if;
  perform from patient p where p.id = code.patient_id and p.retired_at is null for no key update;
  if not found then
    return;
  end if;
  patient_id := code.patient_id;
  if me = any (acting_accounts(patient_id)) then
    raise unique_violation using message = 'acts already', constraint = 'patient_account_now';
  end if;
  if person_relation = 'self' and acting_own_account(patient_id) is not null then
    raise unique_violation using message = 'is somebody already', constraint = 'patient_self_account';
  end if;
  hearers := acting_asked(patient_id);
  if cardinality(hearers) = 0 then
    acting_id := acting_begin(patient_id, me, person_relation, 'code', code.given_by, now());
    hearers := array[me];
    left_behind := acting_left_behind(me);
    return next;
    return;
  end if;
  update acting_request r set answer = 'asked_anew', answered_at = now()
  where r.patient_id = acting_join.patient_id and r.account_id = me and r.answer is null;
  insert into acting_request as r (patient_id, account_id, relation, code_by, expires_at)
  values (acting_join.patient_id, me, person_relation, code.given_by, now() + lifetime)
  returning r.id, r.expires_at into request_id, expires_at;
  insert into acting_link (request_id, account_id) select acting_join.request_id, asked from unnest(hearers) asked;
  perform acting_noted('acting.asked', patient_id, jsonb_build_object('request', request_id), me, 'patient');
  return next;
end
$$;

-- What is asked of whoever holds a link: as long as it is not answered, and theirs to answer.
create or replace function acting_question(hash bytea)
  returns table (patient_name text, asker_name text, asker_email text, relation text,
    expires_at timestamptz)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select p.name, a.name, a.email, r.relation, r.expires_at
  from acting_link l join acting_request r on r.id = l.request_id join patient p on p.id = r.patient_id
    join account a on a.id = r.account_id
  where l.token_hash = hash and r.answer is null and r.expires_at > now() and p.retired_at is null and a.retired_at is null
    and a.role = 'patient' and l.account_id = any (acting_asked(r.patient_id))
$$;

-- The first answer counts, whoever gives it; none where there is nothing to answer any more.
create or replace function acting_answer(hash bytea, confirmed boolean, sees_before boolean)
  returns table (request_id integer, patient_id integer, account_id integer, acting_id integer, hearers integer[],
    left_behind integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
  asked record;
begin
  select r.*, l.account_id as answerer into asked
  from acting_link l join acting_request r on r.id = l.request_id where l.token_hash = hash;
  if not found then
    return;
  end if;
  -- The patient first, as everybody who changes who acts: then what is read of them stays so.
  perform from patient p where p.id = asked.patient_id for no key update;
  perform from acting_question(hash);
  if not found then
    return;
  end if;
  request_id := asked.id;
  patient_id := asked.patient_id;
  account_id := asked.account_id;
  hearers := acting_accounts(asked.patient_id);
  update acting_request r
  set answer = case when confirmed then 'confirmed' else 'refused' end, answered_by = asked.answerer, answered_at = now()
  where r.id = asked.id and r.answer is null;
  if confirmed then
    acting_id := acting_begin(patient_id, asked.account_id, asked.relation, 'consent', asked.answerer,
      -- nobody shows more of the past than they see themselves
      case when not sees_before then now() else (select f.sees_from from patient_account f
        where f.patient_id = asked.patient_id and f.account_id = asked.answerer and f.left_at is null) end);
    hearers := hearers || asked.account_id;
    left_behind := acting_left_behind(account_id);
  else
    perform acting_noted('acting.refused', patient_id, jsonb_build_object('request', asked.id), asked.answerer, 'patient');
  end if;
  return next;
end
$$;

revoke execute on function clinic_today, of_age_on, is_of_age, acting_own_account, acting_own_voice, person_is_theirs,
  acting_accounts, acting_asked, acting_noted, acting_begin, acting_left_behind, acting_join, acting_question, acting_answer from public;
grant execute on function person_is_theirs, acting_join, acting_question, acting_answer to salle_app;
