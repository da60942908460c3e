-- How the audit log is written, and numbered afterwards. Who acts, and when, is nobody's to say: it is as the frame has it.

create or replace function audit_note(action text, subject integer, about jsonb) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into audit (action, subject_id, details) values (action, subject, about)
$$;

-- … unless the same was noted within a quarter of an hour: then nothing is answered.
create or replace function audit_note_once(action text, subject integer, listed integer[], about jsonb) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into audit (action, subject_id, listed, details) values (action, subject, listed, about)
  on conflict do nothing returning id
$$;

-- What a row's hash is made of: each field with its length before it, so that no two rows read alike. server/audit/chain.ts
-- reads it so too.
create or replace function audit_field(words text) returns text language sql immutable parallel safe
  return coalesce(octet_length(words)::text || ':' || words, '-');

create or replace function audit_text(noted audit) returns text language sql stable
  return audit_field(noted.id::text) || audit_field(to_char(noted.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
    || audit_field(noted.account_id::text) || audit_field(noted.link_id::text) || audit_field(noted.role)
    || audit_field(host(noted.address)) || audit_field(noted.action) || audit_field(noted.subject_id::text)
    || audit_field(noted.listed::text) || audit_field(noted.details::text);

-- Numbers and chains what has been committed since: each hash is made of the one before, the number and the row. Whoever is at
-- it holds the head; others leave it to them.
create or replace function audit_seal(most integer) returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  head audit_head;
  one record;
  ids bigint[] := '{}';
  hashes bytea[] := '{}';
begin
  if app_role() <> 'system' then
    raise insufficient_privilege using message = 'only the clinic itself seals';
  end if;
  if not exists (select from audit a where a.number is null) then
    return 0;
  end if;
  select * into head from audit_head for update skip locked;
  if not found then
    return 0;
  end if;
  for one in select a.id, audit_text(a) as words from audit a where a.number is null order by a.id limit most loop
    head.number := head.number + 1;
    head.hash := sha256(head.hash || int8send(head.number) || convert_to(one.words, 'UTF8'));
    ids := ids || one.id;
    hashes := hashes || head.hash;
  end loop;
  update audit a set number = head.number - cardinality(ids) + s.place, hash = s.hash
  from unnest(ids, hashes) with ordinality as s (id, hash, place) where a.id = s.id;
  update audit_head h set number = head.number, hash = head.hash, sealed_at = now();
  return cardinality(ids);
end
$$;

revoke execute on function audit_note, audit_note_once, audit_field, audit_text, audit_seal from public;
grant execute on function audit_note, audit_note_once, audit_seal to salle_app;
