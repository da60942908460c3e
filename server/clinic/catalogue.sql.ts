import { type Statement, sql } from '#server/platform/sql.ts';

/** Specializations, prestations and salles: named things that the clinic offers, kept alike. */
export type CatalogueQuery = { like: string | null; state: string };

const named = ({ like, state }: CatalogueQuery) => sql`
  (${like}::text is null or plain(c.name) like plain(${like}))
  and (${state} = 'all' or (c.retired_at is null) = (${state} = 'active'))`;

const reference = sql`case when s.id is null then null else json_build_object('id', s.id, 'name', s.name) end`;

// — specializations —

const specializationColumns = sql`c.id, c.name, c.retired_at, c.version,
  (select count(*)::integer from doctor d where d.specialization_id = c.id and d.is_approved and d.retired_at is null) as doctors`;
export const specializationsMeant = (query: CatalogueQuery) => sql`from specialization c where ${named(query)}`;
export const specializationPage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${specializationColumns}, ${key} ${meant} ${after} ${order}`;
export const readSpecialization = (id: number) =>
  sql`select ${specializationColumns} from specialization c where c.id = ${id}`;
export const insertSpecialization = (name: string) =>
  sql`insert into specialization (name) values (${name}) returning id`;
export const changeSpecialization = (id: number, to: { version: number; name?: string | undefined }) => sql`
  update specialization set name = coalesce(${to.name ?? null}, name), version = version + 1
  where id = ${id} and version = ${to.version}`;
export const retireSpecialization = (id: number, retired: boolean) => sql`
  update specialization set retired_at = case when ${retired} then coalesce(retired_at, now()) end, version = version + 1
  where id = ${id}`;
export const specializationSorts = { name: { column: sql`plain(c.name)`, type: 'text' } } as const;

// — prestations —

const prestationColumns = sql`c.id, c.name, ${reference} as specialization, c.duration_minutes, c.price_cents, c.retired_at, c.version`;
export const prestationsMeant = (query: CatalogueQuery & { specialization: number | null }) => sql`
  from prestation c left join specialization s on s.id = c.specialization_id
  where ${named(query)} and (${query.specialization}::integer is null or c.specialization_id = ${query.specialization})`;
export const prestationPage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${prestationColumns}, ${key} ${meant} ${after} ${order}`;
export const readPrestation = (id: number) => sql`
  select ${prestationColumns} from prestation c left join specialization s on s.id = c.specialization_id where c.id = ${id}`;
export type PrestationFields = {
  name: string;
  specialization_id: number | null;
  duration_minutes: number;
  price_cents: number;
};
export const insertPrestation = (made: PrestationFields) => sql`
  insert into prestation (name, specialization_id, duration_minutes, price_cents)
  values (${made.name}, ${made.specialization_id}, ${made.duration_minutes}, ${made.price_cents}) returning id`;
export const changePrestation = (id: number, to: { version: number } & Partial<PrestationFields>) => sql`
  update prestation set name = coalesce(${to.name ?? null}, name),
    specialization_id = case when ${to.specialization_id !== undefined} then ${to.specialization_id ?? null}::integer else specialization_id end,
    duration_minutes = coalesce(${to.duration_minutes ?? null}, duration_minutes),
    price_cents = coalesce(${to.price_cents ?? null}, price_cents), version = version + 1
  where id = ${id} and version = ${to.version}`;
export const retirePrestation = (id: number, retired: boolean) => sql`
  update prestation set retired_at = case when ${retired} then coalesce(retired_at, now()) end, version = version + 1
  where id = ${id}`;
export const prestationSorts = {
  name: { column: sql`plain(c.name)`, type: 'text' },
  specialization: { column: sql`plain(s.name)`, type: 'text' },
  duration_minutes: { column: sql`c.duration_minutes`, type: 'integer' },
  price_cents: { column: sql`c.price_cents`, type: 'integer' },
} as const;

// — salles —

const salleColumns = sql`c.id, c.name, c.door, c.seats, c.retired_at, c.version`;
export const sallesMeant = (query: CatalogueQuery) => sql`from salle c where ${named(query)}`;
export const sallePage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${salleColumns}, ${key} ${meant} ${after} ${order}`;
export const readSalle = (id: number) => sql`select ${salleColumns} from salle c where c.id = ${id}`;
export type SalleFields = { name: string; door: string; seats: number | null };
export const insertSalle = (made: SalleFields) =>
  sql`insert into salle (name, door, seats) values (${made.name}, ${made.door}, ${made.seats}) returning id`;
export const changeSalle = (id: number, to: { version: number } & Partial<SalleFields>) => sql`
  update salle set name = coalesce(${to.name ?? null}, name), door = coalesce(${to.door ?? null}, door),
    seats = case when ${to.seats !== undefined} then ${to.seats ?? null}::integer else seats end, version = version + 1
  where id = ${id} and version = ${to.version}`;
export const retireSalle = (id: number, retired: boolean) => sql`
  update salle set retired_at = case when ${retired} then coalesce(retired_at, now()) end, version = version + 1
  where id = ${id}`;
export const salleSorts = {
  name: { column: sql`plain(c.name)`, type: 'text' },
  door: { column: sql`plain(c.door)`, type: 'text' },
  seats: { column: sql`c.seats`, type: 'integer' },
} as const;
