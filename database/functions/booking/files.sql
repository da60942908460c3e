-- A file that is not yet of an appointment; null where the account has as many of these as it may.
create or replace function file_add(file_name text, file_type text, file_size integer, file_key text, most integer,
  moment timestamptz) returns integer
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
create or replace function files_sweep(before timestamptz) returns setof text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  delete from appointment_file where appointment_id is null and made_at < before;
  return query select k.key from file_key k
    where k.made_at < before and not exists (select from appointment_file f where f.key = k.key)
    order by k.key limit 1000;
end
$$;

revoke execute on function file_add, files_sweep from public;
grant execute on function file_add, files_sweep to salle_app;
