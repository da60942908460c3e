-- How time is taken: one appointment or several, all or none.

-- Lets go what is held in the way of a wish and may be taken: what has expired, by whatever clock, and the asker's own.
create or replace function appointment_clear(doctor integer, patient integer, span tstzrange, moment timestamptz) returns jsonb
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from appointment a
    where a.status = 'held' and (a.held_until <= least(moment, now()) or a.account_id = app_account())
      and ((a.doctor_id = doctor and a.blocked && span) or (a.patient_id = patient and a.during && span))
    returning a.doctor_id, a.starts_at, a.ends_at
  )
  select coalesce(jsonb_agg(gone), '[]') from gone
$$;

-- Which of the two lost: the doctor's time first, then the patient's. Null: neither, so it may be tried again.
create or replace function appointment_rival(doctor integer, patient integer, mine tstzrange, doctors tstzrange) returns text
language sql volatile as $$
  select case
    when exists (select from appointment a where a.doctor_id = doctor and a.blocked && doctors and not a.overbooked
      and a.status in ('held', 'pending', 'confirmed', 'in_progress')) then 'time_slot_conflict'
    when exists (select from appointment a where a.patient_id = patient and a.during && mine
      and a.status in ('held', 'pending', 'confirmed', 'in_progress')) then 'patient_conflict'
  end
$$;

-- What of a wish is not there, and which of the two lost: the doctor's time first, then the patient's. `stale`: the doctor or
-- the schedule has changed, or the person is not of the asker's family any more. `again`: neither, so it may be tried again.
create or replace function appointment_not_booked(asked jsonb)
  returns table (place integer, refusal text, doctor_id integer, patient_id integer, mine tstzrange, doctors tstzrange)
language sql volatile as $$
  select w.place,
    case
      when not exists (select from doctor d join doctor_schedule s on s.doctor_id = d.id
        where d.id = w.doctor_id and d.version = w.doctor_version and s.version = w.schedule_version)
        or (app_role() = 'patient' and not exists (select from patient_account f
          where f.patient_id = w.patient_id and f.account_id = app_account() and f.left_at is null)) then 'stale'
      else coalesce(appointment_rival(w.doctor_id, w.patient_id, tstzrange(w.starts, w.ends),
        tstzrange(w.starts, w.blocked_until)), 'again')
    end,
    w.doctor_id, w.patient_id, tstzrange(w.starts, w.ends), tstzrange(w.starts, w.blocked_until)
  from jsonb_to_recordset(asked->'appointments') as w (place integer, id integer, doctor_id integer, patient_id integer,
    starts timestamptz, ends timestamptz, blocked_until timestamptz, doctor_version integer, schedule_version integer)
  where not exists (select from appointment a where a.id = w.id)
  order by w.place desc
$$;

-- Makes the rooms of those that are online, each under a savepoint: a failure there costs no booking, and joining makes it
-- good. Booking calls `appointment_session` and does not define it: the room above does.
create or replace function appointment_sessions(appointments integer[]) returns void
language plpgsql volatile as $$
declare
  one record;
  session integer;
begin
  for one in select a.id, a.consultation_mode as mode from appointment a where a.id = any (appointments) and a.kind = 'online' loop
    begin
      session := appointment_session(one.id, one.mode);
      update appointment a set session_id = session where a.id = one.id;
    exception when others then
      null; -- the answer says so, and whoever asked logs it
    end;
  end loop;
end
$$;

-- What a booking is answered: the appointment as it stands, with the session that was made with it.
create or replace function appointment_booked(made appointment) returns jsonb
language sql stable as $$
  select jsonb_build_object('id', made.id, 'reference', made.reference, 'doctor_id', made.doctor_id,
    'patient_id', made.patient_id,
    'scheduled_at', to_char(made.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'ends_at', to_char(made.ends_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', made.status,
    'consult_mode', made.consult_mode, 'consultation_mode', made.consultation_mode, 'session_id', made.session_id)
$$;

/*
 * Books what is asked, all or none, in one call: the appointments of doctors who still are what the asker took them for,
 * for the asker's own family; with what was told, files, sessions, facts, audit and key. Who asks is the frame's to say. Few statements, since each costs.
 * Answers a refusal rather than raising it where nothing has been written; else raises, with the refusal as its message,
 * and nothing is done. So a hold goes only for an appointment that is made: whoever is refused keeps their own. One that is
 * named and lies at another time is told to be free.
 */
create or replace function appointment_book(asked jsonb) returns table (refusal text, place integer, answer jsonb, released jsonb,
  wait integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  moment timestamptz := asked->>'at';
  account integer := app_account();
  is_patient boolean := app_role() = 'patient';
  booking_number integer := asked->>'booking_id';
  wanted integer := jsonb_array_length(asked->'appointments');
  made integer;
  ids integer[];
  written boolean := false;
  cleared jsonb;
  is_open boolean;
  one record;
begin
  if account is null or app_role() not in ('patient', 'receptionist', 'admin') then
    raise insufficient_privilege using message = 'patients book, and the desk does';
  end if;
  released := '[]';
  if is_patient then
    -- Before anything else: one account's bookings are counted one after the other.
    perform from account a where a.id = account for no key update;
    select b.place, b.refusal, b.wait into place, refusal, wait from appointment_beyond(account, moment,
      array(select (w->>'doctor_id')::integer from jsonb_array_elements(asked->'appointments') with ordinality as a (w, nth)
        order by nth)) b;
    if refusal is not null then
      return next;
      return;
    end if;
  end if;
  if booking_number is not null then
    insert into booking (id, account_id) values (booking_number, account);
    written := true;
    -- One who books for several holds several locks: everybody takes them in this order.
    perform from doctor d where d.id in (select (a->>'doctor_id')::integer from jsonb_array_elements(asked->'appointments') a)
      order by d.id for no key update;
    perform from patient p where p.id in (select (a->>'patient_id')::integer from jsonb_array_elements(asked->'appointments') a)
      order by p.id for no key update;
  end if;
  if asked ? 'holds' then
    with gone as (
      delete from appointment a where a.status = 'held' and a.account_id = account
        and a.id in (select h::integer from jsonb_array_elements_text(asked->'holds') h)
      returning a.doctor_id, a.starts_at, a.ends_at
    )
    -- from here on a no takes back that the hold is gone
    select written or count(*) > 0, coalesce(jsonb_agg(gone) filter (where not exists (
        select from jsonb_to_recordset(asked->'appointments') as w (doctor_id integer, starts timestamptz)
        where w.doctor_id = gone.doctor_id and w.starts = gone.starts_at)), '[]')
      into written, released from gone;
  end if;
  for attempt in 1..2 loop
    -- What the first attempt has made is met by its own id in the second.
    insert into appointment as a (id, reference, booking_id, doctor_id, patient_id, prestation_id, account_id, during, blocked,
      status, consult_mode, consultation_mode, overbooked, made_at)
    select w.id, w.reference, booking_number, w.doctor_id, w.patient_id, w.prestation_id, account, tstzrange(w.starts, w.ends),
      tstzrange(w.starts, w.blocked_until), case when is_patient and s.confirms_by_hand then 'pending' else 'confirmed' end,
      w.mode, w.mode, w.overbooked, moment
    from jsonb_to_recordset(asked->'appointments') as w (place integer, id integer, reference text, doctor_id integer,
        patient_id integer, prestation_id integer, starts timestamptz, ends timestamptz, blocked_until timestamptz, mode text,
        overbooked boolean, doctor_version integer, schedule_version integer)
      join doctor d on d.id = w.doctor_id and d.version = w.doctor_version
      join doctor_schedule s on s.doctor_id = w.doctor_id and s.version = w.schedule_version
    where not is_patient or (not w.overbooked and exists (
      select from patient_account f where f.patient_id = w.patient_id and f.account_id = account and f.left_at is null))
    order by w.doctor_id, w.starts, w.place
    on conflict do nothing;
    get diagnostics made = row_count;
    wanted := wanted - made;
    written := written or made > 0;
    exit when wanted = 0;
    is_open := false;
    for one in select * from appointment_not_booked(asked) loop
      place := one.place;
      refusal := one.refusal;
      if attempt = 1 and refusal <> 'stale' then
        written := written or exists (select from appointment a
          where a.status = 'held' and a.account_id = account and a.held_until > moment
            and ((a.doctor_id = one.doctor_id and a.blocked && one.doctors)
              or (a.patient_id = one.patient_id and a.during && one.doctors)));
        cleared := appointment_clear(one.doctor_id, one.patient_id, one.doctors, moment);
        released := released || cleared;
        -- what was in the way may have gone by itself: a hold that the sweep let go in this very moment
        is_open := is_open or refusal = 'again' or cleared <> '[]'
          or appointment_rival(one.doctor_id, one.patient_id, one.mine, one.doctors) is null;
      end if;
    end loop;
    -- Where nothing was in the way but an appointment, asking again would say the same.
    exit when not is_open or refusal = 'stale';
  end loop;
  if wanted > 0 then
    if written then
      raise exception using message = refusal, errcode = 'SA001', detail = place::text;
    end if;
    return next;
    return;
  end if;
  if asked ? 'files' then
    update appointment_file f set appointment_id = w.appointment
    from jsonb_to_recordset(asked->'files') as w (file integer, appointment integer)
    where f.id = w.file and f.account_id = account and f.appointment_id is null;
    get diagnostics made = row_count;
    if made < jsonb_array_length(asked->'files') then
      raise exception using message = 'file_gone', errcode = 'SA001', detail = '0';
    end if;
  end if;
  ids := array(select (w->>'id')::integer from jsonb_array_elements(asked->'appointments') w);
  if asked @? '$.appointments[*].mode ? (@ <> "in_person")' then
    perform appointment_sessions(ids);
  end if;
  -- In the order in which they were asked for, not in that of their numbers.
  select case when booking_number is null then jsonb_agg(appointment_booked(a))->0
      else jsonb_build_object('booking_id', booking_number, 'appointments',
        jsonb_agg(appointment_booked(a) order by array_position(ids, a.id))) end
    into answer from appointment a where a.id = any (ids);
  with told as (
    insert into appointment_medical (appointment_id, complaint, symptoms, history, allergies, medications)
    select m.appointment_id, coalesce(m.complaint, ''), coalesce(m.symptoms, ''), coalesce(m.history, ''),
      coalesce(m.allergies, ''), coalesce(m.medications, '')
    from jsonb_to_recordset(asked->'medical') as m (appointment_id integer, complaint text, symptoms text, history text,
      allergies text, medications text)
  ), facts as (
    insert into event (name, data, actor_id, channels)
    select e.name, e.data, account, e.channels
    from jsonb_to_recordset(asked->'events') as e (name text, data jsonb, channels text[])
  ), noted as (
    insert into audit (account_id, role, action, subject_id, details)
    select account, app_role(), t.action, t.subject_id, t.details
    from jsonb_to_recordset(asked->'audit') as t (action text, subject_id integer, details jsonb)
  )
  insert into idempotency_key as k (account_id, route, key, body_hash, answer)
  select account, asked->'key'->>'route', asked->'key'->>'key', decode(asked->'key'->>'hash', 'hex'), appointment_book.answer
  where asked ? 'key'
  on conflict (account_id, link_id, route, key) do update set body_hash = excluded.body_hash, answer = excluded.answer, created_at = now()
    where k.created_at < now() - interval '24 hours';
  if not found and asked ? 'key' then
    raise exception using message = 'repeated', errcode = 'SA001', detail = '0';
  end if;
  refusal := null;
  place := null;
  return next;
end
$$;

revoke execute on function appointment_clear, appointment_rival, appointment_not_booked, appointment_sessions,
  appointment_booked, appointment_book from public;
grant execute on function appointment_clear, appointment_book to salle_app;
