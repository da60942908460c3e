import { type Statement, sql } from '#server/platform/sql.ts';

export type PersonFields = {
  name: string;
  birth_date?: string | null | undefined;
  sex?: 'female' | 'male' | null | undefined;
  phone?: string | null | undefined;
  /** where the clinic writes to somebody without an account: the desk's to know */
  email?: string | null | undefined;
};

// — the desk —

const recordColumns = sql`id, name, birth_date, sex, phone, email, patient_accounts(id) as accounts, created_at, retired_at, version`;
export const patientsMeant = (query: { like: string | null; digits: string | null; state: string }) => sql`
  from patient
  where (${query.like}::text is null or plain(name) like plain(${query.like})
      or (${query.digits}::text is not null and regexp_replace(phone, '\\D', '', 'g') like ${query.digits}))
    and (${query.state} = 'all' or (retired_at is null) = (${query.state} = 'active'))`;
export const patientPage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${recordColumns}, ${key} ${meant} ${after} ${order}`;
export const readPatient = (id: number) => sql`select ${recordColumns} from patient where id = ${id}`;
export const patientSorts = {
  name: { column: sql`plain(name)`, type: 'text' },
  birth_date: { column: sql`birth_date`, type: 'date' },
  created_at: { column: sql`created_at`, type: 'timestamptz' },
} as const;
export const insertPatient = (person: PersonFields) => sql`
  insert into patient (name, birth_date, sex, phone, email)
  values (${person.name}, ${person.birth_date ?? null}, ${person.sex ?? null}, ${person.phone ?? null},
    lower(${person.email ?? null})) returning id`;
export const changePatient = (id: number, version: number, to: Partial<PersonFields>) => sql`
  update patient set name = coalesce(${to.name ?? null}, name),
    birth_date = case when ${to.birth_date !== undefined} then ${to.birth_date ?? null}::date else birth_date end,
    sex = case when ${to.sex !== undefined} then ${to.sex ?? null}::text else sex end,
    phone = case when ${to.phone !== undefined} then ${to.phone ?? null}::text else phone end,
    email = case when ${to.email !== undefined} then lower(${to.email ?? null}) else email end,
    version = version + 1
  where id = ${id} and version = ${version} and retired_at is null`;
export const retirePatient = (id: number, retired: boolean) => sql`
  update patient set retired_at = case when ${retired} then coalesce(retired_at, now()) end, version = version + 1
  where id = ${id}`;
export const endJoinCode = (patientId: number) => sql`delete from join_code where patient_id = ${patientId}`;

// — the family —

const familyColumns = sql`p.id, p.name, f.relation, p.birth_date, p.sex, p.phone, person_is_theirs(p.id) as is_theirs,
  p.version`;
export const familyOf = (accountId: number) => sql`
  select ${familyColumns} from patient p join patient_account f on f.patient_id = p.id
  where f.account_id = ${accountId} and f.left_at is null and p.retired_at is null
  order by f.relation <> 'self', p.id`;
export const readMember = (accountId: number, id: number) => sql`
  select ${familyColumns} from patient p join patient_account f on f.patient_id = p.id
  where f.account_id = ${accountId} and p.id = ${id} and f.left_at is null and p.retired_at is null`;
export const addMember = (person: PersonFields, relation: string) => sql`
  select family_add(${person.name}, ${person.birth_date ?? null}, ${person.sex ?? null}, ${person.phone ?? null}, ${relation}) as id`;
export const changeRelation = (accountId: number, id: number, relation: string) => sql`
  update patient_account set relation = ${relation}
  where account_id = ${accountId} and patient_id = ${id} and relation <> 'self' and left_at is null`;
export const insertMember = (accountId: number, patientId: number, relation: string, how: 'account' | 'clinic') => sql`
  insert into patient_account (patient_id, account_id, relation, how)
  values (${patientId}, ${accountId}, ${relation}, ${how})`;
export const readSelf = (accountId: number) => sql`
  select f.patient_id, p.version from patient_account f join patient p on p.id = f.patient_id
  where f.account_id = ${accountId} and f.relation = 'self' and f.left_at is null`;
