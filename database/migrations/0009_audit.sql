-- What was done, and what was read of patients, that somebody may have to answer for: written once, numbered and chained
-- afterwards, changed by nobody.

-- From where whoever acts has come, where that is known.
create function app_address() returns inet language sql stable parallel safe
  as $$ select nullif(current_setting('app.address', true), '')::inet $$;

-- What each action is about; null for one that nobody knows. contract/audit-actions.ts is the same list.
create function audit_subject(action text) returns text language sql immutable parallel safe return case
  when action in ('appointment.read', 'appointment.listed', 'appointment.exported', 'medical.read', 'file.read',
    'appointment.booked', 'appointment.overbooked', 'appointment.rescheduled', 'appointment.confirmed', 'appointment.rejected',
    'appointment.cancelled', 'medical.changed') then 'appointment'
  when action in ('patient.read', 'patient.listed', 'acting.read', 'looks.read', 'patient.added', 'patient.changed',
    'patient.retired', 'patient.restored', 'join_code.given', 'acting.asked', 'acting.begun', 'acting.refused', 'acting.ended',
    'acting.kept', 'acting.past_opened') then 'patient'
  when action in ('calendar.read', 'sign_in', 'sign_in.failed', 'password.reset', 'password.changed', 'account.made',
    'account.changed', 'account.retired', 'account.restored', 'invitation.handed_over', 'role.changed', 'calendar.given',
    'calendar.taken_back') then 'account'
  when action in ('doctor.approved', 'doctor.disapproved', 'doctor.retired', 'doctor.restored') then 'doctor'
  when action = 'settings.changed' then 'clinic'
  when action = 'audit.read' then 'audit'
end;

-- Readings, and sign-ins that failed: repeated within a quarter of an hour they are one row.
create function audit_is_one(action text) returns boolean language sql immutable parallel safe
  return right(action, 5) = '.read' or right(action, 7) = '.listed' or action in ('appointment.exported', 'sign_in.failed');

-- Whose repetitions these are: an account's, a link's, or of nobody who is known the network's, a whole /64 of IPv6.
create function audit_actor(account integer, link integer, address inet) returns text language sql immutable parallel safe
  return coalesce('account ' || account::text, 'link ' || link::text,
    host(network(set_masklen(address, case family(address) when 4 then 32 else 64 end))), '');

-- What they are of: one record, with what else is said of it, or several.
create function audit_object(subject integer, listed integer[], details jsonb) returns text language sql immutable parallel safe
  return coalesce(subject, hash_array_extended(listed, 0), 0)::text || ' ' || jsonb_hash_extended(details, 0)::text;

create function audit_quarter(at timestamptz) returns tsrange language sql immutable parallel safe
  return tsrange(at at time zone 'UTC', (at at time zone 'UTC') + interval '15 minutes');

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  account_id integer default app_account(),
  link_id integer default app_link(),
  role text not null default app_role(),
  address inet default app_address(),
  action text not null,
  subject text not null generated always as (audit_subject(action)) stored,
  subject_id integer,
  listed integer[],
  details jsonb not null default '{}',
  number bigint check (number > 0),
  hash bytea,
  check (num_nonnulls(number, hash) in (0, 2)),
  check (num_nonnulls(subject_id, listed) <= 1),
  constraint audit_repeated exclude using gist (audit_actor(account_id, link_id, address) with =, action with =,
    audit_object(subject_id, listed, details) with =, audit_quarter(at) with &&) where (audit_is_one(action))
);
create unique index audit_number on audit (number) where number is not null;
create index audit_unsealed on audit (id) where number is null;
create index audit_subject_id on audit (subject, subject_id, id);
create index audit_listed on audit using gin (listed) where listed is not null;
create index audit_account on audit (account_id, id);
create index audit_action on audit (action, id);
create index audit_at on audit using brin (at);

-- Nobody changes it, not even the owner, as long as they do not say so.
create function audit_stays() returns trigger language plpgsql as $$
begin
  raise insufficient_privilege using message = 'the audit log stays as it was written';
end
$$;
create trigger audit_stays before update of id, at, account_id, link_id, role, address, action, subject_id, listed, details
  or delete on audit for each row execute function audit_stays();
create trigger audit_stays_sealed before update of number, hash on audit for each row when (old.number is not null)
  execute function audit_stays();
create trigger audit_stays_whole before truncate on audit for each statement execute function audit_stays();

revoke execute on function app_address, audit_subject, audit_is_one, audit_actor, audit_object, audit_quarter, audit_stays
  from public;
grant execute on function app_address, audit_subject, audit_is_one to salle_app;

-- By its functions alone the program writes.
alter table audit enable row level security;
create policy office on audit for select using ((select app_role()) in ('admin', 'system'));
grant select on audit to salle_app;

-- Where the chain of hashes ends.
create table audit_head (
  id integer primary key default 1 check (id = 1),
  number bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null default now()
);
insert into audit_head (number, hash) values (0, decode(repeat('00', 32), 'hex'));
alter table audit_head enable row level security;
create policy office on audit_head for select using ((select app_role()) in ('admin', 'system'));
grant select on audit_head to salle_app;
