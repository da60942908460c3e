-- What must look past one's own rows to find out who somebody is, and what of an account only the office may change.

-- Whose token this is, if it lives. `stale`: its use should be noted.
create or replace function sign_in_look_up(hash bytea)
  returns table (sign_in_id integer, account_id integer, role text, name text, email text, stale boolean)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select s.id, a.id, a.role, a.name, a.email, s.last_used_at < now() - interval '1 minute'
  from sign_in s join account a on a.id = s.account_id
  where s.token_hash = hash and s.expires_at > now() and s.last_used_at + s.idle_lifetime > now() and a.retired_at is null
$$;

-- Notes a use, at most once a minute a sign-in.
create or replace function sign_in_used(id integer) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  with used as (
    update sign_in s set last_used_at = now()
    where s.id = sign_in_used.id and s.last_used_at < now() - interval '1 minute'
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

-- What a sign-in needs to be judged by. The one place where an address leads to a password's hash.
create or replace function credentials(address text, device_hash bytea)
  returns table (account_id integer, role text, name text, password_hash text, is_demo boolean, known_device boolean)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select a.id, a.role, a.name, a.password_hash, a.is_demo,
    exists (select from known_device d where d.account_id = a.id and d.token_hash = device_hash)
  from account a where a.email = address and a.retired_at is null
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

revoke execute on function sign_in_look_up, sign_in_used, caller_link_look_up, credentials, account_role_change, account_retire from public;
grant execute on function sign_in_look_up, sign_in_used, caller_link_look_up, credentials, account_role_change, account_retire to salle_app;
