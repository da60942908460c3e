-- What a demo's appointments have come to by now, as if somebody had been there: by the clinic itself, in a demo alone.
create or replace function appointment_demo(appointment integer, became text, at timestamptz) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
  if app_role() <> 'system' or not exists (select from clinic c where c.is_demo) then
    raise insufficient_privilege using message = 'only a demo has a past that was not lived';
  end if;
  update appointment a set status = became, changed_at = at, version = a.version + 1 where a.id = appointment;
end
$$;

revoke execute on function appointment_demo from public;
grant execute on function appointment_demo to salle_app;
