-- When doctors may be booked: a week of hours, dates that differ from it, and how slots are cut out of them.

create function wall_minute(clock text) returns integer language sql immutable strict parallel safe
  return substr(clock, 1, 2)::integer * 60 + substr(clock, 4, 2)::integer;

-- The minute at which the clock next shows this, after one that is given. Both count from one midnight.
create function wall_minute_after(clock text, minute integer) returns integer language sql immutable strict parallel safe
  return case when wall_minute(clock) > minute then wall_minute(clock)
    when wall_minute(clock) + 1440 > minute then wall_minute(clock) + 1440 else wall_minute(clock) + 2880 end;

create function is_clock(value jsonb) returns boolean language sql immutable parallel safe
  return coalesce(jsonb_typeof(value) = 'string' and value #>> '{}' ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$', false);

-- {enabled, start, end, breaks: [{start, end}]}: a day that is on has hours, and its breaks lie in them one after another.
-- An end not after its start is on the next day.
create function are_hours(hours jsonb) returns boolean
language plpgsql immutable parallel safe set search_path = public, pg_temp as $$
declare
  opens integer;
  closes integer;
  reached integer;
  pause jsonb;
  starts integer;
begin
  if jsonb_typeof(hours) is distinct from 'object' or hours - '{enabled,start,end,breaks}'::text[] <> '{}'
    or jsonb_typeof(hours->'enabled') is distinct from 'boolean' then
    return false;
  end if;
  if not (hours ? 'start' or hours ? 'end' or hours ? 'breaks') then
    return not (hours->'enabled')::boolean;
  end if;
  if not (is_clock(hours->'start') and is_clock(hours->'end')) then
    return false;
  end if;
  opens := wall_minute(hours->>'start');
  closes := wall_minute_after(hours->>'end', opens);
  reached := opens;
  if not hours ? 'breaks' then
    return true;
  end if;
  if jsonb_typeof(hours->'breaks') <> 'array' or jsonb_array_length(hours->'breaks') > 12 then
    return false;
  end if;
  for pause in select * from jsonb_array_elements(hours->'breaks') loop
    if jsonb_typeof(pause) <> 'object' or pause - '{start,end}'::text[] <> '{}'
      or not (is_clock(pause->'start') and is_clock(pause->'end')) then
      return false;
    end if;
    starts := wall_minute_after(pause->>'start', opens - 1);
    if starts < reached or wall_minute_after(pause->>'end', starts) > closes then
      return false;
    end if;
    reached := wall_minute_after(pause->>'end', starts);
  end loop;
  return true;
end
$$;

create function is_week_of_hours(week jsonb) returns boolean
language sql immutable parallel safe set search_path = public, pg_temp as $$
  select coalesce(jsonb_typeof(week) = 'object'
    and week ?& '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]
    and week - '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[] = '{}'
    and (select bool_and(are_hours(day.value)) from jsonb_each(week) day), false)
$$;

revoke execute on function wall_minute, wall_minute_after, is_clock, are_hours, is_week_of_hours from public;
-- The checks of a table run as whoever writes it.
grant execute on function wall_minute, wall_minute_after, is_clock, are_hours, is_week_of_hours to salle_app;

-- A doctor has a schedule from the first moment, all days off until somebody sets hours.
create table doctor_schedule (
  doctor_id integer primary key references doctor,
  availability_schedule jsonb not null default '{"monday": {"enabled": false}, "tuesday": {"enabled": false},
    "wednesday": {"enabled": false}, "thursday": {"enabled": false}, "friday": {"enabled": false},
    "saturday": {"enabled": false}, "sunday": {"enabled": false}}' check (is_week_of_hours(availability_schedule)),
  slot_minutes integer not null default 30 check (slot_minutes between 5 and 240),
  pause_minutes integer not null default 0 check (pause_minutes between 0 and 120),
  notice_minutes integer not null default 60 check (notice_minutes between 0 and 43200),
  horizon_days integer not null default 90 check (horizon_days between 1 and 730),
  confirms_by_hand boolean not null default false,
  version integer not null default 1
);

-- One date's hours, instead of its weekday's. The note is for the doctor and the office. A change raises the schedule's version.
create table schedule_override (
  doctor_id integer not null references doctor_schedule,
  day date not null,
  hours jsonb not null check (are_hours(hours)),
  note text not null default '' check (length(note) <= 200 and is_one_line(note)),
  primary key (doctor_id, day)
);

create function doctor_gets_schedule() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into doctor_schedule (doctor_id) values (new.id);
  return null;
end
$$;
create trigger doctor_schedule after insert on doctor for each row execute function doctor_gets_schedule();
revoke execute on function doctor_gets_schedule from public;

-- A doctor keeps their own hours, the office everybody's. What others need of them is in doctor_terms.
alter table doctor_schedule enable row level security;
create policy own on doctor_schedule for select using (exists (
  select from doctor d where d.id = doctor_id and d.account_id = (select app_account())));
create policy own_change on doctor_schedule for update using (exists (
    select from doctor d where d.id = doctor_id and d.account_id = (select app_account()) and d.retired_at is null))
  with check (exists (
    select from doctor d where d.id = doctor_id and d.account_id = (select app_account()) and d.retired_at is null));
create policy office on doctor_schedule using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

alter table schedule_override enable row level security;
create policy own on schedule_override for select using (exists (
  select from doctor d where d.id = doctor_id and d.account_id = (select app_account())));
create policy own_change on schedule_override using (exists (
    select from doctor d where d.id = doctor_id and d.account_id = (select app_account()) and d.retired_at is null))
  with check (exists (
    select from doctor d where d.id = doctor_id and d.account_id = (select app_account()) and d.retired_at is null));
create policy office on schedule_override using ((select app_role()) in ('admin', 'system'))
  with check ((select app_role()) in ('admin', 'system'));

grant select on doctor_schedule, schedule_override to salle_app;
grant update (availability_schedule, slot_minutes, pause_minutes, notice_minutes, horizon_days, confirms_by_hand, version)
  on doctor_schedule to salle_app;
grant insert, update (hours, note), delete on schedule_override to salle_app;
