-- Who people are: accounts, their sign-ins, the devices that they are known on, and the links that mails carry.

create table account (
  id integer generated always as identity primary key,
  email text not null check (email = lower(email)),
  name text not null check (length(name) between 1 and 200),
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
  name text not null,
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

-- A link asked for. The job that mails it makes the token, so that no request knows whether the address has an account.
create table link (
  id uuid primary key,
  purpose text not null check (purpose in ('prove', 'reset', 'invite')),
  email text not null check (email = lower(email)),
  account_id integer references account,
  name text check (length(name) between 1 and 200),
  role text check (role in ('patient', 'applicant')),
  language text check (language in ('en', 'fr', 'ar')),
  created_at timestamptz not null default now(),
  token_hash bytea unique,
  expires_at timestamptz,
  used_at timestamptz,
  check (purpose <> 'prove' or (name is not null and role is not null)),
  check (purpose <> 'invite' or account_id is not null)
);
create index link_email on link (email);
create index link_created_at on link (created_at);

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
create policy ask on link for insert with check (account_id is null and token_hash is null and purpose in ('prove', 'reset'));
create policy invite on link for insert with check ((select app_role()) in ('admin', 'system') and token_hash is null);
create policy office on link using ((select app_role()) = 'system') with check ((select app_role()) = 'system');

grant select, insert on account to salle_app;
-- An account's own change reaches its particulars; role, standing and address are for the office, by the functions below.
grant update (name, password_hash, language, theme, last_seen_at, version) on account to salle_app;
grant select, insert, update, delete on sign_in, known_device, link to salle_app;

-- Whose token this is, if it lives. `stale`: its use should be noted.
create function sign_in_look_up(hash bytea)
  returns table (sign_in_id integer, account_id integer, role text, name text, email text, stale boolean)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select s.id, a.id, a.role, a.name, a.email, s.last_used_at < now() - interval '1 minute'
  from sign_in s join account a on a.id = s.account_id
  where s.token_hash = hash and s.expires_at > now() and s.last_used_at + s.idle_lifetime > now() and a.retired_at is null
$$;

-- Notes a use, at most once a minute a sign-in.
create function sign_in_used(id integer) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  with used as (
    update sign_in s set last_used_at = now()
    where s.id = sign_in_used.id and s.last_used_at < now() - interval '1 minute'
      and s.last_used_at + s.idle_lifetime > now()
    returning s.account_id
  )
  update account a set last_seen_at = now() from used where a.id = used.account_id
$$;

-- What a sign-in needs to be judged by. The one place where an address leads to a password's hash.
create function credentials(address text, device_hash bytea)
  returns table (account_id integer, role text, name text, password_hash text, is_demo boolean, known_device boolean)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select a.id, a.role, a.name, a.password_hash, a.is_demo,
    exists (select from known_device d where d.account_id = a.id and d.token_hash = device_hash)
  from account a where a.email = address and a.retired_at is null
$$;

-- A change of role, by the office only.
create function account_role_change(id integer, new_role text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() not in ('admin', 'system') then
    raise insufficient_privilege using message = 'only the office changes roles';
  end if;
  update account a set role = new_role, version = a.version + 1
  where a.id = account_role_change.id and a.role <> new_role;
end
$$;

-- Retirement and its undoing, by the office only.
create function account_retire(id integer, retired boolean) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() not in ('admin', 'system') then
    raise insufficient_privilege using message = 'only the office retires accounts';
  end if;
  update account a set retired_at = case when retired then now() end, version = a.version + 1
  where a.id = account_retire.id and (a.retired_at is not null) <> retired;
end
$$;

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

revoke execute on all functions in schema public from public;
grant execute on function app_account, app_role, plain, throttle_take, throttle_give_back, sign_in_look_up, sign_in_used,
  credentials, account_role_change, account_retire to salle_app;
