-- The ground that every room stands on: the program's role, for whom a transaction acts, keys and throttles.

do $$
begin
  create role salle_app nologin;
exception when duplicate_object or unique_violation then
  null; -- roles belong to the cluster: another database of it made this one
end
$$;

do $$
begin
  execute format('grant usage on schema %I to salle_app', current_schema());
  -- A superuser may take any role; an ordinary owner needs to be a member.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant salle_app to %I', current_user);
  end if;
end
$$;

-- For whom this transaction acts. Nothing set means nobody, and nobody sees nothing personal.
create function app_account() returns integer language sql stable parallel safe
  as $$ select nullif(current_setting('app.account', true), '')::integer $$;

create function app_role() returns text language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.role', true), ''), 'nobody') $$;

-- How names are compared, searched and sorted: without case, accents and vowel signs.
create function plain(words text) returns text language sql immutable strict parallel safe
  return lower(regexp_replace(normalize(words, NFKD), '[\u0300-\u036f\u064b-\u065f\u0670\u0640]', '', 'g'));

-- A request that made something, so that its repetition makes nothing.
create table idempotency_key (
  account_id integer not null,
  route text not null,
  key text not null,
  body_hash bytea not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (account_id, route, key)
);
create index idempotency_key_created_at on idempotency_key (created_at);
alter table idempotency_key enable row level security;
create policy own on idempotency_key
  using (account_id = (select app_account()))
  with check (account_id = (select app_account()));
create policy sweep on idempotency_key for delete using ((select app_role()) = 'system');
create policy sweep_sees on idempotency_key for select using ((select app_role()) = 'system');
grant select, insert, update, delete on idempotency_key to salle_app;

-- Attempts counted by hashed key. Lost in a crash, which only forgives.
create unlogged table throttle (
  key bytea primary key,
  taken integer not null,
  resets_at timestamptz not null
);
grant select, insert, update, delete on throttle to salle_app;

-- Takes one attempt from each key; answers the seconds to wait where one is used up (then nothing counts further).
create function throttle_take(keys bytea[], limits integer[], windows interval[]) returns integer
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
create function throttle_give_back(keys bytea[]) returns void language sql volatile
  as $$ update throttle set taken = taken - 1 where key = any (keys) and taken > 0 $$;
