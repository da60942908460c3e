-- Booking calls this for the room of an online appointment, under a savepoint of its own; the answer is its id.
create or replace function appointment_session(appointment integer, mode text) returns integer
language sql volatile set search_path = public, pg_temp as $$
  insert into consultation_sessions (appointment_id, type)
  values (appointment, case mode when 'voice' then 'audio' else mode end) returning id
$$;

revoke execute on function appointment_session from public;
