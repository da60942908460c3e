import { sql } from '#server/platform/sql.ts';
import { lastPosition } from './broadcasting.sql.ts';

/** A new follower begins with what comes next. */
export const insertFollower = (name: string) => sql`
  insert into follower (name, position) select ${name}, position from (${lastPosition}) last on conflict do nothing`;

/** Nothing where another process has it just now. */
export const takeFollower = (name: string) => sql`
  select position from follower where name = ${name} for update skip locked`;

export const moveFollower = (name: string, position: number) => sql`
  update follower set position = ${position} where name = ${name}`;

const columns = sql`position, name, data, occurred_at`;

export const factsWanted = (wants: readonly string[], after: number, until: number, most: number) => sql`
  select ${columns} from event
  where position > ${after} and position <= ${until} and name = any (${wants}::text[])
  order by position limit ${most}`;

export const oweFact = (name: string, position: number, wait: number) => sql`
  insert into follower_debt (name, position, again_at)
  values (${name}, ${position}, clock_timestamp() + make_interval(secs => ${wait}))`;

export type Debt = { position: number; tries: number };
export const dueDebt = (name: string) => sql`
  select position, tries from follower_debt where name = ${name} and again_at <= clock_timestamp()
  order by again_at limit 1`;

export const postponeDebt = (name: string, position: number, wait: number) => sql`
  update follower_debt set tries = tries + 1, again_at = clock_timestamp() + make_interval(secs => ${wait})
  where name = ${name} and position = ${position}`;

export const settleDebt = (name: string, position: number) => sql`
  delete from follower_debt where name = ${name} and position = ${position}`;

export const factAt = (position: number) => sql`select ${columns} from event where position = ${position}`;

export const savepoint = sql`savepoint heard`;
export const backToSavepoint = sql`rollback to savepoint heard`;
