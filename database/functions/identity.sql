-- What must look past one's own rows to find out who somebody is, and what of an account only the office may change.

-- Whose token this is, if it lives. `stale`: its use should be noted.
create or replace function sign_in_look_up(hash bytea)
  returns table (sign_in_id integer, account_id integer, role text, name text, email text, stale boolean)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select s.id, a.id, a.role, a.name, a.email, s.last_used_at < now() - interval '1 minute'
  from sign_in s join account a on a.id = s.account_id
  where s.token_hash = hash and s.expires_at > now() and s.last_used_at + s.idle_lifetime > now() and a.retired_at is null
$$;

-- Notes a use, at most once a minute a sign-in: by whoever holds its token.
create or replace function sign_in_used(hash bytea) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  with used as (
    update sign_in s set last_used_at = now()
    where s.token_hash = hash and s.last_used_at < now() - interval '1 minute'
      and s.last_used_at + s.idle_lifetime > now()
    returning s.account_id
  )
  update account a set last_seen_at = now() from used where a.id = used.account_id
$$;

-- Whose link this token is, if it lives and whoever it ends with is not retired.
create or replace function caller_link_look_up(hash bytea)
  returns table (link_id integer, kind text, subject integer, expires_at timestamptz)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select l.id, l.kind, l.subject, l.expires_at
  from caller_link l left join account a on a.id = l.account_id
  where l.token_hash = hash and (l.expires_at is null or l.expires_at > now()) and a.retired_at is null
$$;

-- What a sign-in needs to be judged by. The one place where an address leads to a password's hash, as long as it is nobody
-- who asks.
create or replace function credentials(address text, device_hash bytea)
  returns table (account_id integer, role text, name text, password_hash text, is_demo boolean, known_device boolean)
language plpgsql stable rows 1 security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'nobody' or app_account() is not null or app_link() is not null then
    raise insufficient_privilege using message = 'who is known needs no other''s credentials';
  end if;
  return query select a.id, a.role, a.name, a.password_hash, a.is_demo,
      exists (select from known_device d where d.account_id = a.id and d.token_hash = device_hash)
    from account a where a.email = address and a.retired_at is null;
end
$$;

-- One's own password's hash, for whoever is to prove once more that it is them.
create or replace function password_own() returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select a.password_hash from account a where a.id = app_account() and a.retired_at is null
$$;

-- A password is set by its own account, or for it by the clinic itself, when a letter's link has proved who it is.
create or replace function password_set(account integer, hash text) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' and account is distinct from app_account() then
    raise insufficient_privilege using message = 'one sets one''s own password';
  end if;
  update account a set password_hash = hash where a.id = password_set.account;
end
$$;

-- Ends the sign-in that a browser brings along to another one: whoever has its token may end it.
create or replace function sign_in_replaced(hash bytea) returns table (id integer, account_id integer)
language sql volatile rows 1 security definer set search_path = public, pg_temp as $$
  delete from sign_in s where s.token_hash = hash and s.kind = 'browser' returning s.id, s.account_id
$$;

-- A fresh mark for a browser that somebody has signed in on. Everybody who was known by the mark that it brings is known by
-- the fresh one, and by the other nobody any more: whoever planted it has gained nothing.
create or replace function device_renewed(account integer, brought bytea, fresh bytea) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' and account is distinct from app_account() then
    raise insufficient_privilege using message = 'one marks a browser for oneself';
  end if;
  update known_device d set token_hash = fresh where d.token_hash = brought;
  insert into known_device (account_id, token_hash) values (account, fresh)
  on conflict (account_id, token_hash) do update set last_used_at = now();
end
$$;

-- Ends whatever letters still carry for an account, sent or on their way: by itself, or by the office.
create or replace function account_links_end(account integer) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() not in ('admin', 'system') and account is distinct from app_account() then
    raise insufficient_privilege using message = 'one ends one''s own links';
  end if;
  update link l set used_at = now() from account a where a.id = account and l.email = a.email and l.used_at is null;
end
$$;

-- Whom this admin has invited, and who has never had a password: an account that nothing is in yet.
create or replace function invitations_waiting() returns table (account_id integer, email text)
language sql stable security definer set search_path = public, pg_temp as $$
  select a.id, a.email from account a
  where app_role() = 'admin' and a.password_hash is null and a.retired_at is null
    and exists (select from link l where l.account_id = a.id and l.purpose = 'invite' and l.asked_by = app_account())
$$;

-- Such a person's invitation, for the admin to hand over: what went out for them before is void. Never without its row. Locks
-- the account, so that somebody who chooses a password in this moment keeps it.
create or replace function invitation_hand_over(account integer, hash bytea, hours integer)
  returns table (expires_at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  perform from account a where a.id = account for no key update;
  if not exists (select from invitations_waiting() w where w.account_id = account) then
    return;
  end if;
  update link l set used_at = now() from account a where a.id = account and l.email = a.email and l.used_at is null;
  perform audit_note('invitation.handed_over', account, '{}');
  return query insert into link as l (id, purpose, email, account_id, asked_by, token_hash, expires_at)
    select gen_random_uuid(), 'invite', a.email, a.id, app_account(), hash, now() + make_interval(hours => hours)
    from account a where a.id = account
    returning l.expires_at;
end
$$;

-- A change of role, by the office only.
create or replace function account_role_change(id integer, new_role text) returns void
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
create or replace function account_retire(id integer, retired boolean) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() not in ('admin', 'system') then
    raise insufficient_privilege using message = 'only the office retires accounts';
  end if;
  update account a set retired_at = case when retired then now() end, version = a.version + 1
  where a.id = account_retire.id and (a.retired_at is not null) <> retired;
end
$$;

revoke execute on function sign_in_look_up, sign_in_used, caller_link_look_up, credentials, password_own, password_set, sign_in_replaced, device_renewed, account_links_end,
  invitations_waiting, invitation_hand_over,
  account_role_change, account_retire from public;
grant execute on function sign_in_look_up, sign_in_used, caller_link_look_up, credentials, password_own, password_set, sign_in_replaced, device_renewed, account_links_end,
  invitations_waiting, invitation_hand_over,
  account_role_change, account_retire to salle_app;
