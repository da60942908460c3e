-- When an appointment was last moved or given another status: calendars believe what was revised later. Null: not since it
-- was made.
alter table appointment add column changed_at timestamptz;
grant update (changed_at) on appointment to salle_app;

update appointment a set changed_at = greatest(a.cancelled_at, (
  select max(t.at) from audit t where t.subject = 'appointment' and t.subject_id = a.id and t.action in (
    'appointment.confirmed', 'appointment.rejected', 'appointment.cancelled', 'appointment.rescheduled', 'appointment.overbooked')))
where a.version > 1;
