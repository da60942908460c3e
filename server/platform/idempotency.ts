import { createHash } from 'node:crypto';
import type { Actor, Database, Transaction } from './database.ts';
import { Refusal } from './refusal.ts';
import { sql } from './sql.ts';

/** How a repeated request is known again. */
export type Key = { route: string; key: string; bodyHash: Buffer };

export function keyOf(route: string, key: string, body: unknown): Key {
  return {
    route,
    key,
    bodyHash: createHash('sha256')
      .update(JSON.stringify(body) ?? '')
      .digest(),
  };
}

/**
 * Makes once what is asked for under one key. The key is a row of the same transaction: a rival waits for it,
 * a refusal takes it away again, and whoever comes later reads the first answer.
 */
export async function once<T>(tx: Transaction, key: Key | undefined, make: () => Promise<T>): Promise<T> {
  if (!key || tx.actor.account === null) return make();
  const account = tx.actor.account;
  const mine = await tx.count(sql`
    insert into idempotency_key (account_id, route, key, body_hash)
    values (${account}, ${key.route}, ${key.key}, ${key.bodyHash})
    on conflict (account_id, route, key) do update set body_hash = excluded.body_hash, answer = null, created_at = now()
      where idempotency_key.created_at < now() - interval '24 hours'`);
  if (mine === 0) return earlierAnswer<T>(tx, account, key);
  const answer = await make();
  await tx.count(sql`
    update idempotency_key set answer = ${JSON.stringify(answer)}
    where account_id = ${account} and route = ${key.route} and key = ${key.key}`);
  return answer;
}

type Stored<T> = { body_hash: Buffer; answer: T };
const stored = (account: number | null, { route, key }: Key) => sql`
  select body_hash, answer from idempotency_key where account_id = ${account} and route = ${route} and key = ${key}
    and created_at >= now() - interval '24 hours'`;

async function earlierAnswer<T>(tx: Transaction, account: number, key: Key): Promise<T> {
  return sameBody(await tx.one<Stored<T>>(stored(account, key)), key);
}

/** What was answered under this key before, for what writes its keys in a statement of its own. */
export async function earlier<T>(database: Database, actor: Actor, key: Key): Promise<T | undefined> {
  const known = await database.row<Stored<T>>(actor, stored(actor.account, key));
  return known && sameBody(known, key);
}

function sameBody<T>({ body_hash, answer }: Stored<T>, key: Key): T {
  if (!body_hash.equals(key.bodyHash)) throw new Refusal('idempotency_mismatch');
  return answer;
}

/** Keys are kept for a day. */
export async function sweepKeys(tx: Transaction): Promise<void> {
  await tx.count(sql`delete from idempotency_key where created_at < now() - interval '24 hours'`);
}
