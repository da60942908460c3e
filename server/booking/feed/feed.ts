import { hash } from 'node:crypto';
import type { Feed } from '#contract/feed.ts';
import type { Actor, Database, Transaction } from '#server/platform/database.ts';
import { actorOf, type Caller } from '#server/platform/door.ts';
import { type Key, once } from '#server/platform/idempotency.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { calendarText, eventsSince } from '../invitation/invitation.ts';
import * as statements from './feed.sql.ts';

const daysBack = 30;
/** How long a cancelled appointment is still told, so that calendars take it out. */
const daysCancelled = 7;

export type FeedDeps = { database: Database; now: () => Temporal.Instant; address: string; secret: string };

/** A person's own appointments at an address that nobody guesses and that dies when they wish. */
export function openFeeds({ database, now, address, secret }: FeedDeps) {
  async function read(actor: Actor): Promise<Feed> {
    const made = await database.as(actor).row<{ made_at: string }>(statements.readFeed);
    return { url: null, made_at: made?.made_at ?? null };
  }

  /** The address is told now or never: what is kept of it cannot be turned back. */
  async function make(caller: Caller, key: Key | undefined): Promise<Feed> {
    return database.transaction(actorOf(caller), (tx) => once(tx, key, () => made(tx, caller.account_id), secret));
  }

  async function made(tx: Transaction, account: number): Promise<Feed> {
    const token = newToken();
    const { made_at } = await tx.one<{ made_at: string }>(statements.putFeed(account, hashed(token), now().toString()));
    return { url: `${address}/calendar/${token}.ics`, made_at };
  }

  async function remove(actor: Actor): Promise<void> {
    await database.as(actor).rows(statements.deleteFeed);
  }

  /** In the account's name: by whoever shuts out those who have the address. */
  async function end(tx: Transaction, account: number): Promise<void> {
    await tx.rows(statements.endFeed(account));
  }

  /** What the subscriber may see now, read as the subscriber. */
  async function text(token: string): Promise<{ text: string; tag: string }> {
    const { account_id, role, language } = orNotFound(
      await database.unframed.row<statements.Subscriber>(statements.subscriberBy(hashed(token))),
    );
    const moment = now();
    const since = (days: number) => moment.subtract({ hours: 24 * days }).toString();
    return database.transaction({ account: account_id, role }, async (tx) => {
      const { clinic, events } = await eventsSince(tx, language ?? 'en', {
        starting: since(daysBack),
        cancelled: since(daysCancelled),
      });
      const text = calendarText(events, { name: clinic });
      return { text, tag: `"${hash('sha256', text, 'base64url')}"` };
    });
  }

  return { read, make, remove, end, text };
}
