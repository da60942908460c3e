import { createHash } from 'node:crypto';
import type { File } from '#contract/appointments.ts';
import type { Bytes } from '#contract/route.ts';
import { type Actor, type Database, system, undone } from '#server/platform/database.ts';
import { type AccountCaller, actorOf } from '#server/platform/door.ts';
import { earlier, type Key, once, wasUsed } from '#server/platform/idempotency.ts';
import type { FileBody } from '#server/platform/incoming/file-body.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { Storage } from '#server/platform/storage/storage.ts';
import { newToken } from '#server/platform/tokens.ts';
import type { BookingLog } from '../booking-log.ts';
import * as statements from './files.sql.ts';
import { longestMark, newJudge } from './files-kinds.ts';
import { asAttachment, nameAs } from './files-names.ts';

const looseHours = 24;

export type FilesDeps = {
  database: Database;
  storage: Storage;
  log: Pick<BookingLog, 'fileNotDiscarded'>;
  now: () => Temporal.Instant;
};
type Upload = { caller: AccountCaller; name: string; file: FileBody | undefined; key: Key | undefined };

/** What patients bring for the doctor: first loose and theirs alone, then an appointment's. */
export function openFiles({ database, storage, log, now }: FilesDeps) {
  async function add(upload: Upload): Promise<File> {
    const actor = actorOf(upload.caller);
    const { type, bytes, promised } = orNotFound(upload.file);
    const seen = looking(type, bytes);
    if (upload.key && (await wasUsed(database, actor, upload.key))) return addedBefore(actor, upload.key, seen);
    const key = await reserve(actor, promised);
    let mayStand = false;
    try {
      await storage.keep(key, seen.bytes);
      mayStand = true;
      const { file, isOurs } = await added(actor, upload, key, seen);
      mayStand = isOurs;
      return file;
    } catch (error) {
      // Where the connection was lost as its row was committed nobody knows whether it stands: the sweep finds out.
      mayStand &&= !(error instanceof Refusal || undone(error));
      throw error;
    } finally {
      if (!mayStand) await discard(actor, key, seen.size());
    }
  }

  /** The key is noted, and a place taken, before the first byte: whatever ends from here on, the sweep finds it. */
  async function reserve(actor: Actor, promised: number): Promise<string> {
    const key = newToken();
    const place = statements.reserveFile(key, promised);
    const { refusal, wait } = orNotFound(await database.as(actor).row<statements.Reserved>(place));
    if (refusal) throw new Refusal(refusal, {}, wait ?? undefined);
    return key;
  }

  /** Of two that come at once under one key only one is made: the other's bytes are another copy. */
  async function added(
    actor: Actor,
    { name, key: asked }: Upload,
    key: string,
    seen: Seen,
  ): Promise<{ file: File; isOurs: boolean }> {
    const type = orNotFound(seen.type());
    const stored = { name: nameAs(name, type), type, size: seen.size(), key };
    const exactly = asked && keyWith(asked, seen.digest());
    return database.transaction(actor, async (tx) => {
      let isOurs = false;
      const file = await once(tx, exactly, async () => {
        isOurs = true;
        const { id } = await tx.one<{ id: number | null }>(statements.addFile(stored));
        if (id === null) throw new Refusal('too_many_files');
        return { id, name: stored.name, type, size: stored.size };
      });
      return { file, isOurs };
    });
  }

  /** Read to its end, since the same key with other bytes is another request; kept nowhere. */
  async function addedBefore(actor: Actor, key: Key, seen: Seen): Promise<File> {
    const pieces = seen.bytes[Symbol.asyncIterator]();
    while (!(await pieces.next()).done);
    return orNotFound(await earlier<File>(database, actor, keyWith(key, seen.digest())));
  }

  /** The store is as before. Where it cannot be reached just now, the sweep does it. */
  async function discard(actor: Actor, key: string, came: number): Promise<void> {
    try {
      await storage.remove(key);
      await database.as(actor).rows(statements.giveBackFile(key, came));
    } catch (error) {
      log.fileNotDiscarded(error);
    }
  }

  async function remove(actor: Actor, id: number): Promise<void> {
    const { key } = orNotFound(
      await database.as(actor).row<{ key: string }>(statements.deleteLoose(id, Number(actor.account))),
    );
    await storage.remove(key);
  }

  /** Row-level security shows it to the family and to the treating doctor. */
  async function read(actor: Actor, appointment: number, id: number) {
    const file = orNotFound(await database.as(actor).row<statements.StoredFile>(statements.readFile(appointment, id)));
    return { bytes: await storage.read(file.key), headers: headersOf(file) };
  }

  /** What nobody made an appointment with goes after a day; so does what is in the store for no row, whole or in halves. */
  async function sweep(): Promise<void> {
    const before = now().subtract({ hours: looseHours });
    await storage.sweepHalves(before);
    const gone = await database.as(system).rows<{ key: string }>(statements.sweepFiles(before.toString()));
    for (const { key } of gone) {
      await storage.remove(key);
      await database.as(system).rows(statements.forgetKey(key));
    }
  }

  return { add, remove, read, sweep };
}

type Seen = ReturnType<typeof looking>;

/** Looks at what passes: refuses what is nothing of ours, measures the rest. */
function looking(said: string, bytes: Bytes) {
  const digest = createHash('sha256');
  const judge = newJudge(said);
  let size = 0;
  async function* passing(): Bytes {
    for await (const piece of fromMark(bytes)) {
      size += piece.length;
      if (!judge.takes(piece)) throw new Refusal('file_type');
      digest.update(piece);
      yield piece;
    }
    if (size === 0) throw invalidField('', 'required', 'This file is empty.');
  }
  return { bytes: passing(), size: () => size, type: judge.found, digest: () => digest.digest() };
}

/** The first piece is long enough to know a file by, however small the pieces that come. */
async function* fromMark(bytes: Bytes): Bytes {
  let held: Uint8Array | undefined = new Uint8Array();
  for await (const piece of bytes) {
    if (held === undefined) {
      yield piece;
      continue;
    }
    held = Buffer.concat([held, piece]);
    if (held.length < longestMark) continue;
    yield held;
    held = undefined;
  }
  if (held?.length) yield held;
}

/** A repeated upload is the same one when its bytes are. */
function keyWith(key: Key, digest: Buffer): Key {
  return { ...key, bodyHash: createHash('sha256').update(key.bodyHash).update(digest).digest() };
}

/** Saved, never shown: what a stranger made runs nowhere near our pages. */
function headersOf({ name, type, size }: statements.StoredFile): Record<string, string> {
  return {
    'content-type': type,
    'content-length': String(size),
    'content-disposition': asAttachment(name),
    'content-security-policy': 'sandbox',
    'cache-control': 'private, no-store',
  };
}
