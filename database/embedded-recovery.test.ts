import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chown, cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import pg from 'pg';
import {
  asRoot,
  children,
  copied,
  folder,
  HOLD,
  inChild,
  kill,
  linux,
  postmasterIn,
  processesIn,
  query,
  started,
  template,
  until,
  watchdogsOf,
} from './embedded-rig.ts';

test('after kill -9 of everything while rows are committed, every committed row is there', async () => {
  const dataDir = copied('killed');
  const { child, lines } = await inChild(
    `const { default: pg } = await import(${JSON.stringify(import.meta.resolve('pg'))});
     const { connection } = await openEmbedded({ dataDir: process.argv[1] });
     const pool = new pg.Pool({ ...connection, max: 4 });
     pool.on('error', () => {});
     await pool.query('CREATE TABLE row (id integer PRIMARY KEY)');
     let next = 0;
     for (let i = 0; i < 4; i++) commit();
     async function commit() {
       const id = next++;
       await pool.query('INSERT INTO row VALUES ($1)', [id]);
       console.log(id);
       commit();
     }`,
    [dataDir],
  );
  const told = new Set<number>();
  lines.on('line', (line) => told.add(Number(line)));
  await until('a few hundred rows', () => told.size >= 300);
  const all = [...processesIn(dataDir).map(({ pid }) => pid), ...(linux ? watchdogsOf(child.pid as number) : [])];
  const closed = once(lines, 'close');
  for (const pid of all) process.kill(pid, 'SIGKILL');
  await kill(child);
  await closed;

  const embedded = await started({ dataDir });
  const rows = await query<{ id: number }>(embedded.connection, 'SELECT id FROM row');
  const kept = new Set(rows.map(({ id }) => id));
  assert.deepEqual(
    [...told].filter((id) => !kept.has(id)),
    [],
  );
  await embedded.stop();
});

test('a database whose postmaster was killed comes back by itself, with every row', { skip: !linux }, async () => {
  const dataDir = copied('returning');
  const notes: string[] = [];
  const embedded = await started({ dataDir, note: (line) => notes.push(line) });
  await query(embedded.connection, 'CREATE TABLE row AS SELECT 1 AS one');
  for (const round of [1, 2]) {
    const killed = postmasterIn(dataDir);
    process.kill(killed, 'SIGKILL');
    await until('its return', () => notes.filter((line) => line === 'the database is back').length === round);
    assert.notEqual(postmasterIn(dataDir), killed);
    assert.deepEqual(await query(embedded.connection, 'SELECT one FROM row'), [{ one: 1 }]);
  }
  await embedded.stop();
  assert.deepEqual(processesIn(dataDir), []);
});

test('one that is asked to end while it comes back ends', { skip: !linux }, async () => {
  const dataDir = copied('leaving');
  const embedded = await started({ dataDir, fast: true });
  process.kill(postmasterIn(dataDir), 'SIGKILL');
  await embedded.stop();
  await until('nobody', () => processesIn(dataDir).length === 0);
});

test('a backend that survives its postmaster keeps nobody from starting it anew', { skip: !linux }, async () => {
  const dataDir = copied('survivor');
  const embedded = await started({ dataDir, fast: true });
  const client = new pg.Client(embedded.connection);
  client.on('error', () => {});
  await client.connect();
  const { pid } = (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0] as { pid: number };
  // Bound to the processor, it never looks whether its postmaster lives.
  client.query(`DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$`).catch(() => {});
  await until('the loop', () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(' DO'));
  const killed = postmasterIn(dataDir);
  process.kill(killed, 'SIGKILL');
  await until('another postmaster', () => ![killed, undefined].includes(postmasterIn(dataDir)));
  assert(!processesIn(dataDir).some((found) => found.pid === pid), 'the backend was ended');
  await embedded.stop();

  const again = await started({ dataDir, fast: true });
  assert.deepEqual(await query(again.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  await again.stop();
});

test('when its Salle is killed, the database ends by itself', { skip: process.platform === 'win32' }, async () => {
  const dataDir = copied('orphan');
  const { child } = await inChild(HOLD, [dataDir]);
  assert(processesIn(dataDir).length > 1);
  const watchdogs = linux ? watchdogsOf(child.pid as number) : [];
  await kill(child);
  await until('the database to end', () => processesIn(dataDir).length === 0);
  for (const pid of watchdogs) await until('the watchdog to end', () => !running(pid));
  assert(!existsSync(join(dataDir, 'postgres', 'postmaster.pid')), 'it ended in order');
});

test('a database that outlived its Salle is ended by the next start', { skip: !linux }, async () => {
  const dataDir = copied('takeover');
  const { child } = await inChild(HOLD, [dataDir]);
  const orphan = postmasterIn(dataDir);
  for (const pid of watchdogsOf(child.pid as number)) process.kill(pid, 'SIGKILL');
  await kill(child);
  assert.equal(postmasterIn(dataDir), orphan, 'without its watchdog it lives on');

  const notes: string[] = [];
  const embedded = await started({ dataDir, fast: true, note: (line) => notes.push(line) });
  assert.deepEqual(notes, ['ending a database that an earlier Salle has left running…']);
  assert.notEqual(postmasterIn(dataDir), orphan);
  assert(!running(orphan));
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  await embedded.stop();
});

/** Whether a process that need not be our child is there and no zombie. */
const running = (pid: number) => existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';

test('a stale pid file whose pid is now another process of the same user blocks nothing', {
  skip: !linux,
}, async () => {
  const dataDir = copied('stale');
  const first = await started({ dataDir, fast: true });
  const pidFile = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  await first.stop();
  const { uid, gid } = statSync(join(dataDir, 'postgres'));
  const foreign = spawn('sleep', ['600'], { cwd: '/', ...(asRoot && { uid, gid }) });
  children.push(foreign);
  await once(foreign, 'spawn');
  for (const name of ['postmaster.pid', '.s.PGSQL.5432.lock']) {
    const file = join(dataDir, 'postgres', name);
    await writeFile(file, pidFile.replace(/^\d+/, String(foreign.pid)), { mode: 0o600 });
    if (asRoot) await chown(file, uid, gid);
  }

  const embedded = await started({ dataDir, fast: true });
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  await embedded.stop();
  assert.equal(foreign.exitCode ?? foreign.signalCode, null, 'and the other process was left alone');
  await kill(foreign);
});

test('Ctrl-C in a terminal does not reach the database', { skip: !linux }, async () => {
  const dataDir = copied('session');
  const embedded = await started({ dataDir, fast: true });
  const group = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
  for (const pid of [postmasterIn(dataDir), ...watchdogsOf(process.pid)])
    assert.notEqual(group(pid), group(process.pid));
  await embedded.stop();
});

test('what a killed first start has left is not trusted, and goes', async () => {
  const dataDir = join(folder, 'half');
  const half = join(dataDir, 'postgres-new-a1b2c3');
  await cp(join(template, 'postgres'), half, { recursive: true });
  await rm(join(half, 'global'), { recursive: true });
  await writeFile(`${half}.password`, 'secret\n');
  await writeFile(join(dataDir, 'postgres-password'), 'another\n');
  const embedded = await started({ dataDir, fast: true });
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  await embedded.stop();
  assert.deepEqual((await readdir(dataDir)).sort(), ['lock', 'postgres', 'postgres-password', 'postgres.log']);
});
