-- How much one account may take by itself.

-- When it has booked, moved or begun to wait within the hour: each costs others a time, a letter or a look.
create or replace function taken_within_hour(account integer, moment timestamptz) returns table (taken_at timestamptz)
language sql stable as $$
  select a.made_at from appointment a
  where a.account_id = account and a.status <> 'held' and a.made_at > moment - interval '1 hour'
  union all
  select t.taken_at from taken_lately t
  where t.account_id = account and t.what = 'move' and t.taken_at > moment - interval '1 hour'
  union all
  select e.made_at from waitlist_entry e where e.account_id = account and e.made_at > moment - interval '1 hour'
$$;

-- In how many seconds there is room for so many more within the hour; null: there is now.
create or replace function taken_wait(account integer, moment timestamptz, more integer) returns integer
language sql stable as $$
  -- the oldest of those that must have gone by then
  select extract(epoch from t.taken_at + interval '1 hour' - moment)::integer + 1
  from taken_within_hour(account, moment) t
  order by t.taken_at desc
  offset (select greatest(c.most_booked_hourly - more, 0) from clinic c) limit 1
$$;

-- Which of these wishes, in their order, is one too many for a patient's account, and by which of the clinic's limits; no row
-- where there is room for all. `wait`: in how many seconds there will be. Whoever asks has locked the account's row before, in
-- a statement of its own: only then does this see what others of the same account have just booked.
create or replace function appointment_beyond(account integer, moment timestamptz, doctors integer[])
  returns table (place integer, refusal text, wait integer)
language sql stable rows 1 as $$
  select w.place::integer - 1,
    case when hour.taken + w.place > c.most_booked_hourly then 'too_many_bookings' else 'too_many_ahead' end,
    case when hour.taken + w.place > c.most_booked_hourly then
      taken_wait(appointment_beyond.account, moment, w.place::integer) end
  from clinic c cross join unnest(doctors) with ordinality as w (doctor_id, place)
    cross join lateral (
      select count(*) as in_all, count(*) filter (where a.doctor_id = w.doctor_id) as with_doctor from appointment a
      where a.account_id = appointment_beyond.account and a.status in ('pending', 'confirmed') and a.starts_at > moment) ahead
    cross join lateral (
      select count(*) as taken from taken_within_hour(appointment_beyond.account, moment)) hour
  where ahead.in_all + w.place > c.most_ahead
    or ahead.with_doctor + cardinality(array_positions(doctors[:w.place], w.doctor_id)) > c.most_ahead_with_doctor
    or hour.taken + w.place > c.most_booked_hourly
  order by w.place limit 1
$$;

-- Counts a move by a patient, whose account `appointment_lock` has locked; answers in how many seconds there is room for it,
-- null where it may be. Those of staff are not counted.
create or replace function appointment_move_counted(appointment integer, moment timestamptz) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  wait integer;
begin
  if app_role() <> 'patient' then
    return null;
  end if;
  wait := taken_wait(app_account(), moment, 1);
  if wait is null then
    insert into taken_lately (account_id, what, doctor_id, blocked, taken_at)
    select app_account(), 'move', a.doctor_id, a.blocked, moment from appointment a where a.id = appointment;
  end if;
  return wait;
end
$$;

-- Since when an account has kept this time of a doctor, or one that lies across it, within the hour; letting it go meanwhile
-- makes it no younger. Null: it has not.
create or replace function hold_since(account integer, doctor integer, span tstzrange, moment timestamptz) returns timestamptz
language sql stable as $$
  select min(t.taken_at) from taken_lately t
  where t.account_id = account and t.what = 'hold' and t.doctor_id = doctor and t.blocked && span
    and t.taken_at > moment - interval '1 hour'
$$;

create or replace function hold_noted(account integer, doctor integer, span tstzrange, since timestamptz) returns void
language sql volatile as $$
  insert into taken_lately (account_id, what, doctor_id, blocked, taken_at)
  select account, 'hold', doctor, span, since
  where not exists (select from taken_lately t
    where t.account_id = account and t.what = 'hold' and t.doctor_id = doctor and t.blocked @> span and t.taken_at = since)
$$;

revoke execute on function taken_within_hour, taken_wait, appointment_beyond, appointment_move_counted, hold_since, hold_noted
  from public;
grant execute on function appointment_move_counted to salle_app;
