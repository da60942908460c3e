-- Attempts, counted before it is known who makes them; and facts, which are written by functions alone.

-- Takes one attempt from each key; answers the seconds to wait where one is used up (then nothing counts further).
create or replace function throttle_take(keys bytea[], limits integer[], windows interval[]) returns integer
language sql volatile security definer set search_path = public, pg_temp as $$
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
create or replace function throttle_give_back(keys bytea[]) returns void
language sql volatile security definer set search_path = public, pg_temp
  as $$ update throttle set taken = taken - 1 where key = any (keys) and taken > 0 $$;

-- Writes down what has happened: by whom is the frame's to say, and when is the clock's.
create or replace function facts_write(facts jsonb) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into event (name, data, actor_id, channels)
  select f.name, f.data, app_account(), f.channels
  from rows from (jsonb_to_recordset(facts) as (name text, data jsonb, channels text[])) with ordinality
    as f (name, data, channels, place)
  order by f.place
$$;

revoke execute on function throttle_take, throttle_give_back, facts_write from public;
grant execute on function throttle_take, throttle_give_back, facts_write to salle_app;

-- Whether a sweep is due, and is now the caller's. One that was begun in a time to come was begun by a clock that ran ahead; one
-- that was not done within the hour has failed, or its process has.
create or replace function sweep_take(sweep text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself sweeps';
  end if;
  insert into swept as s (name, begun_at) values (sweep, clock_timestamp())
  on conflict (name) do update set begun_at = excluded.begun_at
  -- Two who try in one moment have read their clocks before one of them waits for the other: a little ahead is no clock that ran ahead.
  where s.begun_at not between excluded.begun_at - interval '24 hours' and excluded.begun_at + interval '5 minutes'
    or (s.begun_at < excluded.begun_at - interval '1 hour' and s.done_at is distinct from greatest(s.done_at, s.begun_at));
  return found;
end
$$;

create or replace function sweep_done(sweep text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  update swept set done_at = clock_timestamp() where name = sweep and app_role() = 'system'
$$;

revoke execute on function sweep_take, sweep_done from public;
grant execute on function sweep_take, sweep_done to salle_app;
