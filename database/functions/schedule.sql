-- What slots are made of, for doctors who are not retired, whoever asks: no note, and no date before
-- the one given. Those beyond the horizon too, since whoever keeps them compares versions, and days pass without one.
create or replace function doctor_terms(doctors integer[], since date)
  returns table (doctor_id integer, account_id integer, name text, specialization json, is_available boolean,
    is_approved boolean, modes text[], timezone text, slot_minutes integer, pause_minutes integer, notice_minutes integer,
    horizon_days integer, confirms_by_hand boolean, availability_schedule jsonb, overrides jsonb, doctor_version integer,
    schedule_version integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, d.account_id, d.name, case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end,
    d.is_available, d.is_approved,
    array(select m.mode from doctor_price m where m.doctor_id = d.id order by m.mode), c.timezone,
    s.slot_minutes, s.pause_minutes, s.notice_minutes, s.horizon_days, s.confirms_by_hand, s.availability_schedule,
    coalesce((select jsonb_agg(o.hours || jsonb_build_object('day', o.day) order by o.day) from schedule_override o
      where o.doctor_id = d.id and o.day >= since), '[]'),
    d.version, s.version
  from unnest(doctors) with ordinality as asked (id, place)
  join doctor d on d.id = asked.id and d.retired_at is null
  join doctor_schedule s on s.doctor_id = d.id
  left join specialization p on p.id = d.specialization_id
  cross join clinic c
  order by asked.place
$$;

revoke execute on function doctor_terms from public;
grant execute on function doctor_terms to salle_app;
