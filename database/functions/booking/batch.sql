-- How time is taken by several who come in one moment.

-- Whose time is another appointment's, the doctor's before the patient's. Null where it is a hold, which may have lapsed.
create or replace function appointment_taken(doctor integer, patient integer, mine tstzrange, doctors tstzrange) returns text
language sql volatile as $$
  select case
    when exists (select from appointment a where a.doctor_id = doctor and a.blocked && doctors and not a.overbooked
      and a.status in ('pending', 'confirmed', 'in_progress')) then 'time_slot_conflict'
    when appointment_rival(doctor, patient, mine, doctors) = 'time_slot_conflict' then null
    when exists (select from appointment a where a.patient_id = patient and a.during && mine
      and a.status in ('pending', 'confirmed', 'in_progress')) then 'patient_conflict'
  end
$$;

-- Bookings of one moment are taken together: what it costs to start a statement and to commit is paid once for all of them.
-- Each is one appointment of a patient for their own family, and proves whose it is by the hash of the token that asks: several
-- share no frame, and the program reads no hash. Those that are made are answered, with the sessions of the
-- online ones; those whose time is another appointment's are refused. Of the rest nothing is said: `appointment_book` is
-- asked for each of them, which clears lapsed holds away and tells why.
create or replace function appointment_book_each(asked jsonb) returns table (id integer, answer jsonb, refusal text)
language plpgsql volatile security definer
  set search_path = public, pg_temp
  set plan_cache_mode = force_generic_plan
  set enable_seqscan = off
  set lock_timeout = '50ms'
as $$
#variable_conflict use_column
declare
  wishes appointment_wish[];
  let_go integer[];
  made integer[];
  answers jsonb;
  kept integer;
begin
  -- Whoever has several appointments in hand must not wait for others of their kind: what is locked is left. So is whoever
  -- names a hold of another time, which somebody must be told of.
  select array_agg(ready.w) into wishes from (
    select w
    from jsonb_populate_recordset(null::appointment_wish, asked->'appointments') as w
      join doctor d on d.id = w.doctor_id and d.version = w.doctor_version
      join doctor_schedule s on s.doctor_id = w.doctor_id and s.version = w.schedule_version
      join patient_account f on f.patient_id = w.patient_id and f.account_id = w.account_id and f.left_at is null
      join patient p on p.id = w.patient_id
      join account o on o.id = w.account_id and o.role = 'patient' and o.retired_at is null
      join sign_in i on i.token_hash = decode(w.token_hash, 'hex') and i.account_id = w.account_id
        and i.expires_at > now() and i.last_used_at + i.idle_lifetime > now()
    where not exists (
      select from jsonb_to_recordset(asked->'holds') as h (id integer, appointment_id integer) join appointment a on a.id = h.id
      where h.appointment_id = w.id and (a.doctor_id <> w.doctor_id or a.starts_at <> w.starts))
    for no key update of d, p, o skip locked
  ) ready;
  -- Now that their accounts are locked: those who may take one more, and one an account.
  select array_agg(one.w) into wishes from (
    select distinct on ((w).account_id) w from unnest(wishes) w) one
  where not exists (select from appointment_beyond((one.w).account_id, (one.w).at, array[(one.w).doctor_id]));
  if asked->'holds' <> '[]' then
    with gone as (
      delete from appointment a
      using jsonb_to_recordset(asked->'holds') as h (id integer, appointment_id integer) join unnest(wishes) w
        on w.id = h.appointment_id
      where a.id = h.id and a.account_id = w.account_id and a.status = 'held'
      returning h.appointment_id
    )
    select array_agg(gone.appointment_id) into let_go from gone;
  end if;
  with written as (
    insert into appointment as a (id, reference, doctor_id, patient_id, prestation_id, account_id, during, blocked, status,
      consult_mode, consultation_mode, made_at)
    select w.id, w.reference, w.doctor_id, w.patient_id, w.prestation_id, w.account_id, tstzrange(w.starts, w.ends),
      tstzrange(w.starts, w.blocked_until), case when s.confirms_by_hand then 'pending' else 'confirmed' end, w.mode, w.mode, w.at
    from unnest(wishes) w join doctor_schedule s on s.doctor_id = w.doctor_id
    order by w.doctor_id, w.starts
    on conflict do nothing
    returning a.id, a.account_id
  ), told as (
    insert into appointment_medical (appointment_id, complaint, symptoms, history, allergies, medications)
    select w.id, coalesce(m.complaint, ''), coalesce(m.symptoms, ''), coalesce(m.history, ''), coalesce(m.allergies, ''),
      coalesce(m.medications, '')
    from written w join jsonb_to_recordset(asked->'medical') as m (appointment_id integer, complaint text, symptoms text,
      history text, allergies text, medications text) on m.appointment_id = w.id
  ), facts as (
    insert into event (name, data, actor_id, channels)
    select e.name, e.data, w.account_id, e.channels
    from written w join jsonb_to_recordset(asked->'events') as e (appointment_id integer, name text, data jsonb,
      channels text[]) on e.appointment_id = w.id
  ), noted as (
    insert into audit (account_id, role, action, subject_id)
    select w.account_id, 'patient', 'appointment.booked', w.id from written w
  )
  select array_agg(w.id) into made from written w;
  if not coalesce(let_go, '{}') <@ coalesce(made, '{}') then
    raise exception using message = 'again', errcode = 'SA001', detail = '0'; -- nobody's hold is lost for nothing
  end if;
  if asked @? '$.appointments[*].mode ? (@ <> "in_person")' then
    perform appointment_sessions(made);
  end if;
  select jsonb_object_agg(a.id, appointment_booked(a)) into answers from appointment a where a.id = any (made);
  insert into idempotency_key as k (account_id, route, key, body_hash, answer)
  select w.account_id, w.key->>'route', w.key->>'key', decode(w.key->>'hash', 'hex'), answers->(w.id::text)
  from unnest(wishes) w where w.id = any (made) and w.key is not null
  on conflict (account_id, link_id, route, key) do update set body_hash = excluded.body_hash, answer = excluded.answer, created_at = now()
    where k.created_at < now() - interval '24 hours';
  get diagnostics kept = row_count;
  if kept < (select count(*) from unnest(wishes) w where w.id = any (made) and w.key is not null) then
    raise exception using message = 'repeated', errcode = 'SA001', detail = '0';
  end if;
  return query select b.id::integer, b.answer, null from jsonb_each(answers) as b (id, answer);
  if cardinality(wishes) > coalesce(cardinality(made), 0) then
    return query select w.id, null::jsonb, appointment_taken(w.doctor_id, w.patient_id, tstzrange(w.starts, w.ends),
        tstzrange(w.starts, w.blocked_until))
      from unnest(wishes) w where w.id <> all (coalesce(made, '{}'));
  end if;
end
$$;

revoke execute on function appointment_taken, appointment_book_each from public;
grant execute on function appointment_book_each to salle_app;
