import { createHash } from 'node:crypto';
import type { Actor, Database, Transaction } from './database.ts';
import { decrypted, encrypted } from './encryption.ts';
import { Refusal } from './refusal.ts';
import { type Statement, sql } from './sql.ts';

/** How a repeated request is known again. */
export type Key = { route: string; key: string; bodyHash: Buffer };

const answers = 'answers that are given again';

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
 * a refusal takes it away again, and whoever comes later reads the first answer. With the clinic's secret, nobody else does.
 */
export async function once<T>(
  tx: Transaction,
  key: Key | undefined,
  make: () => Promise<T>,
  secret?: string,
): Promise<T> {
  const { account, link = null } = tx.actor;
  if (!key || (account === null && link === null)) return make();
  const mine = await tx.count(sql`
    insert into idempotency_key (account_id, link_id, route, key, body_hash)
    values (${account}, ${link}, ${key.route}, ${key.key}, ${key.bodyHash})
    on conflict (account_id, link_id, route, key) do update set body_hash = excluded.body_hash, answer = null, created_at = now()
      where idempotency_key.created_at < now() - interval '24 hours'`);
  if (mine === 0) {
    const known = await earlierAnswer<T>(tx, key);
    return secret ? unlock(secret, known) : known;
  }
  const answer = await make();
  const text = JSON.stringify(secret ? lock(secret, answer) : answer);
  await tx.count(sql`
    update idempotency_key set answer = ${text} where ${under(tx.actor, key)}`);
  return answer;
}

type Stored<T> = { body_hash: Buffer; answer: T };
const stored = (actor: Actor, key: Key) => sql`
  select body_hash, answer from idempotency_key where ${under(actor, key)} and created_at >= now() - interval '24 hours'`;

/** Each caller's keys are their own: an account's, or a link's. */
function under({ account, link }: Actor, { route, key }: Key): Statement {
  const whose = link === undefined ? sql`account_id = ${account}` : sql`link_id = ${link}`;
  return sql`${whose} and route = ${route} and key = ${key}`;
}

async function earlierAnswer<T>(tx: Transaction, key: Key): Promise<T> {
  return sameBody(await tx.one<Stored<T>>(stored(tx.actor, key)), key);
}

/** What was answered under this key before, for what writes its keys in a statement of its own. */
export async function earlier<T>(database: Database, actor: Actor, key: Key): Promise<T | undefined> {
  const known = await database.as(actor).row<Stored<T>>(stored(actor, key));
  return known && sameBody(known, key);
}

/** Whether anything was answered under this key before, whatever it was asked with: for what is too long to be read twice. */
export async function wasUsed(database: Database, actor: Actor, key: Key): Promise<boolean> {
  return (await database.as(actor).row(stored(actor, key))) !== undefined;
}

/**
 * A refusal is not remembered, but a success is: whoever repeats it hears the first answer, whatever has changed since.
 * For what may be refused before its key is looked at.
 */
export async function elseEarlier<T>(
  { database, actor, key }: { database: Database; actor: Actor; key: Key | undefined },
  make: () => Promise<T>,
): Promise<T> {
  try {
    return await make();
  } catch (error) {
    const known = key && error instanceof Refusal ? await earlier<T>(database, actor, key) : undefined;
    if (known === undefined) throw error;
    return known;
  }
}

/** How an answer is written down that holds a secret: locked with the clinic's own. */
function lock(secret: string, answer: unknown): string {
  return encrypted(secret, answers, JSON.stringify(answer)).toString('base64');
}

function unlock<T>(secret: string, locked: unknown): T {
  const answer = decrypted(secret, answers, Buffer.from(String(locked), 'base64'));
  if (answer === undefined) throw new Error('an answer was written down under another SALLE_SECRET');
  return JSON.parse(answer);
}

function sameBody<T>({ body_hash, answer }: Stored<T>, key: Key): T {
  if (!body_hash.equals(key.bodyHash)) throw new Refusal('idempotency_mismatch');
  return answer;
}

/** Keys live for a day. */
export async function sweepKeys(tx: Transaction): Promise<void> {
  await tx.count(sql`delete from idempotency_key where created_at < now() - interval '24 hours'`);
}
