import { hash } from 'node:crypto';
import type { Feed } from '#contract/feed.ts';
import type { CallerLinks } from '#server/identity/identity.ts';
import { note } from '#server/platform/audit.ts';
import type { Actor, Database, Transaction } from '#server/platform/database.ts';
import { type AccountCaller, actorOf, type LinkCaller } from '#server/platform/door.ts';
import { type Key, once } from '#server/platform/idempotency.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import { calendarText, eventsSince } from '../invitation/invitation.ts';
import * as statements from './feed.sql.ts';

const daysBack = 30;
/** How long a cancelled appointment is still told, so that calendars take it out. */
const daysCancelled = 7;

export type FeedDeps = {
  database: Database;
  links: CallerLinks;
  now: () => Temporal.Instant;
  address: string;
  secret: string;
};

/** A person's own appointments at an address that nobody guesses and that dies when they wish. */
export function openFeeds({ database, links, now, address, secret }: FeedDeps) {
  async function read(actor: Actor): Promise<Feed> {
    const made = await database.as(actor).row<{ made_at: string }>(statements.readFeed);
    return { url: null, made_at: made?.made_at ?? null };
  }

  /** The address is told now or never: what is kept of it cannot be turned back. */
  async function make(caller: AccountCaller, key: Key | undefined): Promise<Feed> {
    return database.transaction(actorOf(caller), (tx) => once(tx, key, () => made(tx, caller.account_id), secret));
  }

  async function made(tx: Transaction, account: number): Promise<Feed> {
    const madeAt = now().toString();
    const { token, made_at } = await links.giveOnly(tx, {
      kind: 'feed',
      subject: account,
      account,
      madeAt,
      expiresAt: null,
    });
    await note(tx, 'calendar.given', account);
    return { url: `${address}/calendar/${token}.ics`, made_at };
  }

  async function remove(caller: AccountCaller): Promise<void> {
    await database.transaction(actorOf(caller), async (tx) => {
      const ended = await links.endFor(tx, 'feed', caller.account_id);
      if (ended > 0) await note(tx, 'calendar.taken_back', caller.account_id);
    });
  }

  /** What the one whose calendar it is may see now, read by the link itself. */
  async function text(link: LinkCaller): Promise<{ text: string; tag: string }> {
    const moment = now();
    const since = (days: number) => moment.subtract({ hours: 24 * days }).toString();
    return database.transaction(actorOf(link), async (tx) => {
      const { role, language, clinic } = orNotFound(await tx.row<statements.Subscriber>(statements.readSubscriber));
      const about = { side: role, language: language ?? 'en', clinic };
      const events = await eventsSince(tx, about, { starting: since(daysBack), cancelled: since(daysCancelled) });
      const text = calendarText(events, { name: clinic });
      return { text, tag: `"${hash('sha256', text, 'base64url')}"` };
    });
  }

  return { read, make, remove, text };
}
