import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { freePort } from '#test/process.ts';
import { isOutOfReach } from '../reach/out-of-reach.ts';
import { newToken } from '../tokens.ts';
import { openStorage, type Storage } from './storage.ts';
import { openBucketServer } from './storage-rig.ts';

const big = Buffer.alloc(3_000_000, 'bytes of a file');
async function* pieces(bytes: Buffer, end?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  if (end) throw end;
}

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salle-storage-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function keepsAndForgets(storage: Storage): Promise<void> {
  const key = newToken();
  await storage.keep(key, pieces(big));
  assert.deepEqual(await buffer(await storage.read(key)), big);
  await storage.remove(key);
  await storage.remove(key);
  await assert.rejects(storage.read(key));
  for (const foreign of ['../secret', '..%2fsecret-of-more', 'a/b', '']) {
    await assert.rejects(storage.keep(foreign, pieces(big)), /no key of ours/);
    await assert.rejects(async () => storage.read(foreign), /no key of ours/);
  }
}

describe('a folder', () => {
  test('keeps a file whole, for nobody else to read, and forgets it', async () => {
    const storage = openStorage({ url: undefined, folder: join(folder, 'files') });
    await keepsAndForgets(storage);
    const key = newToken();
    await storage.keep(key, pieces(big));
    assert.equal((await stat(join(folder, 'files', key))).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'files'))).mode & 0o777, 0o700);
  });

  test('keeps nothing of what did not come whole', async () => {
    const storage = openStorage({ url: undefined, folder: join(folder, 'half') });
    await assert.rejects(storage.keep(newToken(), pieces(big, new Error('cut off'))), /cut off/);
    assert.deepEqual(await readdir(join(folder, 'half')), []);
  });

  test('is swept of what a crash has left half written, and of nothing that is being written', async () => {
    const storage = openStorage({ url: undefined, folder: join(folder, 'crashed') });
    const key = newToken();
    await storage.keep(key, pieces(big));
    const { promise: crashed, reject: crash } = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield big;
      await crashed;
    }
    const kept = storage.keep(newToken(), slow());
    const halves = async () => (await readdir(join(folder, 'crashed'))).filter((name) => name !== key);
    while ((await halves()).length === 0) await tick(5);
    await storage.sweepHalves(Temporal.Now.instant().subtract({ hours: 1 }));
    assert.equal((await halves()).length, 1);
    await storage.sweepHalves(Temporal.Now.instant().add({ hours: 1 }));
    assert.deepEqual(await halves(), []);
    assert.equal((await buffer(await storage.read(key))).length, big.length);
    crash(new Error('killed'));
    await assert.rejects(kept, /killed/);
  });
});

/** So that whoever asks hears that it is away, and not that something of ours is wrong. */
function isAway(error: unknown, words: RegExp): boolean {
  return isOutOfReach(error) && words.test(String(error));
}

describe('a bucket', () => {
  test('keeps, gives back and forgets, each request signed over its bytes', async () => {
    await using server = await openBucketServer();
    await keepsAndForgets(openStorage({ url: server.url, folder }));
    assert.equal(server.objects.size, 0);
    assert.deepEqual(server.refusals, []);
  });

  test('is given nothing by halves, and what it refuses is told', async () => {
    await using server = await openBucketServer();
    const aside = join(folder, 'aside');
    const storage = openStorage({ url: server.url, folder: aside });
    await assert.rejects(storage.keep(newToken(), pieces(big, new Error('cut off'))), /cut off/);
    assert.equal(server.objects.size, 0);
    const thief = new URL(server.url);
    thief.password = 'guessed';
    const stranger = openStorage({ url: thief, folder });
    await assert.rejects(stranger.keep(newToken(), pieces(Buffer.from('x'))), /answered 403 SignatureDoesNotMatch/);
    server.state.isBroken = true;
    const slow = /answered 503 SlowDown/;
    await assert.rejects(storage.keep(newToken(), pieces(Buffer.from('x'))), (error) => isAway(error, slow));
    await assert.rejects(storage.read(newToken()), (error) => isAway(error, slow));
    const nobody = openStorage({ url: new URL(`http://k:s@127.0.0.1:${await freePort()}/b`), folder });
    await assert.rejects(nobody.read(newToken()), (error) => isAway(error, /ECONNREFUSED/));
    assert.deepEqual(await readdir(aside), [], 'nothing stays on this disk');
  });
});
