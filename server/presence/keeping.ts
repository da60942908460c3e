import { type Database, system } from '#server/platform/database.ts';
import type { Log } from '#server/platform/log.ts';
import type { Turn } from './attendance.ts';
import * as statements from './presence.sql.ts';

export type Keeping = ReturnType<typeof openKeeping>;

/** Writes down how people stand, many at once; what could not be written waits for the next time. */
export function openKeeping(database: Database, log: Log) {
  const unsaved = new Map<number, Turn>();
  let saving: Promise<void> = Promise.resolve();
  let isTrying = false;

  /** One writing after the other, so that none overtakes a later one. */
  function save(): Promise<void> {
    saving = saving.then(saveAll, saveAll);
    return saving;
  }

  async function saveAll(): Promise<void> {
    const turns = [...unsaved.values()];
    if (turns.length === 0) return;
    await database.as(system).rows(statements.keepPresence(turns));
    for (const turn of turns) if (unsaved.get(turn.id) === turn) unsaved.delete(turn.id);
  }

  async function trySave(): Promise<void> {
    if (isTrying || unsaved.size === 0) return;
    isTrying = true;
    await save().catch((error) => log.warn({ event: 'presence_not_saved', reason: String(error?.message) }));
    isTrying = false;
  }

  /** Those who were here when the program last ended, or are on another process. */
  async function here(): Promise<Turn[]> {
    const stored = await database.as(system).rows<statements.StoredPresence>(statements.readHere);
    return stored.map((row) => ({ id: row.account_id, status: row.status, seenAt: Date.parse(row.last_seen_at) }));
  }

  async function lastSeen(ids: readonly number[]): Promise<Map<number, string>> {
    await save();
    const stored = await database.as(system).rows<statements.StoredPresence>(statements.readPresence(ids));
    return new Map(stored.map((row) => [row.account_id, row.last_seen_at]));
  }

  return { note: (turn: Turn) => void unsaved.set(turn.id, turn), trySave, here, lastSeen };
}
