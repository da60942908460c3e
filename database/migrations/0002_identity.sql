-- Who people are: accounts, their sign-ins, the devices that they are known on, and the links that mails carry.

create table account (
  id integer generated always as identity primary key,
  email text not null check (email = lower(email) and is_one_line(email)),
  name text not null check (length(name) between 1 and 200 and is_name(name)),
  -- an applicant is a doctor who waits for approval
  role text not null check (role in ('patient', 'applicant', 'doctor', 'receptionist', 'admin')),
  password_hash text,
  language text check (language in ('en', 'fr', 'ar')),
  theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
  is_demo boolean not null default false,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  retired_at timestamptz,
  version integer not null default 1,
  unique (email),
  unique (id, role)
);
create index account_plain_name on account (plain(name), id);

create table sign_in (
  id integer generated always as identity primary key,
  account_id integer not null references account,
  kind text not null check (kind in ('browser', 'token')),
  token_hash bytea not null unique,
  name text not null check (length(name) between 1 and 100 and is_one_line(name)),
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  idle_lifetime interval not null,
  expires_at timestamptz not null
);
create index sign_in_account on sign_in (account_id);

-- A browser that has signed in before: somebody else's guesses do not slow it down.
create table known_device (
  account_id integer not null references account,
  token_hash bytea not null,
  last_used_at timestamptz not null default now(),
  primary key (account_id, token_hash)
);
create index known_device_token_hash on known_device (token_hash);

-- A link asked for. The job that mails it makes the token, so that no request knows whether the address has an account.
create table link (
  id uuid primary key,
  purpose text not null check (purpose in ('prove', 'reset', 'invite')),
  email text not null check (email = lower(email) and is_one_line(email)),
  account_id integer references account,
  name text check (length(name) between 1 and 200 and is_name(name)),
  role text check (role in ('patient', 'applicant')),
  language text check (language in ('en', 'fr', 'ar')),
  -- who invites
  asked_by integer references account,
  created_at timestamptz not null default now(),
  token_hash bytea unique,
  expires_at timestamptz,
  used_at timestamptz,
  check (purpose <> 'prove' or (name is not null and role is not null)),
  check (purpose <> 'invite' or account_id is not null)
);
create index link_email on link (email);
create index link_created_at on link (created_at);

-- A link with which somebody calls who has no account here: a calendar program reads with one. Of its token the hash is kept.
create table caller_link (
  id integer generated always as identity primary key,
  kind text not null check (kind = any (array['feed'])),
  -- the number of what it is for: of a feed, the account whose calendar it is
  subject integer not null,
  -- with whom it ends
  account_id integer references account,
  token_hash bytea not null unique,
  made_at timestamptz not null default now(),
  expires_at timestamptz,
  check (kind <> 'feed' or account_id = subject)
);
create unique index caller_link_feed on caller_link (subject) where kind = 'feed';
create index caller_link_account on caller_link (account_id);

-- What the acting link is for, if it is of this kind and lives.
create function app_link_subject(kind text) returns integer
language sql stable parallel safe security definer set search_path = public, pg_temp as $$
  select l.subject from caller_link l
  where l.id = app_link() and l.kind = app_link_subject.kind and (l.expires_at is null or l.expires_at > now())
$$;
revoke execute on function app_link_subject from public;
grant execute on function app_link_subject to salle_app;

alter table caller_link enable row level security;
create policy itself on caller_link for select using (id = (select app_link()));
create policy own on caller_link using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy office_reads on caller_link for select using ((select app_role()) in ('admin', 'system'));
create policy office on caller_link for delete using ((select app_role()) in ('admin', 'system'));

alter table account enable row level security;
create policy own_read on account for select using (id = (select app_account()));
create policy own_change on account for update using (id = (select app_account())) with check (id = (select app_account()));
create policy office on account using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

alter table sign_in enable row level security;
create policy own on sign_in using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy office on sign_in for delete using ((select app_role()) in ('admin', 'system'));
create policy office_reads on sign_in for select using ((select app_role()) in ('admin', 'system'));
create policy by_link on sign_in for insert with check ((select app_role()) = 'system');

alter table known_device enable row level security;
create policy own on known_device using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy sweep on known_device using ((select app_role()) = 'system');

alter table link enable row level security;
create policy ask on link for insert with check (
  account_id is null and token_hash is null and asked_by is null and purpose in ('prove', 'reset'));
create policy invite on link for insert with check (
  (select app_role()) in ('admin', 'system') and token_hash is null and asked_by is not distinct from (select app_account()));
create policy office on link using ((select app_role()) = 'system') with check ((select app_role()) = 'system');

grant select, insert on account to salle_app;
-- An account's own change reaches its particulars; role, standing and address are for the office, by functions of its own.
grant update (name, password_hash, language, theme, last_seen_at, version) on account to salle_app;
grant select, insert, update, delete on sign_in, known_device, link to salle_app;
grant select, insert, delete on caller_link to salle_app;

-- A clinic keeps an admin who can sign in. Locks them all, so that two admins cannot retire each other at once.
create function account_keeps_an_admin() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from account where role = 'admin' and retired_at is null order by id for update;
  if not exists (select from account where role = 'admin' and retired_at is null) then
    raise check_violation using message = 'a clinic needs an admin', constraint = 'account_last_admin';
  end if;
  return null;
end
$$;
create trigger account_last_admin after update of role, retired_at on account
  for each row when (old.role = 'admin' and old.retired_at is null and (new.role <> 'admin' or new.retired_at is not null))
  execute function account_keeps_an_admin();

revoke execute on function account_keeps_an_admin from public;
