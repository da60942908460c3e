import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { openEmbedded } from '#database/embedded.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, openProgram } from '../process.ts';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

async function reset(dataDir: string, { args = ['--yes'], input = '', env = {} } = {}) {
  const command = [process.execPath, 'server/demo-reset.ts', ...args];
  const program = openProgram({ command, input, env: { DATA_DIR: dataDir, ...env } });
  const { code } = await program.ended;
  return { code, told: program.stderr() };
}

/** Whether what a first start has made is all there. */
async function isWhole(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir);
  return ['postgres', 'postgres-password', 'secret'].every((name) => names.includes(name));
}

async function changed(dataDir: string, statements: string): Promise<void> {
  const { connection, stop } = await openEmbedded({ dataDir });
  const owner = new pg.Client(connection);
  await owner.connect();
  await owner.query(statements);
  await owner.end();
  await stop();
}

describe('npm run demo:reset', { concurrency: 2 }, () => {
  test('removes what Salle made, and nothing else; the next start makes the demo anew', async () => {
    const dataDir = await dataDirs.clinic();
    await writeFile(join(dataDir, 'notes.txt'), 'mine');
    const secret = await readFile(join(dataDir, 'secret'), 'utf8');
    const { code, told } = await reset(dataDir);
    assert.equal(code, 0, told);
    assert.match(told, new RegExp(`The next start makes the demo anew: DATA_DIR=${dataDir} npm start\n$`));
    assert.deepEqual((await readdir(dataDir)).toSorted(), ['lock', 'notes.txt']);
    assert.deepEqual(databaseProcesses(dataDir), []);

    const program = openProgram({ env: { DATA_DIR: dataDir } });
    const address = await program.ready();
    const clinic = (await (await fetch(`${address}/api/v1/clinic`)).json()) as { data: { demo: unknown } };
    assert(clinic.data.demo);
    program.signal('SIGTERM');
    assert.equal((await program.ended).code, 0);
    assert.notEqual(await readFile(join(dataDir, 'secret'), 'utf8'), secret);
  });

  test('asks once, and takes only yes for yes', async () => {
    const dataDir = await dataDirs.clinic();
    for (const input of ['', '\n', 'no\n', 'yess\n']) {
      const { code, told } = await reset(dataDir, { args: [], input });
      assert.equal(code, 1);
      assert.match(told, /with \d+ accounts.*postgres, postgres-password.*nothing was removed\n$/s);
      assert(await isWhole(dataDir));
    }
    assert.equal((await reset(dataDir, { args: [], input: 'yes\n' })).code, 0);
    assert(!existsSync(join(dataDir, 'postgres')));
  });

  test('a demo of a Salle whose tables this one does not know goes as well', async () => {
    const dataDir = await dataDirs.clinic();
    await changed(dataDir, `update migration set name = '0001_before_all_this.sql' where name like '0001%'`);
    const start = openProgram({ env: { DATA_DIR: dataDir } });
    assert.equal((await start.ended).code, 1, 'it cannot be started');
    const { code, told } = await reset(dataDir);
    assert.equal(code, 0, told);
    assert(!existsSync(join(dataDir, 'postgres')));
  });

  test('says how many people have come since', async () => {
    const dataDir = await dataDirs.clinic();
    await changed(dataDir, `update account set is_demo = false where role = 'patient'`);
    assert.match((await reset(dataDir, { args: [] })).told, /\n\d+ of these accounts are not the demo's own/);
  });

  const refusals: [what: string, prepare: (dataDir: string) => Promise<void>, told: RegExp][] = [
    ['a real clinic', (dataDir) => changed(dataDir, 'update clinic set is_demo = false'), /is no demo clinic/],
    ['a database without a clinic', (dataDir) => changed(dataDir, 'drop table clinic cascade'), /is no demo clinic/],
  ];
  for (const [what, prepare, line] of refusals) {
    test(`refuses ${what}, and leaves it as it is`, async () => {
      const dataDir = await dataDirs.clinic();
      await prepare(dataDir);
      const { code, told } = await reset(dataDir);
      assert.equal(code, 1);
      assert.match(told, line);
      assert(!told.trimEnd().includes('\n'), 'one line');
      assert(await isWhole(dataDir));
    });
  }

  test('refuses one that runs, a folder without any, and a PostgreSQL of one’s own', async () => {
    const dataDir = await dataDirs.clinic();
    const program = openProgram({ env: { DATA_DIR: dataDir } });
    const address = await program.ready();
    assert.match((await reset(dataDir)).told, /^DATA_DIR [^\n]+ is in use by another Salle[^\n]*\n$/);
    assert.equal((await fetch(`${address}/readyz`)).status, 200);
    program.signal('SIGTERM');
    assert.equal((await program.ended).code, 0);
    assert.match((await reset(dataDirs.fresh())).told, /^there is no database in DATA_DIR [^\n]+\n$/);
    const env = { DATABASE_URL: 'postgres://db/salle', SALLE_SECRET: 'a'.repeat(32) };
    assert.match((await reset(dataDir, { env })).told, /^DATABASE_URL is [^\n]+\n$/);
    assert(await isWhole(dataDir));
  });
});
