-- How much one account may take by itself.

-- Which of these wishes, in their order, is one too many for a patient's account, and by which of the clinic's limits; no row
-- where there is room for all. `wait`: in how many seconds there will be. Whoever asks has locked the account's row before, in
-- a statement of its own: only then does this see what others of the same account have just booked.
create or replace function appointment_beyond(account integer, moment timestamptz, doctors integer[])
  returns table (place integer, refusal text, wait integer)
language sql stable rows 1 as $$
  select w.place::integer - 1,
    case when hour.booked + w.place > c.most_booked_hourly then 'too_many_bookings' else 'too_many_ahead' end,
    case when hour.booked + w.place > c.most_booked_hourly then (
      -- the oldest of those that must have gone by then
      select extract(epoch from a.made_at + interval '1 hour' - moment)::integer + 1 from appointment a
      where a.account_id = appointment_beyond.account and a.status <> 'held' and a.made_at > moment - interval '1 hour'
      order by a.made_at desc offset greatest(c.most_booked_hourly - w.place, 0) limit 1) end
  from clinic c cross join unnest(doctors) with ordinality as w (doctor_id, place)
    cross join lateral (
      select count(*) as in_all, count(*) filter (where a.doctor_id = w.doctor_id) as with_doctor from appointment a
      where a.account_id = appointment_beyond.account and a.status in ('pending', 'confirmed') and a.starts_at > moment) ahead
    cross join lateral (
      select count(*) as booked from appointment a
      where a.account_id = appointment_beyond.account and a.status <> 'held' and a.made_at > moment - interval '1 hour') hour
  where ahead.in_all + w.place > c.most_ahead
    or ahead.with_doctor + cardinality(array_positions(doctors[:w.place], w.doctor_id)) > c.most_ahead_with_doctor
    or hour.booked + w.place > c.most_booked_hourly
  order by w.place limit 1
$$;

revoke execute on function appointment_beyond from public;
