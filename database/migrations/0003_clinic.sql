-- The clinic: what it is, who works in it, who comes to it, what it offers and where.

create table clinic (
  id integer primary key default 1 check (id = 1),
  name text not null check (length(name) between 1 and 200),
  timezone text not null,
  currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
  is_demo boolean not null default false,
  version integer not null default 1
);

create table specialization (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
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
  name text not null check (length(name) between 1 and 200),
  specialization_id integer references specialization,
  biography text not null default '' check (length(biography) <= 4000),
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
  name text not null check (length(name) between 1 and 200),
  birth_date date,
  sex text check (sex in ('female', 'male')),
  phone text,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  version integer not null default 1
);
create index patient_plain_name on patient (plain(name), id);

-- Who acts for whom. An account has one own person at most, and a person one account of their own.
create table patient_account (
  patient_id integer not null references patient,
  account_id integer not null references account,
  relation text not null check (relation in ('self', 'child', 'parent', 'partner', 'other')),
  created_at timestamptz not null default now(),
  left_at timestamptz,
  primary key (patient_id, account_id)
);
create unique index patient_account_self on patient_account (account_id) where relation = 'self' and left_at is null;
create unique index patient_self_account on patient_account (patient_id) where relation = 'self' and left_at is null;
create index patient_account_account on patient_account (account_id);

-- The code with which the desk lets one account join a patient.
create table join_code (
  patient_id integer primary key references patient,
  code_hash bytea not null unique,
  expires_at timestamptz not null
);

create table prestation (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
  specialization_id integer references specialization,
  duration_minutes integer not null check (duration_minutes between 5 and 480),
  price_cents integer not null check (price_cents between 0 and 100000000),
  retired_at timestamptz,
  version integer not null default 1
);
create unique index prestation_name on prestation (plain(name)) where retired_at is null;

create table salle (
  id integer generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
  door text not null default '' check (length(door) <= 40),
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
create policy own_change on patient_account for update using (account_id = (select app_account()))
  with check (account_id = (select app_account()));
create policy desk on patient_account for select using ((select app_role()) in ('receptionist', 'admin'));
create policy office on patient_account using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

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

grant select on clinic, specialization, prestation, salle, doctor, doctor_price, patient, patient_account, join_code to salle_app;
grant insert, update on clinic, specialization, prestation, salle, patient, join_code to salle_app;
grant insert, delete on doctor_price to salle_app;
grant delete on join_code to salle_app;
grant insert (account_id, account_role, name, specialization_id, biography, languages, is_available) on doctor to salle_app;
grant update (name, specialization_id, biography, languages, is_available, retired_at, version) on doctor to salle_app;
grant insert, update (relation, left_at) on patient_account to salle_app;

-- A patient's account makes and joins people; nobody reaches another family's records by it.

create function family_add(person_name text, born date, person_sex text, person_phone text, person_relation text) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made integer;
begin
  if app_role() <> 'patient' or app_account() is null then
    raise insufficient_privilege using message = 'only patients have families here';
  end if;
  insert into patient (name, birth_date, sex, phone) values (person_name, born, person_sex, person_phone) returning id into made;
  insert into patient_account (patient_id, account_id, relation) values (made, app_account(), person_relation);
  return made;
end
$$;

-- Joins the patient whom a code stands for; null where it stands for nobody. The code is used up.
-- Whoever joins their own record leaves the one that their sign-up made.
create function family_join(hash bytea, person_relation text) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  joined integer;
begin
  if app_role() <> 'patient' or app_account() is null then
    raise insufficient_privilege using message = 'only patients have families here';
  end if;
  delete from join_code where code_hash = hash and expires_at > now() returning patient_id into joined;
  if joined is null or not exists (select from patient where id = joined and retired_at is null) then
    return null;
  end if;
  if exists (select from patient_account where patient_id = joined and account_id = app_account() and left_at is null) then
    raise unique_violation using message = 'already joined', constraint = 'patient_account_pkey';
  end if;
  if person_relation = 'self' then
    with left_behind as (
      update patient_account set left_at = now()
      where account_id = app_account() and relation = 'self' and left_at is null
      returning patient_id
    )
    update patient set retired_at = now(), version = version + 1 from left_behind
    where id = left_behind.patient_id
      and not exists (select from patient_account o where o.patient_id = id and o.account_id <> app_account() and o.left_at is null);
  end if;
  insert into patient_account (patient_id, account_id, relation) values (joined, app_account(), person_relation)
  on conflict (patient_id, account_id) do update set relation = excluded.relation, left_at = null, created_at = now();
  return joined;
end
$$;

-- How many accounts act for a patient: the desk needs the number, not the accounts.
create function patient_accounts(patient integer) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from patient_account f where f.patient_id = patient and f.left_at is null
$$;

-- Who holds a token, which doctor they are and for whom they act: GET /api/v1/me in one look.
create function me_look_up(hash bytea)
  returns table (sign_in_id integer, account_id integer, role text, name text, email text, stale boolean, doctor_id integer, patients json)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select s.sign_in_id, s.account_id, s.role, s.name, s.email, s.stale,
    case when s.role in ('doctor', 'applicant') then
      (select d.id from doctor d where d.account_id = s.account_id and d.retired_at is null) end,
    (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'relation', f.relation)
        order by f.relation <> 'self', p.id), '[]')
      from patient_account f join patient p on p.id = f.patient_id
      where f.account_id = s.account_id and f.left_at is null and p.retired_at is null)
  from sign_in_look_up(hash) s
$$;

revoke execute on function family_add, family_join, patient_accounts, me_look_up from public;
grant execute on function family_add, family_join, patient_accounts, me_look_up to salle_app;

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

revoke execute on function specialization_is_open, specialization_is_unused from public;
