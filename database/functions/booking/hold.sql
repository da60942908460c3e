-- Keeps a slot for a while. The same wish again answers the hold that there is; `replaces` lets another of one's own go in the
-- same act. However often it is let go and taken, one account keeps a time no longer than one hold lasts, within an hour.
create or replace function appointment_hold(asked jsonb)
  returns table (refusal text, hold_id integer, expires_at timestamptz, released jsonb, wait integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  moment timestamptz := asked->>'at';
  account integer := asked->>'account';
  doctor integer := asked->>'doctor_id';
  patient integer := asked->>'patient_id';
  mine tstzrange := tstzrange((asked->>'starts')::timestamptz, (asked->>'ends')::timestamptz);
  doctors tstzrange := tstzrange((asked->>'starts')::timestamptz, (asked->>'blocked_until')::timestamptz);
  lasts interval := (asked->>'until')::timestamptz - moment;
  since timestamptz;
begin
  perform set_config('app.account', asked->>'account', true), set_config('app.role', asked->>'role', true);
  -- One account's holds are given one after the other: they share five places. Whoever leaves the family in this moment waits,
  -- and finds what was held to let it go.
  perform from account a where a.id = account for no key update;
  perform from patient_account f where f.account_id = account and f.patient_id = patient for share;
  if not booking_stands(account, patient, doctor) or not exists (select from doctor d join doctor_schedule s on s.doctor_id = d.id where d.id = doctor
    and d.version = (asked->>'doctor_version')::integer and s.version = (asked->>'schedule_version')::integer) then
    refusal := 'stale';
    return next;
    return;
  end if;
  -- Nobody fills in a form for what they may not book.
  select b.refusal, b.wait into refusal, wait from appointment_beyond(account, moment, array[doctor]) b;
  if refusal is not null then
    return next;
    return;
  end if;
  select a.id, a.held_until into hold_id, expires_at from appointment a
  where a.status = 'held' and a.account_id = account and a.doctor_id = doctor and a.patient_id = patient and a.during = mine
    and a.held_until > moment;
  if found then
    return next;
    return;
  end if;
  since := coalesce(hold_since(account, doctor, doctors, moment), moment);
  expires_at := since + lasts;
  if expires_at <= moment then
    refusal := 'held_long_enough';
    wait := extract(epoch from since + interval '1 hour' - moment)::integer + 1;
    return next;
    return;
  end if;
  with gone as (
    delete from appointment a
    where a.status = 'held' and (
      (a.account_id = account and (a.id = (asked->>'replaces')::integer or a.held_until <= moment))
      or (a.held_until <= moment and a.doctor_id = doctor and a.blocked && doctors)
      or (a.held_until <= moment and a.patient_id = patient and a.during && mine))
    returning a.doctor_id, a.starts_at, a.ends_at
  )
  select coalesce(jsonb_agg(gone), '[]') into released from gone;
  insert into appointment (id, doctor_id, patient_id, account_id, during, blocked, status, held_until, hold_place)
  select (asked->>'id')::integer, doctor, patient, account, mine, doctors, 'held', appointment_hold.expires_at, free.place
  from generate_series(1, 5) as free (place)
  where not exists (select from appointment o where o.account_id = account and o.status = 'held' and o.hold_place = free.place)
  order by free.place limit 1
  on conflict do nothing
  returning id into hold_id;
  if hold_id is null then
    raise exception using errcode = 'SA001', detail = '0', message = case
      when (select count(*) from appointment o where o.account_id = account and o.status = 'held') >= 5 then 'too_many_holds'
      else coalesce(appointment_rival(doctor, patient, mine, doctors), 'again') end;
  end if;
  perform hold_noted(account, doctor, doctors, since);
  insert into event (name, data, actor_id, channels)
  select e.name, e.data, account, e.channels
  from jsonb_to_recordset(asked->'events') as e (name text, data jsonb, channels text[]);
  return next;
end
$$;

-- Lets go of holds that nobody came back for, and forgets what was taken longer ago than anybody asks.
create or replace function appointment_expired(moment timestamptz)
  returns table (doctor_id integer, starts_at timestamptz, ends_at timestamptz)
language sql volatile security definer set search_path = public, pg_temp as $$
  delete from taken_lately t where t.taken_at <= moment - interval '1 hour';
  delete from appointment where id in (
    select a.id from appointment a where a.status = 'held' and a.held_until <= moment order by a.id for update skip locked limit 500)
  returning doctor_id, starts_at, ends_at
$$;

revoke execute on function appointment_hold, appointment_expired from public;
grant execute on function appointment_hold, appointment_expired to salle_app;
