-- What somebody has under way with a doctor's time, and no right to any more.

-- Whether an account may wait, and hold, for this patient with this doctor: it acts for them still, and all of them are there.
create or replace function booking_stands(account integer, patient integer, doctor integer) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (
      select from patient_account f join account a on a.id = f.account_id join patient p on p.id = f.patient_id
      where f.account_id = account and f.patient_id = patient and f.left_at is null
        and a.role = 'patient' and a.retired_at is null and p.retired_at is null)
    and exists (select from doctor d where d.id = doctor and d.retired_at is null)
$$;

-- Ends waits, offers and holds, of an account, a patient or a doctor: those that do not stand any more, or all of them. An
-- offer goes before the wait's own hold is looked for: one that is being made in this moment is waited for. Times of a doctor
-- who has lost the approval are let go, and who was offered one waits on. Answers the times that are free again.
create or replace function booking_end(of_account integer, of_patient integer, of_doctor integer, whatever_stands boolean)
  returns table (doctor_id integer, starts_at timestamptz, ends_at timestamptz)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() not in ('admin', 'system') then
    raise insufficient_privilege using message = 'only the clinic itself ends what others wait for';
  end if;
  update waitlist_entry e set status = 'left', hold_id = null, offered_from = null, offered_until = null
  where e.status in ('waiting', 'offered')
    and (of_account is null or e.account_id = of_account) and (of_patient is null or e.patient_id = of_patient)
    and (of_doctor is null or e.doctor_id = of_doctor)
    and (whatever_stands or not booking_stands(e.account_id, e.patient_id, e.doctor_id));
  return query delete from appointment a
    where a.status = 'held'
      and (of_account is null or a.account_id = of_account) and (of_patient is null or a.patient_id = of_patient)
      and (of_doctor is null or a.doctor_id = of_doctor)
      and (whatever_stands or not booking_stands(a.account_id, a.patient_id, a.doctor_id)
        or not exists (select from doctor d where d.id = a.doctor_id and d.is_approved))
    returning a.doctor_id, a.starts_at, a.ends_at;
  update waitlist_entry e set status = 'waiting', hold_id = null, offered_from = null, offered_until = null
  where e.status = 'offered' and e.doctor_id = of_doctor
    and not exists (select from appointment a where a.id = e.hold_id and a.status = 'held');
end
$$;

revoke execute on function booking_stands, booking_end from public;
grant execute on function booking_end to salle_app;
