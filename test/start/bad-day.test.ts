import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { type OtherPostgres, openOtherPostgres } from '../other-postgres.ts';
import { openProgram } from '../process.ts';
import { assertWhole, killUnderLoad, openClinicOn, openEmbeddedClinic, secondsUntil } from './bad-day.ts';
import { adminToken, startLoad } from './load.ts';

let dataDirs: DataDirs;
let postgres: OtherPostgres;
before(async () => {
  [dataDirs, postgres] = await Promise.all([openDataDirs(), openOtherPostgres()]);
});
after(async () => {
  await dataDirs[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

describe('killed under load, with nobody helping', () => {
  test('the embedded database comes back by itself: its postmaster, one of its backends', async () => {
    const clinic = await openEmbeddedClinic(dataDirs);
    await killUnderLoad(clinic, [clinic.kill.postmaster, clinic.kill.backend]);
  });

  test('a PostgreSQL of somebody else’s that comes back is served from again; so is one that has lost a backend', async () => {
    const clinic = await openClinicOn(postgres, dataDirs);
    await killUnderLoad(clinic, [clinic.kill.backend, clinic.kill.postmaster, clinic.kill.server]);
  });
});

test('a PostgreSQL that hangs is told by /readyz, and keeps nobody waiting; it comes back by itself', async () => {
  const clinic = await openClinicOn(postgres, dataDirs);
  const load = startLoad(clinic.address, await adminToken(clinic.address));
  await load.until('200', 20);
  postgres.freeze();
  try {
    await secondsUntil(clinic.address, '/readyz', 503);
    await load.until('503', 12); // each of the callers was told, and told again
    assert.equal((await fetch(`${clinic.address}/healthz`)).status, 200, 'no new start would help');
  } finally {
    postgres.thaw();
  }
  await secondsUntil(clinic.address, '/readyz', 200);
  await load.until('201', 7);
  await load.stop();
  await assertWhole(clinic, load);
  clinic.program().signal('SIGTERM');
  assert.equal((await clinic.program().ended).code, 0);
});

test('a supervisor that asks for it is told when the program serves, that it lives, and when it ends', async () => {
  const folder = await dataDirs.clinic();
  const told = join(folder, 'told');
  const stub = join(folder, 'systemd-notify');
  await writeFile(stub, `#!/bin/sh\necho "$@" >> '${told}'\n`);
  await chmod(stub, 0o755);
  const env = { DATA_DIR: folder, NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '600000' };
  const program = openProgram({ env: { ...env, PATH: `${folder}:${process.env.PATH}` } });
  await program.ready();
  const lines = async () => (await readFile(told, 'utf8').catch(() => '')).split('\n').filter(Boolean);
  while ((await lines()).length < 3) await wait(20);
  program.signal('SIGTERM');
  assert.equal((await program.ended).code, 0);
  while ((await lines()).at(-1) !== '--stopping') await wait(20); // it is told by a child, which may live longer
  const all = await lines();
  assert.equal(all[0], '--ready');
  assert.equal(all.at(-1), '--stopping');
  assert(all.slice(1, -1).every((line) => line === 'WATCHDOG=1') && all.length > 2, all.join(', '));
});
