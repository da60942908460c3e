-- How much one account may bring: files that are of no appointment, and what comes within a day.
create or replace function file_measure() returns table (loose integer, files_a_day integer, bytes_a_day bigint)
language sql immutable rows 1 as $$ select 50, 200, 500 * 1024 * 1024::bigint $$;

-- How many files an account has, or is bringing, that are of no appointment. One that has been under way for an hour has lost
-- its place.
create or replace function file_places(account integer, moment timestamptz, besides text) returns bigint
language sql stable as $$
  select (select count(*) from appointment_file f where f.account_id = account and f.appointment_id is null)
    + (select count(*) from file_key k where k.account_id = account and k.is_underway and k.key <> besides
        and k.made_at > moment - interval '1 hour')
$$;

-- Takes a place for a file before its first byte, under the account's lock: of those who come at once exactly as many have one
-- as may. `wait`: in how many seconds it is worth asking again.
create or replace function file_reserve(file_key text, promised integer)
  returns table (refusal text, wait integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  moment timestamptz := now();
  most record;
  today record;
begin
  if app_account() is null then
    raise insufficient_privilege using message = 'nobody keeps no files';
  end if;
  perform from account a where a.id = app_account() for no key update;
  select * into most from file_measure();
  if file_places(app_account(), moment, '') >= most.loose then
    refusal := 'too_many_files';
    return next;
    return;
  end if;
  select count(*) as files, coalesce(sum(k.size), 0) as bytes, min(k.made_at) as first into today
  from file_key k where k.account_id = app_account() and k.made_at > moment - interval '1 day';
  if today.files >= most.files_a_day or today.bytes + promised > most.bytes_a_day then
    refusal := 'too_much_today';
    wait := extract(epoch from today.first + interval '1 day' - moment)::integer + 1;
    return next;
    return;
  end if;
  insert into file_key (key, account_id, size, made_at) values (file_key, app_account(), promised, moment);
  return next;
end
$$;

-- A file that has come is its account's, and not yet of an appointment; null where it took so long that others have its place.
create or replace function file_add(file_name text, file_type text, file_size integer, file_key text)
  returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made integer;
begin
  perform from account a where a.id = app_account() for no key update;
  if file_places(app_account(), now(), file_key) >= (select m.loose from file_measure() m) then
    return null;
  end if;
  update file_key k set size = file_size, is_underway = false where k.key = file_key and k.account_id = app_account();
  if found then
    insert into appointment_file (account_id, name, type, size, key, made_at)
    values (app_account(), file_name, file_type, file_size, file_key, now()) returning id into made;
  end if;
  return made;
end
$$;

-- Nothing of it is kept: its place is another's, what has come of it counts for the day.
create or replace function file_give_back(file_key text, came integer) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update file_key k set size = least(came, k.size), is_underway = false
  where k.key = file_give_back.file_key and k.account_id = app_account() and k.is_underway
$$;

-- Forgets loose files made before a moment; answers the keys that stand for no file any more.
create or replace function files_sweep(before timestamptz) returns setof text
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself sweeps';
  end if;
  delete from appointment_file where appointment_id is null and made_at < before;
  return query select k.key from file_key k
    where k.made_at < before and not exists (select from appointment_file f where f.key = k.key)
    order by k.key limit 1000;
end
$$;

revoke execute on function file_measure, file_places, file_reserve, file_add, file_give_back, files_sweep from public;
grant execute on function file_reserve, file_add, file_give_back, files_sweep to salle_app;
