import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { openS3Bucket } from './storage-s3.ts';

/** Where people's files lie, under keys of ours: nothing of their names or owners is in the store. */
export type Storage = {
  /** keeps what comes, whole or not at all */
  keep(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  read(key: string): Promise<Readable>;
  /** no fault where it is gone already */
  remove(key: string): Promise<void>;
  /** what a crash has left half written on this disk, if nothing was added to it since then */
  sweepHalves(before: Temporal.Instant): Promise<void>;
};

export function openStorage({ url, folder }: { url: URL | undefined; folder: string }): Storage {
  return url ? openBucket(url, folder) : openFolder(folder);
}

/** Written aside under another name and safe on the disk before it has its own. */
function openFolder(folder: string): Storage {
  return {
    keep: async (key, bytes) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const aside = asideIn(folder);
      try {
        await written(aside, bytes);
        await rename(aside, join(folder, nameOf(key)));
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
      await settled(folder);
    },
    read: async (key) => {
      const stream = createReadStream(join(folder, nameOf(key)));
      await once(stream, 'open');
      return stream;
    },
    remove: (key) => rm(join(folder, nameOf(key)), { force: true }),
    sweepHalves: (before) => sweepAside(folder, before),
  };
}

/** A bucket wants to know length and hash before the first byte: what comes lies on this disk until then. */
function openBucket(url: URL, folder: string): Storage {
  const bucket = openS3Bucket(url);
  return {
    keep: async (key, bytes) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const aside = asideIn(folder);
      try {
        const { size, sha256 } = await written(aside, bytes);
        await bucket.put(nameOf(key), createReadStream(aside), { size, sha256 });
      } finally {
        await rm(aside, { force: true });
      }
    },
    read: (key) => bucket.get(nameOf(key)),
    remove: (key) => bucket.remove(nameOf(key)),
    sweepHalves: (before) => sweepAside(folder, before),
  };
}

/** Under a name that no key has. */
function asideIn(folder: string): string {
  return join(folder, `.${randomUUID()}`);
}

async function sweepAside(folder: string, before: Temporal.Instant): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const changed = name.startsWith('.') ? (await stat(path, { throwIfNoEntry: false }))?.mtimeMs : undefined;
    if (changed !== undefined && changed < before.epochMilliseconds) await rm(path, { force: true });
  }
}

async function written(path: string, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const told = await poured(file, bytes);
    await file.sync();
    return told;
  } finally {
    await file.close();
  }
}

async function poured(file: FileHandle, bytes: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: string }> {
  const digest = createHash('sha256');
  let size = 0;
  for await (const piece of bytes) {
    await file.writeFile(piece);
    digest.update(piece);
    size += piece.length;
  }
  return { size, sha256: digest.digest('hex') };
}

/** The new name itself must outlive a power cut. */
async function settled(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Keys are ours; whatever else came here would be a way out of the folder. */
function nameOf(key: string): string {
  if (!/^[\w-]{16,64}$/.test(key)) throw new Error('no key of ours');
  return key;
}
