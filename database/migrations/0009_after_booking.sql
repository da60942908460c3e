-- What follows a booking: who hears facts after the commit, letters, calendars of one's own, files, the waitlist.

-- How far each follower of the facts has come.
create table follower (
  name text primary key,
  position bigint not null
);
-- Facts that a follower could not take in: those behind them go on, these are tried again.
create table follower_debt (
  name text not null references follower,
  position bigint not null,
  tries integer not null default 1,
  again_at timestamptz not null,
  primary key (name, position)
);
alter table follower enable row level security;
create policy system on follower using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
alter table follower_debt enable row level security;
create policy system on follower_debt using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select, insert, update on follower to salle_app;
grant select, insert, update, delete on follower_debt to salle_app;

-- What each account was last told of an appointment: a letter says what is new since, and nothing twice.
create table appointment_letter (
  appointment_id integer not null references appointment on delete cascade,
  account_id integer not null references account,
  status text not null,
  sequence integer not null,
  sent_at timestamptz not null default now(),
  primary key (appointment_id, account_id)
);
alter table appointment_letter enable row level security;
create policy system on appointment_letter using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select, insert, update on appointment_letter to salle_app;

-- The address at which an account's calendar program finds its appointments. Whoever has it reads them.
create table calendar_feed (
  account_id integer primary key references account,
  token_hash bytea not null unique,
  made_at timestamptz not null default now()
);
alter table calendar_feed enable row level security;
create policy own on calendar_feed using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on calendar_feed to salle_app;

create function calendar_feed_look_up(hash bytea) returns table (account_id integer, role text, language text)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select a.id, a.role, a.language from calendar_feed f join account a on a.id = f.account_id
  where f.token_hash = hash and a.retired_at is null and a.role in ('patient', 'doctor')
$$;

-- Every key in the store is noted before the first byte is written, so that nothing lies there unknown.
create table file_key (
  key text primary key,
  made_at timestamptz not null default now()
);
alter table file_key enable row level security;
create policy note on file_key for insert with check ((select app_account()) is not null);
create policy system on file_key using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select, insert, delete on file_key to salle_app;

-- A file that is not yet of an appointment; null where the account has as many of these as it may.
create function file_add(file_name text, file_type text, file_size integer, file_key text, most integer, moment timestamptz)
  returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made integer;
begin
  if app_account() is null then
    raise insufficient_privilege using message = 'nobody keeps no files';
  end if;
  perform from account a where a.id = app_account() for no key update;
  if (select count(*) from appointment_file f where f.account_id = app_account() and f.appointment_id is null) >= most then
    return null;
  end if;
  insert into appointment_file (account_id, name, type, size, key, made_at)
  values (app_account(), file_name, file_type, file_size, file_key, moment) returning id into made;
  return made;
end
$$;

-- Forgets loose files made before a moment; answers the keys that stand for no file any more.
create function files_sweep(before timestamptz) returns setof text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from appointment_file where appointment_id is null and made_at < before;
  return query select k.key from file_key k
    where k.made_at < before and not exists (select from appointment_file f where f.key = k.key)
    order by k.key limit 1000;
end
$$;

-- Who waits for a time of a doctor, in the order in which they came.
create table waitlist_entry (
  id integer generated always as identity primary key,
  account_id integer not null references account,
  patient_id integer not null references patient,
  doctor_id integer not null references doctor,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  mode text check (mode in ('video', 'voice', 'chat', 'in_person')),
  status text not null default 'waiting' check (status in ('waiting', 'offered', 'taken', 'left')),
  made_at timestamptz not null default now(),
  hold_id integer,
  offered_from timestamptz,
  offered_until timestamptz,
  check ((status = 'offered') = (hold_id is not null)),
  check ((hold_id is null) = (offered_from is null) and (hold_id is null) = (offered_until is null))
);
create index waitlist_entry_doctor on waitlist_entry (doctor_id, id) where status in ('waiting', 'offered');
create index waitlist_entry_account on waitlist_entry (account_id, id);
create index waitlist_entry_patient on waitlist_entry (patient_id) where status in ('waiting', 'offered');
alter table waitlist_entry enable row level security;
create policy own on waitlist_entry for select using (account_id = (select app_account()));
create policy leave on waitlist_entry for update using (account_id = (select app_account()))
  with check (account_id = (select app_account()));
create policy system on waitlist_entry using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select on waitlist_entry to salle_app;
grant update (status, hold_id, offered_from, offered_until) on waitlist_entry to salle_app;

-- What a patient was offered: the same time of a doctor never twice.
create table waitlist_offer (
  patient_id integer not null references patient,
  doctor_id integer not null references doctor,
  starts_at timestamptz not null,
  entry_id integer not null references waitlist_entry,
  made_at timestamptz not null default now(),
  primary key (patient_id, doctor_id, starts_at)
);
alter table waitlist_offer enable row level security;
create policy system on waitlist_offer using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select on waitlist_offer to salle_app;

-- Joins the waitlist; null where the account waits for as many as it may.
create function waitlist_join(patient integer, doctor integer, from_day date, to_day date, wanted_mode text, most integer,
  today date) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made integer;
begin
  if app_account() is null or not patient = any (app_patients()) then
    raise insufficient_privilege using message = 'one waits for the family';
  end if;
  perform from account a where a.id = app_account() for no key update;
  if (select count(*) from waitlist_entry e where e.account_id = app_account() and e.status in ('waiting', 'offered')
    and e.last_day >= today) >= most then
    return null;
  end if;
  insert into waitlist_entry (account_id, patient_id, doctor_id, first_day, last_day, mode)
  values (app_account(), patient, doctor, from_day, to_day, wanted_mode) returning id into made;
  return made;
end
$$;

-- Holds a time for somebody who waits, through the same function as a hold of their own. A refusal leaves everything as it was.
create function waitlist_hold(entry integer, asked jsonb)
  returns table (refusal text, hold_id integer, expires_at timestamptz, released jsonb)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  waits waitlist_entry;
  held record;
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself offers times';
  end if;
  select * into waits from waitlist_entry e where e.id = entry and e.status = 'waiting' for update;
  if not found then
    refusal := 'left';
    return next;
    return;
  end if;
  begin
    select * into held from appointment_hold(asked || jsonb_build_object('account', waits.account_id, 'role', 'patient',
      'patient_id', waits.patient_id, 'doctor_id', waits.doctor_id, 'id', nextval('appointment_id_seq')));
    refusal := held.refusal;
    hold_id := held.hold_id;
    expires_at := held.expires_at;
    released := coalesce(held.released, '[]');
    if refusal is null then
      insert into waitlist_offer (patient_id, doctor_id, starts_at, entry_id, made_at)
      values (waits.patient_id, waits.doctor_id, (asked->>'starts')::timestamptz, entry, (asked->>'at')::timestamptz);
      update waitlist_entry e set status = 'offered', hold_id = waitlist_hold.hold_id,
        offered_from = (asked->>'starts')::timestamptz, offered_until = waitlist_hold.expires_at
      where e.id = entry;
    end if;
  exception
    when sqlstate 'SA001' then refusal := sqlerrm;
    when unique_violation then refusal := 'offered_before';
  end;
  perform set_config('app.account', '', true), set_config('app.role', 'system', true);
  return next;
end
$$;

revoke execute on function calendar_feed_look_up, file_add, files_sweep, waitlist_join, waitlist_hold from public;
grant execute on function calendar_feed_look_up, file_add, files_sweep, waitlist_join, waitlist_hold to salle_app;
