-- Joins the waitlist; refused where the account waits for as many as it may, or has begun to too often within the hour.
create or replace function waitlist_join(patient integer, doctor integer, from_day date, to_day date, wanted_mode text,
  most integer, today date, moment timestamptz) returns table (id integer, refusal text, wait integer)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_account() is null then
    raise insufficient_privilege using message = 'nobody waits for nobody';
  end if;
  perform from account a where a.id = app_account() for no key update;
  perform from patient_account f where f.account_id = app_account() and f.patient_id = patient for share;
  if not booking_stands(app_account(), patient, doctor) then
    raise exception using errcode = 'SA001', message = 'not_found', detail = '0';
  end if;
  if (select count(*) from waitlist_entry e where e.account_id = app_account() and e.status in ('waiting', 'offered')
    and e.last_day >= today) >= most then
    refusal := 'too_many_waits';
  else
    wait := taken_wait(app_account(), moment, 1);
    refusal := case when wait is not null then 'too_many_bookings' end;
  end if;
  if refusal is null then
    insert into waitlist_entry as e (account_id, patient_id, doctor_id, first_day, last_day, mode, made_at)
    values (app_account(), patient, doctor, from_day, to_day, wanted_mode, moment) returning e.id into id;
  end if;
  return next;
end
$$;

-- Holds a time for somebody who waits, through the same function as a hold of their own. A refusal leaves everything as it was.
create or replace function waitlist_hold(entry integer, asked jsonb)
  returns table (refusal text, hold_id integer, expires_at timestamptz, released jsonb)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  waits waitlist_entry;
  held record;
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself offers times';
  end if;
  select * into waits from waitlist_entry e where e.id = entry and e.status = 'waiting' for update;
  if not found or not booking_stands(waits.account_id, waits.patient_id, waits.doctor_id) then
    refusal := 'left';
    return next;
    return;
  end if;
  begin
    select * into held from appointment_hold(asked || jsonb_build_object('account', waits.account_id, 'role', 'patient',
      'patient_id', waits.patient_id, 'doctor_id', waits.doctor_id, 'id', nextval('appointment_id_seq')));
    refusal := held.refusal;
    hold_id := held.hold_id;
    expires_at := held.expires_at;
    released := coalesce(held.released, '[]');
    if refusal is null then
      insert into waitlist_offer (patient_id, doctor_id, starts_at, entry_id, made_at)
      values (waits.patient_id, waits.doctor_id, (asked->>'starts')::timestamptz, entry, (asked->>'at')::timestamptz);
      update waitlist_entry e set status = 'offered', hold_id = waitlist_hold.hold_id,
        offered_from = (asked->>'starts')::timestamptz, offered_until = waitlist_hold.expires_at
      where e.id = entry;
    end if;
  exception
    when sqlstate 'SA001' then refusal := sqlerrm;
    when unique_violation then refusal := 'offered_before';
  end;
  perform set_config('app.account', '', true), set_config('app.role', 'system', true);
  return next;
end
$$;

revoke execute on function waitlist_join, waitlist_hold from public;
grant execute on function waitlist_join, waitlist_hold to salle_app;
