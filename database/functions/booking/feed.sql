-- Whose calendar is at an address: a patient's or a doctor's, and in which language it is written.
create or replace function calendar_feed_look_up(hash bytea) returns table (account_id integer, role text, language text)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select a.id, a.role, a.language from calendar_feed f join account a on a.id = f.account_id
  where f.token_hash = hash and a.retired_at is null and a.role in ('patient', 'doctor')
$$;

-- Ends an account's address: by the account itself, or by the office.
create or replace function calendar_feed_end(account integer) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() not in ('admin', 'system') and account is distinct from app_account() then
    raise insufficient_privilege using message = 'one ends one''s own feed';
  end if;
  delete from calendar_feed f where f.account_id = account;
end
$$;

revoke execute on function calendar_feed_look_up, calendar_feed_end from public;
grant execute on function calendar_feed_look_up, calendar_feed_end to salle_app;
