import type { AuditAction } from '#contract/audit-actions.ts';
import { nothing, sql } from '#server/platform/sql.ts';

export type Filter = {
  /** words of a name or an address, as `like` reads them */
  who: string | null;
  whom: string | null;
  /** an appointment by its reference */
  reference: string | null;
  action: AuditAction | null;
  from: string | null;
  to: string | null;
};

const accountsLike = (like: string) => sql`
  select c.id from account c where plain(c.name) like plain(${like}) or c.email like lower(${like})`;

const columns = sql`a.id, a.at, a.action, a.role, host(a.address) as address, a.subject, a.details, a.number,
  case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as account,
  case a.subject
    when 'patient' then case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end
    when 'appointment' then case when v.id is not null then json_build_object('id', v.id, 'name', v.reference) end
    when 'account' then (select json_build_object('id', s.id, 'name', s.name) from account s where s.id = a.subject_id)
    when 'doctor' then (select json_build_object('id', d.id, 'name', d.name) from doctor d where d.id = a.subject_id)
  end as about,
  case when p.id is not null then json_build_object('id', p.id, 'name', p.name) end as patient,
  coalesce(case a.subject
    when 'patient' then (select json_agg(json_build_object('id', l.id, 'name', l.name) order by l.id) from patient l where l.id = any (a.listed))
    when 'appointment' then (select json_agg(json_build_object('id', l.id, 'name', l.reference) order by l.id) from appointment l where l.id = any (a.listed))
  end, '[]') as listed`;

/** The page is found by its indexes first; names are looked up for its rows alone. */
export const auditPage = (filter: Filter, before: number | undefined, limit: number) => sql`
  select ${columns} from (
    select a.* from audit a where true ${wanted(filter)} ${before === undefined ? nothing : sql`and a.id < ${before}::bigint`}
    order by a.id desc limit ${limit}
  ) a
  left join account c on c.id = a.account_id
  left join appointment v on a.subject = 'appointment' and v.id = a.subject_id
  left join patient p on p.id = case a.subject when 'patient' then a.subject_id when 'appointment' then v.patient_id end
  order by a.id desc`;

function wanted({ who, whom, reference, action, from, to }: Filter) {
  return sql`${action ? sql`and a.action = ${action}` : nothing}
    ${who ? sql`and a.account_id = any (array(${accountsLike(who)}))` : nothing}
    ${whom ? of(whom, reference) : nothing}
    ${from ? sql`and a.at >= ${from}::date::timestamp at time zone (select timezone from clinic)` : nothing}
    ${to ? sql`and a.at < (${to}::date + 1)::timestamp at time zone (select timezone from clinic)` : nothing}`;
}

/** Of a person: their record, their appointments, their account. */
function of(like: string, reference: string | null) {
  const patients = sql`array(select p.id from patient p where plain(p.name) like plain(${like}))`;
  const visits = sql`array(select v.id from appointment v
    where v.reference = ${reference} or v.patient_id = any (${patients}))`;
  return sql`and (
    (a.subject = 'patient' and (a.subject_id = any (${patients}) or a.listed && ${patients}))
    or (a.subject = 'appointment' and (a.subject_id = any (${visits}) or a.listed && ${visits}))
    or (a.subject = 'account' and a.subject_id = any (array(${accountsLike(like)})))
    or (a.subject = 'doctor' and a.subject_id = any (array(select d.id from doctor d where plain(d.name) like plain(${like})))))`;
}

export type StoredLook = {
  id: number;
  at: string;
  action: AuditAction;
  name: string | null;
  role: string;
  appointment_id: number | null;
  reference: string | null;
};
export const looksAt = (patient: number, before: number | undefined, limit: number) => sql`
  select id, at, action, name, role, appointment_id, reference from audit_looks(${patient}, ${before ?? null}, ${limit})`;

export const isActedFor = (patient: number, account: number) => sql`
  select from patient_account f join patient p on p.id = f.patient_id and p.retired_at is null
  where f.patient_id = ${patient} and f.account_id = ${account} and f.left_at is null`;

// — the chain —

export const sealSome = (most: number) => sql`select audit_seal(${most}) as sealed`;
export const readHead = sql`select number, encode(hash, 'hex') as hash, sealed_at from audit_head`;

/** A row as its hash is made of it: `fields` are those of `audit_text`, in their order. */
export type SealedRow = { id: number; number: number; hash: string; at: string; fields: (string | null)[] };
export const sealedAfter = (number: number, until: number, limit: number) => sql`
  select a.id, a.number, encode(a.hash, 'hex') as hash, a.at, array[a.id::text,
    to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.account_id::text, a.link_id::text, a.role, host(a.address),
    a.action, a.subject_id::text, a.listed::text, a.details::text] as fields
  from audit a where a.number > ${number} and a.number <= ${until} order by a.number limit ${limit}`;

export type Stray = { id: number; at: string; number: number | null };
/** What nobody sealed though it has been there for a while, and what stands beyond the end of the chain. */
export const strays = (minutes: number) => sql`
  select a.id, a.at, a.number from audit a
  where (a.number is null and a.at < now() - make_interval(mins => ${minutes}))
    or a.number > (select number from audit_head)
  order by a.id limit 100`;
