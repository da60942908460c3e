-- Facts: what has changed, written with the change, numbered and published after the commit.

create table event (
  id bigint generated always as identity primary key,
  -- given by the dispatcher, in one sequence without holes; until then the fact waits
  position bigint unique,
  name text not null,
  data jsonb not null,
  actor_id integer,
  occurred_at timestamptz not null default now(),
  -- on which it is told; what each of them hears is made of the fact when it is told
  channels text[] not null default '{}'
);
create index event_waiting on event (id) where position is null;
-- Only what has its number is asked for by channel: until then there is nothing to keep in order.
create index event_channels on event using gin (channels) where position is not null;
create index event_occurred_at on event using brin (occurred_at);

-- How far the dispatcher has come, and how far back can be caught up.
create table dispatch (
  id integer primary key default 1 check (id = 1),
  published bigint not null default 0,
  swept bigint not null default 0
);
insert into dispatch default values;

-- The keys of the realtime application, made at the first start.
create table realtime_app (
  id integer primary key default 1 check (id = 1),
  app_id text not null,
  key text not null,
  -- encrypted with SALLE_SECRET
  secret bytea not null
);

-- Anybody's change writes its fact, by a function; only the system reads them, and tells each channel what is for it.
alter table event enable row level security;
create policy system on event using ((select app_role()) = 'system') with check ((select app_role()) = 'system');

alter table dispatch enable row level security;
create policy system on dispatch using ((select app_role()) = 'system') with check ((select app_role()) = 'system');

alter table realtime_app enable row level security;
create policy system on realtime_app using ((select app_role()) = 'system') with check ((select app_role()) = 'system');

grant select, delete on event to salle_app;
grant update (position) on event to salle_app;
grant select, update on dispatch to salle_app;
grant select, insert on realtime_app to salle_app;

-- How far each follower of the facts has come.
create table follower (
  name text primary key,
  position bigint not null
);
-- Facts that a follower could not take in: those behind them go on, these are tried again.
create table follower_debt (
  name text not null references follower,
  position bigint not null,
  tries integer not null default 1,
  again_at timestamptz not null,
  primary key (name, position)
);
alter table follower enable row level security;
create policy system on follower using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
alter table follower_debt enable row level security;
create policy system on follower_debt using ((select app_role()) = 'system') with check ((select app_role()) = 'system');
grant select, insert, update on follower to salle_app;
grant select, insert, update, delete on follower_debt to salle_app;
