-- What is taken of these doctors' time, as one list of spans each: what touches is one span, so that a month that is full is as
-- short as its days. In minutes since 1970, the pause after included; and when a hold among it is over by itself.
create or replace function doctor_taken(doctors integer[], span tstzrange, moment timestamptz)
  returns table (doctor_id integer, starts integer[], ends integer[], held_until timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select taken.doctor_id,
    array(select (extract(epoch from lower(r)) / 60)::integer from unnest(taken.spans) r order by r),
    array(select (extract(epoch from upper(r)) / 60)::integer from unnest(taken.spans) r order by r),
    taken.held_until
  from (
    select a.doctor_id, range_agg(a.blocked) as spans, min(a.held_until) as held_until
    from appointment a
    where a.doctor_id = any (doctors) and a.blocked && span and not a.overbooked
      and a.status in ('held', 'pending', 'confirmed', 'in_progress')
      and (a.status <> 'held' or a.held_until > moment)
    group by a.doctor_id
  ) taken
$$;

-- Whose free time may be another since that fact: of all that is committed, what has no number yet counts each time. Whoever
-- remembers what is older than the oldest fact that is kept remembers nothing.
create or replace function doctors_changed(since bigint)
  returns table (last bigint, doctors integer[], forgotten boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  select greatest((select max(e.position) from event e), d.published, d.swept),
    array(
      select distinct substring(channel from '\d+')::integer
      from (
        select channels from event where position > since
        union all
        select channels from event where position is null
      ) news cross join unnest(news.channels) as channel
      where channel ~ '^(doctor-schedule\.\d{1,9}|doctor\.\d{1,9}\.availability)$'
    ),
    d.swept > since
  from dispatch d
$$;

revoke execute on function doctor_taken, doctors_changed from public;
grant execute on function doctor_taken, doctors_changed to salle_app;
