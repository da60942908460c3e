import type { File } from '#contract/appointments.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import { sql } from '#server/platform/sql.ts';

export type Reserved = { refusal: RefusalCode | null; wait: number | null };
export const reserveFile = (key: string, promised: number) => sql`select * from file_reserve(${key}, ${promised})`;

export type NewFile = { name: string; type: string; size: number; key: string };
/** Null where its place is another's by now. */
export const addFile = ({ name, type, size, key }: NewFile) => sql`
  select file_add(${name}, ${type}, ${size}, ${key}) as id`;

export const giveBackFile = (key: string, came: number) => sql`select file_give_back(${key}, ${came})`;

export type StoredFile = File & { key: string };
const columns = sql`f.id, f.name, f.type, f.size, f.key`;

export const readFile = (appointment: number, id: number) => sql`
  select ${columns} from appointment_file f where f.id = ${id} and f.appointment_id = ${appointment}`;

export const filesOf = (appointment: number) => sql`
  select f.id, f.name, f.type, f.size from appointment_file f where f.appointment_id = ${appointment} order by f.id`;

export const deleteLoose = (id: number, account: number) => sql`
  delete from appointment_file where id = ${id} and account_id = ${account} and appointment_id is null returning key`;

export const attach = (appointment: number, account: number, ids: readonly number[]) => sql`
  update appointment_file set appointment_id = ${appointment}
  where id = any (${ids}::integer[]) and account_id = ${account} and (appointment_id is null or appointment_id = ${appointment})`;

/** Taken off by whoever brought them: they are loose again, and go with the next sweep. */
export const detachOthers = (appointment: number, account: number, ids: readonly number[]) => sql`
  update appointment_file set appointment_id = null
  where appointment_id = ${appointment} and account_id = ${account} and not id = any (${ids}::integer[])`;

export const sweepFiles = (before: string) => sql`select files_sweep(${before}::timestamptz) as key`;
export const forgetKey = (key: string) => sql`delete from file_key where key = ${key}`;
