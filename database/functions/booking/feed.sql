-- Whose calendar is at an address: a patient's or a doctor's, and in which language it is written.
create or replace function calendar_feed_look_up(hash bytea) returns table (account_id integer, role text, language text)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select a.id, a.role, a.language from calendar_feed f join account a on a.id = f.account_id
  where f.token_hash = hash and a.retired_at is null and a.role in ('patient', 'doctor')
$$;

revoke execute on function calendar_feed_look_up from public;
grant execute on function calendar_feed_look_up to salle_app;
