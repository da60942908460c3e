-- Attempts, counted before it is known who makes them.

-- Takes one attempt from each key; answers the seconds to wait where one is used up (then nothing counts further).
create or replace function throttle_take(keys bytea[], limits integer[], windows interval[]) returns integer
language sql volatile as $$
  with asked as (
    select * from unnest(keys, limits, windows) as a (key, most, span) order by key
  ), taken as (
    insert into throttle as t (key, taken, resets_at)
    select key, 1, now() + span from asked
    on conflict (key) do update set
      taken = case when t.resets_at <= now() then 1 else t.taken + 1 end,
      resets_at = case when t.resets_at <= now() then excluded.resets_at else t.resets_at end
    returning t.key, t.taken, t.resets_at
  )
  select coalesce(max(ceil(extract(epoch from taken.resets_at - now()))), 0)::integer
  from taken join asked using (key) where taken.taken > asked.most
$$;

-- Gives an attempt back: it turned out to be the right person.
create or replace function throttle_give_back(keys bytea[]) returns void language sql volatile
  as $$ update throttle set taken = taken - 1 where key = any (keys) and taken > 0 $$;

revoke execute on function throttle_take, throttle_give_back from public;
grant execute on function throttle_take, throttle_give_back to salle_app;

-- Whether a sweep is due, and is now the caller's. One that was begun in a time to come was begun by a clock that ran ahead; one
-- that was not done within the hour has failed, or its process has.
create or replace function sweep_take(sweep text) returns boolean
language sql volatile as $$
  with taken as (
    insert into swept as s (name, begun_at) values (sweep, clock_timestamp())
    on conflict (name) do update set begun_at = excluded.begun_at
    where s.begun_at not between excluded.begun_at - interval '24 hours' and excluded.begun_at
      or (s.begun_at < excluded.begun_at - interval '1 hour' and s.done_at is distinct from greatest(s.done_at, s.begun_at))
    returning name
  )
  select exists (select from taken)
$$;

create or replace function sweep_done(sweep text) returns void
language sql volatile as $$ update swept set done_at = clock_timestamp() where name = sweep $$;

revoke execute on function sweep_take, sweep_done from public;
grant execute on function sweep_take, sweep_done to salle_app;
