-- The online room of a consultation. It is made with the appointment; its media, its people and its pages come with it later.

create table consultation_sessions (
  id integer generated always as identity primary key,
  appointment_id integer not null unique references appointment,
  type text not null check (type in ('video', 'audio', 'chat')),
  status text not null default 'waiting' check (status in ('waiting', 'active', 'ended')),
  created_at timestamptz not null default now(),
  version integer not null default 1
);
alter table consultation_sessions enable row level security;
-- Whoever sees the appointment, unless by a link: a calendar's leads into no call.
create policy people on consultation_sessions for select
  using ((select app_link()) is null and exists (select from appointment a where a.id = appointment_id));
grant select on consultation_sessions to salle_app;
