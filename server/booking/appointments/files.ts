import { createHash } from 'node:crypto';
import type { File } from '#contract/appointments.ts';
import type { Bytes } from '#contract/route.ts';
import { type Actor, type Database, system } from '#server/platform/database.ts';
import type { AccountCaller } from '#server/platform/door.ts';
import { type Key, once } from '#server/platform/idempotency.ts';
import type { JobKind } from '#server/platform/jobs.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { Storage } from '#server/platform/storage.ts';
import { newToken } from '#server/platform/tokens.ts';
import { auditAppointment } from './appointments.sql.ts';
import * as statements from './files.sql.ts';
import { doubtOf, longestMark } from './files-kinds.ts';

export const fileSweep: JobKind = { name: 'booking.files', retryLimit: 2 };

const mostLoose = 50;
const looseHours = 24;

export type FilesDeps = { database: Database; storage: Storage; now: () => Temporal.Instant };
type Upload = {
  caller: AccountCaller;
  name: string;
  file: { type: string; bytes: Bytes } | undefined;
  key: Key | undefined;
};

/** What patients bring for the doctor: first loose and theirs alone, then an appointment's. */
export function openFiles({ database, storage, now }: FilesDeps) {
  /** The key is noted before the bytes and the row after them: whatever ends in between, the sweep finds it. */
  async function add(upload: Upload): Promise<File> {
    const { account_id, role } = upload.caller;
    const actor: Actor = { account: account_id, role };
    const key = newToken();
    await database.as(actor).rows(statements.noteKey(key));
    const { type, bytes } = orNotFound(upload.file);
    const seen = looking(type, bytes);
    await storage.keep(key, seen.bytes);
    const stored = { name: harmless(upload.name), type, size: seen.size(), key };
    return database.transaction(actor, (tx) =>
      once(tx, upload.key && keyWith(upload.key, seen.digest()), async () => {
        const made = await tx.one<{ id: number | null }>(statements.addFile(stored, mostLoose, now().toString()));
        if (made.id === null) throw new Refusal('too_many_files');
        return { id: made.id, name: stored.name, type, size: stored.size };
      }),
    );
  }

  async function remove(actor: Actor, id: number): Promise<void> {
    const { key } = orNotFound(
      await database.as(actor).row<{ key: string }>(statements.deleteLoose(id, Number(actor.account))),
    );
    await storage.remove(key);
  }

  /** Row-level security shows it to the family and to the treating doctor; that a doctor has read it is written down. */
  async function read(actor: Actor, appointment: number, id: number) {
    const file = await database.transaction(actor, async (tx) => {
      const file = orNotFound(await tx.row<statements.StoredFile>(statements.readFile(appointment, id)));
      if (actor.role === 'doctor') {
        await tx.count(auditAppointment(actor.account, actor.role, 'file.read', appointment, { file: id }));
      }
      return file;
    });
    return { bytes: await storage.read(file.key), headers: headersOf(file) };
  }

  /** What nobody made an appointment with goes after a day; so does what is in the store for no row. */
  async function sweep(): Promise<void> {
    const before = now().subtract({ hours: looseHours }).toString();
    const gone = await database.as(system).rows<{ key: string }>(statements.sweepFiles(before));
    for (const { key } of gone) {
      await storage.remove(key);
      await database.as(system).rows(statements.forgetKey(key));
    }
  }

  return { add, remove, read, sweep };
}

/** Looks at what passes: refuses what is not what it says, measures the rest. */
function looking(type: string, bytes: Bytes) {
  const digest = createHash('sha256');
  const isDoubtful = doubtOf(type);
  let size = 0;
  async function* passing(): Bytes {
    for await (const piece of fromMark(bytes)) {
      if (isDoubtful(piece, size === 0)) throw new Refusal('file_type');
      digest.update(piece);
      size += piece.length;
      yield piece;
    }
    if (size === 0) throw invalidField('', 'required', 'This file is empty.');
  }
  return { bytes: passing(), size: () => size, digest: () => digest.digest() };
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

/** No way into another folder, no line of its own, no turning of the words around it. */
function harmless(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}/\\]/gu, '_').trim();
}

/** Saved, never shown: what a stranger made runs nowhere near our pages. */
function headersOf({ name, type, size }: statements.StoredFile): Record<string, string> {
  const plain = name.replaceAll(/[^\w. -]/g, '_');
  const exact = encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return {
    'content-type': type,
    'content-length': String(size),
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
    'content-security-policy': 'sandbox',
    'cache-control': 'private, no-store',
  };
}
