import type { Page } from '#contract/route.ts';
import type { Transaction } from './database.ts';
import { invalidField } from './refusal.ts';
import { nothing, type Statement, sql } from './sql.ts';

/** A column that a list may be sorted by, always with the id behind it so that the order is total. */
export type Sorts = Readonly<Record<string, { column: Statement; type: 'text' | 'integer' | 'date' | 'timestamptz' }>>;
type Cursor = { value: string | number | null; id: number };
/** Each row brings what it was sorted by; it is taken off before anybody sees it. */
type Sorted = { id: number; sorted_by: string | number | null };

export type PageQuery = { sort?: string | undefined; limit?: number | undefined; cursor?: string | undefined };

/** How to ask for one page: put `after` among the conditions, `order` at the end, `key` among the columns. */
export function pageOf(query: PageQuery, sorts: Sorts, usual: string, id: 'id' | 'c.id' = 'id') {
  const idColumn = id === 'id' ? sql`id` : sql`c.id`;
  const name = query.sort ?? usual;
  const down = name.startsWith('-');
  const sort = sorts[down ? name.slice(1) : name];
  if (!sort) throw invalidField('sort', 'enum', 'This list cannot be sorted so.');
  const limit = query.limit ?? 25;
  // A missing value sorts as the least, in every type alike.
  const key = sql`coalesce(${cast(sort.column, sort.type)}, ${least(sort.type)})`;
  return {
    key: sql`${key} as sorted_by`,
    after: query.cursor === undefined ? nothing : beyond(key, idColumn, readCursor(query.cursor), down, sort.type),
    order: down
      ? sql`order by ${key} desc, ${idColumn} desc limit ${limit + 1}`
      : sql`order by ${key}, ${idColumn} limit ${limit + 1}`,
    page: <T extends { id: number }>(rows: (T & Sorted)[], total: number) => cut<T>(rows, limit, total),
  };
}

function cast(column: Statement, type: Sorts[string]['type']): Statement {
  return type === 'timestamptz' || type === 'date' ? sql`extract(epoch from ${column})::bigint` : column;
}

function least(type: Sorts[string]['type']): Statement {
  return type === 'text' ? sql`''` : sql`'-9000000000000000'::bigint`;
}

function beyond(key: Statement, id: Statement, cursor: Cursor, down: boolean, type: Sorts[string]['type']): Statement {
  if (type !== 'text' && !Number.isSafeInteger(cursor.value)) throw notOurs();
  const value = type === 'text' ? sql`${String(cursor.value)}::text` : sql`${cursor.value}::bigint`;
  return down
    ? sql`and (${key}, ${id}) < (${value}, ${cursor.id}::integer)`
    : sql`and (${key}, ${id}) > (${value}, ${cursor.id}::integer)`;
}

function cut<T extends { id: number }>(rows: (T & Sorted)[], limit: number, total: number): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? writeCursor({ value: last.sorted_by, id: last.id }) : null;
  return { data: shown.map(({ sorted_by: _, ...row }) => row as unknown as T), next, total };
}

function writeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.value, cursor.id])).toString('base64url');
}

function readCursor(text: string): Cursor {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64url').toString());
    const sound = Number.isInteger(id) && id > 0 && id < 2 ** 31 && ['string', 'number'].includes(typeof value);
    if (sound && !(typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))) return { value, id };
  } catch {
    // not JSON: refused below like every other cursor that we did not write
  }
  throw notOurs();
}

function notOurs() {
  return invalidField('cursor', 'format', 'This does not have the right form.');
}

/** Words as `like` reads them literally, wherever they stand. */
export function containing(words: string): string {
  return `%${words.trim().replace(/[\\%_]/g, '\\$&')}%`;
}

/** How many rows a list has in all. `meant` is its `from … where …`. */
export async function countOf(tx: Transaction, meant: Statement): Promise<number> {
  return (await tx.one<{ total: number }>(sql`select count(*)::integer as total ${meant}`)).total;
}
