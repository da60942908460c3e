import { auditMergesMinutes, type Reading, type Reads } from '#contract/audit-actions.ts';
import { noteOnce } from './audit.ts';
import type { Actor, Database } from './database.ts';

/** What an answer has shown, and to whom. */
export type Shown = { actor: Actor; reading: Exclude<Reads, string>; params: object; answer: unknown; whose?: number };
export type NoteReading = (shown: Shown) => Promise<void>;

/** As much as is remembered of what was written down already; the oldest is forgotten, and then asked of the database again. */
const mostRemembered = 50_000;

/**
 * Writes down who was shown what, before they are: no answer goes out without its row. What this process knows to be written down
 * costs no further look at the database; what it does not know, the database's constraint does.
 */
export function newReadings({ database, now }: { database: Database; now: () => Temporal.Instant }): NoteReading {
  const written = new Map<string, number>();

  async function noteShown({ actor, reading: { action, of }, ...shown }: Shown): Promise<void> {
    const who = actor.account === null ? `link ${actor.link}` : `account ${actor.account}`;
    if (of === 'each') return noteListed(actor, who, action, idsIn(shown.answer));
    const { id = null, ...details } = of === 'address' ? addressed(shown.params) : { id: shown.whose };
    const name = [who, action, id, ...Object.values(details)].join(' ');
    if (isWritten(name)) return;
    if (await noteOnce(database.as(actor), { action, subject: id, details })) remember(name);
  }

  /** Of a list that is looked at again, what has come to it since. */
  async function noteListed(actor: Actor, who: string, action: Reading, ids: readonly number[]): Promise<void> {
    const nameOf = (id: number) => `${who} ${action} ${id}`;
    const fresh = [...new Set(ids)].filter((id) => !isWritten(nameOf(id))).toSorted((a, b) => a - b);
    if (fresh.length === 0) return;
    const noted = { action, subject: null, listed: fresh };
    if (await noteOnce(database.as(actor), noted)) for (const id of fresh) remember(nameOf(id));
  }

  function isWritten(name: string): boolean {
    return (written.get(name) ?? 0) > now().epochMilliseconds;
  }

  function remember(name: string): void {
    written.delete(name); // so that the oldest stands first
    written.set(name, now().epochMilliseconds + auditMergesMinutes * 60_000);
    const [oldest] = written.size > mostRemembered ? written.keys() : [];
    if (oldest !== undefined) written.delete(oldest);
  }

  return noteShown;
}

/** `{id}` is whose it is; what else stands in the address goes with it under its own word. */
function addressed(params: object): { id?: number } & Record<string, number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name.replace(/_id$/, ''), Number(value)] as const),
  );
}

function idsIn(answer: unknown): number[] {
  const rows = Array.isArray(answer) ? answer : (answer as { data: unknown[] }).data;
  return (rows as { id: number }[]).map(({ id }) => id);
}
