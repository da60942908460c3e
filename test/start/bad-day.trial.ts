import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { figure } from '../figure.ts';
import { hasOldest, openOtherPostgres } from '../other-postgres.ts';
import { openProgram } from '../process.ts';
import { hasRedis, openRedis } from '../storm/redis.ts';
import { assertWhole, type Clinic, killUnderLoad, openClinicOn, openEmbeddedClinic, secondsUntil } from './bad-day.ts';
import { adminToken, startLoad } from './load.ts';

const times = 5;
/** In seconds: until the clinic takes in again what is written. */
const longestAbsence = 10;
const versions = hasOldest ? (['ours', 'oldest'] as const) : (['ours'] as const);

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

async function killed(where: string, what: string, clinic: Clinic, kill: () => Promise<void>): Promise<void> {
  const { seconds, seen } = await killUnderLoad(clinic, Array<() => Promise<void>>(times).fill(kill));
  figure(`${where}, kill -9 of ${what}`, '0 lost', `back after ${seconds.join(', ')} s; ${JSON.stringify(seen)}`);
  assert(Math.max(...seconds) <= longestAbsence, `back after ${seconds.join(', ')} s`);
}

describe(`kill -9, ${times} times each, under load`, () => {
  for (const what of ['server', 'postmaster', 'backend'] as const) {
    test(`embedded: ${what}`, async () => {
      const clinic = await openEmbeddedClinic(dataDirs);
      await killed('embedded', what, clinic, clinic.kill[what]);
    });
    for (const version of versions) {
      test(`outside, ${version}: ${what}`, async () => {
        await using postgres = await openOtherPostgres(version);
        const clinic = await openClinicOn(postgres, dataDirs);
        await killed(`outside (${version})`, what, clinic, clinic.kill[what]);
      });
    }
  }

  test('outside: Redis', { skip: hasRedis() ? false : 'redis-server is not installed' }, async () => {
    await using postgres = await openOtherPostgres();
    await using redis = await openRedis();
    const clinic = await openClinicOn(postgres, dataDirs, redis);
    await killed('outside', 'Redis', clinic, async () => {
      await redis.kill();
      redis.start();
    });
  });
});

for (const version of versions) {
  test(`PostgreSQL (${version}) hangs for 30 seconds`, async () => {
    await using postgres = await openOtherPostgres(version);
    const clinic = await openClinicOn(postgres, dataDirs);
    const load = startLoad(clinic.address, await adminToken(clinic.address));
    await load.until('201', 5);
    postgres.freeze();
    const begun = performance.now();
    const [told, first] = await Promise.all([
      secondsUntil(clinic.address, '/readyz', 503),
      load.until('503', 6).then(() => (performance.now() - begun) / 1000),
    ]);
    await wait(30_000 - (performance.now() - begun));
    postgres.thaw();
    const back = await secondsUntil(clinic.address, '/readyz', 200);
    await load.until('201', 7);
    await load.stop();
    await assertWhole(clinic, load);
    const words = [
      `/readyz after ${told.toFixed(1)} s`,
      `all callers 503 after ${first.toFixed(1)} s`,
      `back after ${back.toFixed(1)} s`,
    ];
    figure(
      `PostgreSQL (${version}) hung for 30 s`,
      '0 lost',
      `${words.join(', ')}; ${JSON.stringify(Object.fromEntries(load.seen))}`,
    );
    assert.deepEqual(load.cut, []);
    assert(told <= 2 && first <= 6);
  });
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
describe('a disk that is full, then has room again', {
  skip: mayMount ? false : 'only root may mount a small disk',
}, () => {
  for (const place of ['everything', 'all but the WAL'] as const) {
    test(place, async () => {
      const disk = dataDirs.fresh();
      await mkdir(disk, { recursive: true });
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m,mode=0755', 'tmpfs', disk]);
      try {
        await fillAndEmpty(disk, place);
      } finally {
        execFileSync('umount', ['--lazy', disk]);
      }
    });
  }
});

async function fillAndEmpty(disk: string, place: 'everything' | 'all but the WAL'): Promise<void> {
  const dataDir = join(disk, 'data');
  const filler = join(disk, 'filler');
  if (place === 'all but the WAL') {
    const first = openProgram({ env: { DATA_DIR: dataDir } });
    await first.ready();
    first.signal('SIGTERM');
    await first.ended;
    const apart = dataDirs.fresh();
    execFileSync('cp', ['-a', join(dataDir, 'postgres/pg_wal'), apart]);
    await rm(join(dataDir, 'postgres/pg_wal'), { recursive: true });
    execFileSync('chmod', ['0755', dataDirs.folder]);
    await symlink(apart, join(dataDir, 'postgres/pg_wal'));
  }
  const clinic = await openEmbeddedClinic(dataDirs, dataDir);
  const load = startLoad(clinic.address, await adminToken(clinic.address));
  await load.until('201', 5);
  fill(filler);
  await load.until('503', 20);
  await wait(20_000);
  const beforeRoom = Object.fromEntries(load.seen);
  await rm(filler);
  const begun = performance.now();
  await load.until('201', 7);
  const back = (performance.now() - begun) / 1000;
  await load.stop();
  await assertWhole(clinic, load);
  figure(`disk full: ${place}`, '0 lost', `${JSON.stringify(beforeRoom)}; with room, back after ${back.toFixed(1)} s`);
  assert(back <= 30);
  clinic.program().signal('SIGTERM');
  assert.equal((await clinic.program().ended).code, 0);
}

/** To the last byte. */
function fill(file: string): void {
  for (const size of [1 << 20, 1 << 12, 1]) {
    for (;;) {
      try {
        appendFileSync(file, Buffer.alloc(size));
      } catch {
        break; // no room for so much
      }
    }
  }
}
