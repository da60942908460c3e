-- The clinic: what it is, who works in it, who comes to it, what it offers and where.

create table clinic (
  id integer primary key default 1 check (id = 1),
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  timezone text not null,
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  -- until when a patient may change an appointment by themselves
  cancel_deadline_minutes integer not null default 120 check (cancel_deadline_minutes between 0 and 43200),
  -- from which birthday on nobody acts for a person by their being a child
  majority_age integer not null default 18 check (majority_age between 16 and 21),
  -- how much one patient's account may take by itself; the desk takes what it likes
  most_ahead_with_doctor integer not null default 12 check (most_ahead_with_doctor between 1 and 1000),
  most_ahead integer not null default 30 check (most_ahead between 1 and 1000),
  most_booked_hourly integer not null default 30 check (most_booked_hourly between 1 and 1000),
  most_dependents integer not null default 12 check (most_dependents between 0 and 1000),
  is_demo boolean not null default false,
  version integer not null default 1
);

create table specialization (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  retired_at timestamptz,
  version integer not null default 1
);
create unique index specialization_name on specialization (plain(name)) where retired_at is null;

create table doctor (
  id integer generated always as identity primary key,
  account_id integer not null unique,
  -- follows the account's role, so that approval has one truth
  account_role text not null check (account_role in ('applicant', 'doctor')),
  is_approved boolean not null generated always as (account_role = 'doctor') stored,
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  specialization_id integer references specialization,
  biography text not null default '' check (length(biography) <= 4000 and is_prose(biography)),
  languages text[] not null default '{}',
  is_available boolean not null default true,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  version integer not null default 1,
  foreign key (account_id, account_role) references account (id, role) on update cascade,
  constraint doctor_approved_has_specialization check (account_role = 'applicant' or specialization_id is not null)
);
create index doctor_plain_name on doctor (plain(name), id);
create index doctor_specialization on doctor (specialization_id);

create table doctor_price (
  doctor_id integer not null references doctor on delete cascade,
  mode text not null check (mode in ('video', 'voice', 'chat', 'in_person')),
  cents integer not null check (cents between 0 and 100000000),
  primary key (doctor_id, mode)
);

create table patient (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  birth_date date,
  sex text check (sex in ('female', 'male')),
  phone text check (phone ~ '^[0-9+(). -]{3,40}$'),
  -- where the clinic writes to somebody who has no account
  email text check (email = lower(email) and is_one_line(email)),
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  version integer not null default 1
);
create index patient_plain_name on patient (plain(name), id);

-- Who acts for whom, and who did: a row for each time that it began, which stays when it has ended. An account has one own
-- person at most, and a person one account of their own.
create table patient_account (
  id integer generated always as identity primary key,
  patient_id integer not null references patient,
  account_id integer not null references account,
  relation text not null check (relation in ('self', 'child', 'parent', 'partner', 'other')),
  -- made with the account; added by it; entered by the clinic; joined by the desk's code alone; joined with a consent
  how text not null default 'clinic' check (how in ('account', 'family', 'clinic', 'code', 'consent')),
  -- who let them: whoever gave the code at the desk, or whoever consented
  let_by integer references account,
  created_at timestamptz not null default now(),
  -- from when on they see what was told; null: all of it
  sees_from timestamptz,
  -- a child's: when the family was told that it ends, and by whom and when it was prolonged
  told_ahead_at timestamptz,
  kept_by integer references account,
  kept_at timestamptz,
  left_at timestamptz,
  ended_by integer references account,
  ended_how text check (ended_how in ('left', 'family', 'person', 'desk', 'majority', 'replaced', 'role')),
  constraint patient_account_consent check (how <> 'consent' or let_by is not null),
  constraint patient_account_kept check ((kept_at is null) = (kept_by is null)),
  constraint patient_account_ended check (
    (left_at is null) = (ended_how is null) and (left_at is not null or ended_by is null)
    and (ended_by is not null or ended_how is null or ended_how in ('majority', 'replaced', 'role')))
);
create unique index patient_account_now on patient_account (patient_id, account_id) where left_at is null;
create unique index patient_account_self on patient_account (account_id) where relation = 'self' and left_at is null;
create unique index patient_self_account on patient_account (patient_id) where relation = 'self' and left_at is null;
create index patient_account_account on patient_account (account_id);
create index patient_account_patient on patient_account (patient_id);

-- The code with which the desk lets one account join a patient, or ask those who act already.
create table join_code (
  patient_id integer primary key references patient,
  code_hash bytea not null unique,
  expires_at timestamptz not null,
  given_by integer references account
);

-- Somebody asks to act for a patient, with a code of the desk: nothing of the patient is theirs before the answer.
create table acting_request (
  id integer generated always as identity primary key,
  patient_id integer not null references patient,
  account_id integer not null references account,
  relation text not null check (relation in ('self', 'child', 'parent', 'partner', 'other')),
  code_by integer references account,
  asked_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- asked_anew: with another code before anybody had answered
  answer text check (answer in ('confirmed', 'refused', 'asked_anew')),
  answered_by integer references account,
  answered_at timestamptz,
  constraint acting_request_answered check (
    (answer is null) = (answered_at is null)
    and (answered_by is not null) = (answer is not null and answer <> 'asked_anew'))
);
create unique index acting_request_open on acting_request (patient_id, account_id) where answer is null;
create index acting_request_account on acting_request (account_id);

-- Who is asked. The link in the letter is made as it is mailed, so that no token is at rest.
create table acting_link (
  request_id integer not null references acting_request,
  account_id integer not null references account,
  token_hash bytea unique,
  primary key (request_id, account_id)
);

create table prestation (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  specialization_id integer references specialization,
  duration_minutes integer not null check (duration_minutes between 5 and 480),
  price_cents integer not null check (price_cents between 0 and 100000000),
  retired_at timestamptz,
  version integer not null default 1
);
create unique index prestation_name on prestation (plain(name)) where retired_at is null;

create table salle (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  door text not null default '' check (length(door) <= 40 and is_one_line(door)),
  seats integer check (seats between 1 and 1000),
  retired_at timestamptz,
  version integer not null default 1
);
create unique index salle_name on salle (plain(name)) where retired_at is null;

-- Everybody reads what the clinic shows; the office changes it.
alter table clinic enable row level security;
create policy shown on clinic for select using (true);
create policy office on clinic using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

alter table specialization enable row level security;
create policy shown on specialization for select using (true);
create policy office on specialization using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

alter table prestation enable row level security;
create policy shown on prestation for select using (true);
create policy office on prestation using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

alter table salle enable row level security;
create policy shown on salle for select using ((select app_role()) in ('doctor', 'receptionist', 'admin', 'system'));
create policy office on salle using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

-- A doctor not approved is seen by themselves and the office alone.
alter table doctor enable row level security;
create policy shown on doctor for select using (is_approved and retired_at is null);
create policy own on doctor for select using (account_id = (select app_account()));
create policy own_change on doctor for update using (account_id = (select app_account()) and retired_at is null)
  with check (account_id = (select app_account()));
create policy office on doctor using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

alter table doctor_price enable row level security;
create policy with_doctor on doctor_price for select
  using (exists (select from doctor d where d.id = doctor_id));
create policy own_change on doctor_price using (exists (
    select from doctor d where d.id = doctor_id and d.account_id = (select app_account()) and d.retired_at is null))
  with check (exists (
    select from doctor d where d.id = doctor_id and d.account_id = (select app_account()) and d.retired_at is null));
create policy office on doctor_price using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

-- A family sees itself; the desk sees every patient's particulars.
alter table patient_account enable row level security;
create policy own on patient_account for select using (account_id = (select app_account()));
create policy own_change on patient_account for update
  using (account_id = (select app_account()) and relation <> 'self' and left_at is null)
  with check (account_id = (select app_account()) and relation <> 'self' and left_at is null);
create policy desk on patient_account for select using ((select app_role()) in ('receptionist', 'admin', 'system'));
create policy office on patient_account for insert with check ((select app_role()) in ('admin', 'system'));

alter table patient enable row level security;
create policy family on patient for select using (retired_at is null and exists (
  select from patient_account f
  where f.patient_id = patient.id and f.account_id = (select app_account()) and f.left_at is null));
create policy family_change on patient for update using (retired_at is null and exists (
    select from patient_account f
    where f.patient_id = patient.id and f.account_id = (select app_account()) and f.left_at is null))
  with check (retired_at is null);
create policy desk on patient using ((select app_role()) in ('receptionist', 'admin', 'system'))
  with check ((select app_role()) in ('receptionist', 'admin', 'system'));

alter table join_code enable row level security;
create policy desk on join_code using ((select app_role()) in ('receptionist', 'admin', 'system'))
  with check ((select app_role()) in ('receptionist', 'admin', 'system'));

alter table acting_request enable row level security;
create policy own on acting_request for select using (account_id = (select app_account()));
create policy desk on acting_request for select using ((select app_role()) in ('receptionist', 'admin', 'system'));

alter table acting_link enable row level security;
create policy system on acting_link using ((select app_role()) = 'system') with check ((select app_role()) = 'system');

grant select on clinic, specialization, prestation, salle, doctor, doctor_price, patient, patient_account, join_code,
  acting_request, acting_link to salle_app;
grant insert, update on clinic, specialization, prestation, salle, patient, join_code to salle_app;
grant insert, delete on doctor_price to salle_app;
grant delete on join_code to salle_app;
grant insert (account_id, account_role, name, specialization_id, biography, languages, is_available) on doctor to salle_app;
grant update (name, specialization_id, biography, languages, is_available, retired_at, version) on doctor to salle_app;
-- How somebody came to act and how it ended is written by functions alone, and never changed after.
grant insert (patient_id, account_id, relation, how), update (relation) on patient_account to salle_app;
grant update (token_hash) on acting_link to salle_app;

-- Who a person is belongs to their own account, where an adult has one: others who act for them do not change it. By a birth
-- date somebody's acting ends: a family sets it where there is none, and moves it to an earlier day of a child's alone, which
-- leaves them a child. Whoever acts for nobody but themselves may correct their own. The address to which the clinic writes no
-- family changes at all.
create function patient_particulars_are_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'patient' then
    return new;
  end if;
  if new.email is distinct from old.email
    or exists (
      select from patient_account f join account a on a.id = f.account_id and a.retired_at is null, clinic c
      where f.patient_id = old.id and f.relation = 'self' and f.left_at is null and f.account_id <> app_account()
        and (old.birth_date is null
          or old.birth_date + make_interval(years => c.majority_age) <= now() at time zone c.timezone)) then
    raise check_violation using message = 'these are not the caller''s to change', constraint = 'patient_own_particulars';
  end if;
  if old.birth_date <> new.birth_date or (old.birth_date is not null and new.birth_date is null) then
    if (new.birth_date is null or new.birth_date > old.birth_date
        or (is_of_age(new.birth_date, clinic_today()) and not is_of_age(old.birth_date, clinic_today()))
        or exists (select from patient_account f, clinic c
          where f.patient_id = old.id and f.left_at is null and f.relation <> 'self'
            and is_of_age(new.birth_date, (f.created_at at time zone c.timezone)::date)
            and not is_of_age(old.birth_date, (f.created_at at time zone c.timezone)::date)))
      and not (coalesce(acting_own_account(old.id) = app_account(), false)
        and (is_of_age(old.birth_date, clinic_today()) or acting_accounts(old.id) = array[app_account()])) then
      raise check_violation using message = 'the desk corrects a birth date', constraint = 'patient_birth_date';
    end if;
  end if;
  return new;
end
$$;
create trigger patient_particulars before update on patient for each row
  when ((new.name, new.birth_date, new.sex, new.phone, new.email)
    is distinct from (old.name, old.birth_date, old.sex, old.phone, old.email))
  execute function patient_particulars_are_own();

-- Nobody works in a retired specialization, and nothing is offered in it. Each side locks the specialization's row, so
-- that of two who come at once one waits and then sees.

create function specialization_is_open() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.specialization_id is null or new.retired_at is not null then
    return new;
  end if;
  perform from specialization where id = new.specialization_id and retired_at is null for share;
  if not found then
    raise foreign_key_violation using
      message = 'there is no such specialization', constraint = tg_table_name || '_specialization_id_fkey';
  end if;
  return new;
end
$$;
create trigger doctor_specialization before insert or update of specialization_id, retired_at on doctor
  for each row execute function specialization_is_open();
create trigger prestation_specialization before insert or update of specialization_id, retired_at on prestation
  for each row execute function specialization_is_open();

create function specialization_is_unused() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from doctor where specialization_id = new.id and retired_at is null)
    or exists (select from prestation where specialization_id = new.id and retired_at is null) then
    raise check_violation using message = 'the specialization is in use', constraint = 'specialization_in_use';
  end if;
  return new;
end
$$;
create trigger specialization_retires before update of retired_at on specialization
  for each row when (old.retired_at is null and new.retired_at is not null)
  execute function specialization_is_unused();

revoke execute on function specialization_is_open, specialization_is_unused, patient_particulars_are_own from public;

-- An account takes on no more people than the clinic allows, by whatever way it comes to them, and within a day twice as often,
-- whomever it has left since: each is a record that stays. Whom others let it act for is their word. Its own row is locked, so
-- that those who come at once are counted one after the other.
create function family_has_room() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'patient' or new.account_id is distinct from app_account() or new.relation = 'self' or new.left_at is not null then
    return new;
  end if;
  perform from account a where a.id = new.account_id for no key update;
  if (select count(*) from patient_account f where f.account_id = new.account_id and f.relation <> 'self'
      and f.left_at is null and f.patient_id <> new.patient_id) >= (select c.most_dependents from clinic c) then
    raise check_violation using message = 'one account acts for no more people', constraint = 'family_room';
  end if;
  if (select count(*) from patient_account f where f.account_id = new.account_id and f.relation <> 'self'
      and f.created_at > now() - interval '1 day') >= (select 2 * c.most_dependents from clinic c) then
    raise check_violation using message = 'one account begins no more often within a day', constraint = 'family_day';
  end if;
  return new;
end
$$;
create trigger patient_account_has_room before insert or update of left_at on patient_account
  for each row execute function family_has_room();

revoke execute on function family_has_room from public;
