import type { Mode } from '#contract/clinic.ts';
import { type Statement, sql } from '#server/platform/sql.ts';

const prices = sql`(select coalesce(json_agg(json_build_object('mode', p.mode, 'cents', p.cents)
  order by array_position(array['in_person', 'video', 'voice', 'chat'], p.mode)), '[]') from doctor_price p where p.doctor_id = c.id)`;
const specialization = sql`case when s.id is null then null else json_build_object('id', s.id, 'name', s.name) end`;

// — the public directory —

const cardColumns = sql`c.id, c.name, ${specialization} as specialization, c.biography, c.languages, ${prices} as prices, c.is_available`;

export type DirectoryQuery = {
  like: string | null;
  specializationId: number | null;
  specializationName: string | null;
  mode: string | null;
  language: string | null;
};
/** Approved and not retired, for every caller alike: even an admin browses what patients see. */
export const cardsMeant = (query: DirectoryQuery) => sql`
  from doctor c join specialization s on s.id = c.specialization_id
  where c.is_approved and c.retired_at is null
    and (${query.like}::text is null or plain(c.name) like plain(${query.like}) or plain(s.name) like plain(${query.like}))
    and (${query.specializationId}::integer is null or c.specialization_id = ${query.specializationId})
    and (${query.specializationName}::text is null or plain(s.name) = plain(${query.specializationName}))
    and (${query.language}::text is null or ${query.language} = any (c.languages))
    and (${query.mode}::text is null
      or exists (select from doctor_price p where p.doctor_id = c.id and p.mode = ${query.mode}))`;
export const cardPage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${cardColumns}, ${key} ${meant} ${after} ${order}`;
export const cardIds = (query: DirectoryQuery) => sql`select c.id ${cardsMeant(query)} order by plain(c.name), c.id`;
/** In the order of the ids. */
export const cardsOf = (ids: readonly number[]) => sql`
  select ${cardColumns} from unnest(${ids}::integer[]) with ordinality as wanted (id, place)
  join doctor c on c.id = wanted.id join specialization s on s.id = c.specialization_id
  where c.is_approved and c.retired_at is null order by wanted.place`;
export const readCard = (id: number) => sql`
  select ${cardColumns} from doctor c join specialization s on s.id = c.specialization_id
  where c.id = ${id} and c.is_approved and c.retired_at is null`;

// — the clinic's records —

const recordColumns = sql`c.id, c.account_id, c.name, a.email, ${specialization} as specialization, c.biography, c.languages,
  ${prices} as prices, c.is_available, c.is_approved, c.created_at, c.retired_at, c.version`;
const recordRows = sql`from doctor c join account a on a.id = c.account_id left join specialization s on s.id = c.specialization_id`;

export type RecordQuery = { like: string | null; state: string; specialization: number | null };
export const recordsMeant = (query: RecordQuery) => sql`
  ${recordRows}
  where (${query.like}::text is null or plain(c.name) like plain(${query.like}) or a.email like lower(${query.like}))
    and (${query.specialization}::integer is null or c.specialization_id = ${query.specialization})
    and case ${query.state}::text when 'all' then true when 'retired' then c.retired_at is not null
      else c.retired_at is null and c.is_approved = (${query.state} = 'approved') end`;
export const recordPage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${recordColumns}, ${key} ${meant} ${after} ${order}`;
export const readRecord = (id: number) => sql`select ${recordColumns} ${recordRows} where c.id = ${id}`;
export const recordSorts = {
  name: { column: sql`plain(c.name)`, type: 'text' },
  specialization: { column: sql`plain(s.name)`, type: 'text' },
  created_at: { column: sql`c.created_at`, type: 'timestamptz' },
} as const;

export type DoctorFields = {
  name: string;
  specialization_id: number | null;
  biography: string;
  languages: string[];
  is_available: boolean;
};
export const insertDoctor = (accountId: number, role: string, name: string) => sql`
  insert into doctor (account_id, account_role, name) values (${accountId}, ${role}, ${name}) returning id`;
export const doctorOfAccount = (accountId: number) => sql`select id from doctor where account_id = ${accountId}`;
export const changeDoctor = (id: number, version: number | null, to: Partial<DoctorFields>) => sql`
  update doctor set name = coalesce(${to.name ?? null}, name),
    specialization_id = coalesce(${to.specialization_id ?? null}, specialization_id),
    biography = coalesce(${to.biography ?? null}, biography),
    languages = coalesce(${to.languages ?? null}::text[], languages),
    is_available = coalesce(${to.is_available ?? null}::boolean, is_available), version = version + 1
  where id = ${id} and version = coalesce(${version}::integer, version)`;
export const touchDoctor = (id: number) => sql`update doctor set version = version + 1 where id = ${id}`;
export const retireDoctorOf = (accountId: number, retired: boolean) => sql`
  update doctor set retired_at = case when ${retired} then coalesce(retired_at, now()) end, version = version + 1
  where account_id = ${accountId} returning id`;

export type Price = { mode: Mode; cents: number };
export const clearPrices = (doctorId: number) => sql`delete from doctor_price where doctor_id = ${doctorId}`;
export const insertPrices = (doctorId: number, list: readonly Price[]) => sql`
  insert into doctor_price (doctor_id, mode, cents)
  select ${doctorId}, mode, cents from unnest(${list.map(({ mode }) => mode)}::text[], ${list.map(({ cents }) => cents)}::integer[]) as p (mode, cents)`;
