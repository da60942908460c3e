import type { Language } from '#contract/identity.ts';
import type { Role } from '#contract/route.ts';
import { sql } from '#server/platform/sql.ts';

export const readFeed = sql`select made_at from calendar_feed where account_id = (select app_account())`;

export const putFeed = (account: number, hash: Buffer, at: string) => sql`
  insert into calendar_feed (account_id, token_hash, made_at) values (${account}, ${hash}, ${at}::timestamptz)
  on conflict (account_id) do update set token_hash = excluded.token_hash, made_at = excluded.made_at
  returning made_at`;

export const deleteFeed = sql`delete from calendar_feed where account_id = (select app_account())`;

export const endFeed = (account: number) => sql`select calendar_feed_end(${account})`;

export type Subscriber = { account_id: number; role: Extract<Role, 'patient' | 'doctor'>; language: Language | null };
export const subscriberBy = (hash: Buffer) => sql`select * from calendar_feed_look_up(${hash})`;
