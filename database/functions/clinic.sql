-- A patient's account makes people; nobody reaches another family's records by it. How it joins others': clinic/acting.sql.

-- A person of the family who has no account.
create or replace function family_add(person_name text, born date, person_sex text, person_phone text, person_relation text)
  returns integer
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  made integer;
begin
  if app_role() <> 'patient' or app_account() is null then
    raise insufficient_privilege using message = 'only patients have families here';
  end if;
  insert into patient (name, birth_date, sex, phone) values (person_name, born, person_sex, person_phone) returning id into made;
  insert into patient_account (patient_id, account_id, relation, how) values (made, app_account(), person_relation, 'family');
  return made;
end
$$;

-- How many accounts act for a patient: the desk needs the number, not the accounts.
create or replace function patient_accounts(patient integer) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::integer from patient_account f
  where f.patient_id = patient and f.left_at is null and app_role() in ('receptionist', 'admin', 'system')
$$;

-- Who holds a token, which doctor they are and for whom they act: GET /api/v1/me in one look.
create or replace function me_look_up(hash bytea)
  returns table (sign_in_id integer, account_id integer, role text, name text, email text, stale boolean, doctor_id integer,
    patients json)
language sql stable rows 1 security definer set search_path = public, pg_temp as $$
  select s.sign_in_id, s.account_id, s.role, s.name, s.email, s.stale,
    case when s.role in ('doctor', 'applicant') then
      (select d.id from doctor d where d.account_id = s.account_id and d.retired_at is null) end,
    (select coalesce(json_agg(json_build_object('id', p.id, 'name', p.name, 'relation', f.relation)
        order by f.relation <> 'self', p.id), '[]')
      from patient_account f join patient p on p.id = f.patient_id
      where f.account_id = s.account_id and f.left_at is null and p.retired_at is null)
  from sign_in_look_up(hash) s
$$;

revoke execute on function family_add, patient_accounts, me_look_up from public;
grant execute on function family_add, patient_accounts, me_look_up to salle_app;
