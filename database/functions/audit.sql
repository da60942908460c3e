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

-- Who else has looked at a person's record or appointments, for an account that acts for them, since it may see what there was.
create or replace function audit_looks(patient integer, before bigint, most integer)
  returns table (id bigint, at timestamptz, action text, name text, role text, appointment_id integer, reference text)
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as materialized (
    select f.sees_from from patient_account f join patient p on p.id = f.patient_id and p.retired_at is null
    where f.patient_id = patient and f.account_id = app_account() and f.left_at is null and app_role() = 'patient'
  ), visits as materialized (
    select coalesce(array_agg(v.id), '{}') as ids from appointment v where v.patient_id = patient and v.status <> 'held'
  ), looked as (
    select a.id from audit a where a.subject = 'patient' and (a.subject_id = patient or a.listed @> array[patient])
    union
    select a.id from audit a, visits where a.subject = 'appointment' and (a.subject_id = any (visits.ids) or a.listed && visits.ids)
  )
  select a.id, a.at, a.action, c.name, a.role, v.id, v.reference
  from looked join audit a on a.id = looked.id cross join mine left join account c on c.id = a.account_id
    left join visits on a.subject = 'appointment'
    left join appointment v on v.id = coalesce(a.subject_id, (select min(one) from unnest(a.listed) one where one = any (visits.ids)))
      and a.subject = 'appointment'
  where audit_is_one(a.action) and a.account_id is distinct from app_account() and (before is null or a.id < before)
    and (mine.sees_from is null or a.at >= mine.sees_from)
  order by a.id desc limit most
$$;

revoke execute on function audit_note, audit_note_once, audit_field, audit_text, audit_seal, audit_looks from public;
grant execute on function audit_note, audit_note_once, audit_seal, audit_looks to salle_app;
