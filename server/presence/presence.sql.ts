import type { Status } from '#contract/presence.ts';
import { sql } from '#server/platform/sql.ts';
import type { Turn } from './attendance.ts';

export type StoredPresence = { account_id: number; status: Status; last_seen_at: string };

export const readPresence = (ids: readonly number[]) =>
  sql`select account_id, status, last_seen_at from presence where account_id = any (${ids}::integer[])`;

export const readHere = sql`select account_id, status, last_seen_at from presence where status <> 'offline'`;

/** Several processes may write the same; the later time holds. Sockets of no account of ours are nobody's. */
export const keepPresence = (turns: readonly Turn[]) => sql`
  insert into presence as p (account_id, status, last_seen_at)
  select a.id, t.status, to_timestamp(t.seen_at / 1000)
  from unnest(${turns.map(({ id }) => id)}::integer[], ${turns.map(({ status }) => status)}::text[],
    ${turns.map(({ seenAt }) => seenAt)}::double precision[]) as t (account_id, status, seen_at)
  join account a on a.id = t.account_id
  order by a.id
  on conflict (account_id) do update set
    status = excluded.status, last_seen_at = greatest(p.last_seen_at, excluded.last_seen_at)`;
