import type { Page } from '#contract/route.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { Transaction } from './database.ts';
import { invalidField } from './refusal.ts';
import { nothing, type Statement, sql } from './sql.ts';

/** A column that a list may be sorted by, always with the id behind it so that the order is total. */
export type Sorts = Readonly<Record<string, { column: Statement; type: 'text' | 'integer' | 'date' | 'timestamptz' }>>;
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
    after: query.cursor === undefined ? nothing : beyond(key, idColumn, query.cursor, down, sort.type),
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

function beyond(key: Statement, id: Statement, cursor: string, down: boolean, type: Sorts[string]['type']): Statement {
  const [last, lastId] = readCursor(cursor, [type === 'text' ? 'text' : 'integer', 'id']);
  const value = type === 'text' ? sql`${last}::text` : sql`${last}::bigint`;
  return down
    ? sql`and (${key}, ${id}) < (${value}, ${lastId}::integer)`
    : sql`and (${key}, ${id}) > (${value}, ${lastId}::integer)`;
}

function cut<T extends { id: number }>(rows: (T & Sorted)[], limit: number, total: number): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? writeCursor([last.sorted_by, last.id]) : null;
  return { data: shown.map(({ sorted_by: _, ...row }) => row as unknown as T), next, total };
}

/** Words as `like` reads them literally, wherever they stand. */
export function containing(words: string): string {
  return `%${words.trim().replace(/[\\%_]/g, '\\$&')}%`;
}

/** How many rows a list has in all. `meant` is its `from … where …`. */
export async function countOf(tx: Transaction, meant: Statement): Promise<number> {
  return (await tx.one<{ total: number }>(sql`select count(*)::integer as total ${meant}`)).total;
}
