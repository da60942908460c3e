import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { MigrationError, migrate } from '#database/migrate.ts';
import { jobKinds, openApplication } from '#server/app.ts';
import { readConfig } from '#server/platform/config.ts';
import { installJobs } from '#server/platform/jobs.ts';
import { openLog } from '#server/platform/log.ts';
import { cloneDatabase, openBareDatabase, testSecret } from './cluster.ts';

type Database = Awaited<ReturnType<typeof openBareDatabase>>;
const open: Database[] = [];
after(() => Promise.all(open.map(({ drop }) => drop())));

async function bare(): Promise<Database['connection']> {
  const database = await openBareDatabase();
  open.push(database);
  return database.connection;
}

async function queried<Row extends pg.QueryResultRow>(connection: pg.ClientConfig, ...texts: string[]): Promise<Row[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    let rows: Row[] = [];
    for (const text of texts) rows = (await client.query<Row>(text)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

describe('migrations', () => {
  test('run once each, in order, and leave their names', async () => {
    const connection = await bare();
    const applied = await migrate({ connection });
    assert(applied.length >= 3);
    assert.deepEqual(applied, applied.toSorted());
    assert.deepEqual(await migrate({ connection }), []);
    const kept = await queried<{ name: string }>(connection, 'select name from migration order by name');
    assert.deepEqual(
      kept.map(({ name }) => name),
      applied,
    );
  });

  test('of several processes at once: one runs them, the others wait', async () => {
    const connection = await bare();
    const runs = await Promise.all(Array.from({ length: 4 }, () => migrate({ connection })));
    assert.deepEqual(runs.map((applied) => applied.length > 0).toSorted(), [false, false, false, true]);
  });

  test('refuse to run where an applied file has changed since', async () => {
    const connection = await bare();
    await migrate({ connection });
    await queried(connection, `update migration set hash = 'another' where name = '0002_identity.sql'`);
    await assert.rejects(migrate({ connection }), refused(/^database\/migrations\/0002_identity\.sql has changed/));
  });

  test('refuse to run on what a newer Salle has made', async () => {
    const connection = await bare();
    await migrate({ connection });
    await queried(connection, `insert into migration (name, hash) values ('9999_future.sql', 'x')`);
    await assert.rejects(migrate({ connection }), refused(/newer Salle \(9999_future\.sql\)/));
  });

  test('refuse to run on what was made before the first release', async () => {
    const connection = await bare();
    await queried(connection, `create table migration (name text primary key, hash text not null)`);
    await assert.rejects(migrate({ connection }), refused(/^this database was made before the first release[^\n]*$/));
  });

  test('leave nothing half done: a file that fails is undone, those before it stay', async () => {
    const connection = await bare();
    await queried(connection, 'create table sign_in (in_the_way integer)');
    await assert.rejects(migrate({ connection }), refused(/^0002_identity\.sql: /));
    const [row] = await queried(
      connection,
      `select (select count(*)::integer from migration) as applied, to_regclass('account') is null as undone`,
    );
    assert.deepEqual(row, { applied: 1, undone: true });
    await queried(connection, 'drop table sign_in');
    assert((await migrate({ connection })).length >= 2, 'and go on once it is mended');
  });

  test('let the program in as a user without rights of its own', async () => {
    const connection = await bare();
    await queried(connection, `create role plain_program login password 'x'`);
    try {
      await migrate({ connection, members: [{ user: 'plain_program', role: 'salle_app' }] });
      const program = { ...connection, user: 'plain_program', password: 'x' };
      const [row] = await queried(program, 'set role salle_app', 'select count(*)::integer as seen from account');
      assert.deepEqual(row, { seen: 0 });
      await assert.rejects(queried(program, 'select * from migration'), { code: '42501' });
    } finally {
      await queried(connection, 'drop role plain_program');
    }
  });

  test('a database that another process migrates to the end is served by both', async () => {
    const { connection, drop } = await cloneDatabase('empty');
    open.push({ connection, drop });
    assert.deepEqual(await migrate({ connection }), []);
  });
});

const debian = '/usr/lib/postgresql/15/bin';
const skip = existsSync(debian) ? false : `no PostgreSQL 15 in ${debian}: apt-get install postgresql-15`;

test('PostgreSQL 15 serves as well: migrated, filled with the demo, signed in to', { skip }, async () => {
  await using old = await startDebian();
  const { connection } = old;
  const [version] = await queried<{ server_version_num: string }>(connection, 'show server_version_num');
  assert.match(version?.server_version_num ?? '', /^15/);
  await migrate({ connection });
  await installJobs(connection, jobKinds);
  const application = await openApplication({
    config: readConfig({ PORT: '0', SALLE_DEMO: '1', CLINIC_TIMEZONE: 'Africa/Algiers' }),
    connection,
    worker: connection,
    secret: testSecret,
    pages: undefined,
    mailFolder: join(tmpdir(), 'salle-no-mail'),
    log: openLog({ level: 'error', terminal: false }),
  });
  try {
    const response = await fetch(`${application.address}/api/v1/doctors?q=leila`);
    const { data } = (await response.json()) as { data: { name: string }[] };
    assert.deepEqual(
      data.map(({ name }) => name),
      ['Leïla Saïdi'],
    );
  } finally {
    await application.close();
  }
});

/** A cluster of the system's own PostgreSQL, as an ordinary user where the tests are root. */
async function startDebian() {
  const run = promisify(execFile);
  const folder = await mkdtemp(join(tmpdir(), 'salle-postgres-15-'));
  const account = process.getuid?.() === 0 ? await accountOf('postgres') : undefined;
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
  const as = { ...account, cwd: folder };
  await run(
    join(debian, 'initdb'),
    ['-D', 'data', '-U', 'salle', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--no-locale'],
    as,
  );
  const options = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off`;
  await run(join(debian, 'pg_ctl'), ['-D', 'data', '-w', '-l', 'log', '-o', options, 'start'], as);
  return {
    connection: { host: folder, port: 5432, user: 'salle', database: 'postgres' },
    [Symbol.asyncDispose]: async () => {
      await run(join(debian, 'pg_ctl'), ['-D', 'data', '-m', 'immediate', 'stop'], as);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function accountOf(name: string): Promise<{ uid: number; gid: number }> {
  const passwd = await readFile('/etc/passwd', 'utf8');
  const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd) ?? [];
  assert(uid && gid, `this machine has a user ${name}`);
  return { uid: Number(uid), gid: Number(gid) };
}

function refused(pattern: RegExp) {
  return (error: unknown): boolean => {
    assert(error instanceof MigrationError, String(error));
    assert.match(error.message, pattern);
    return true;
  };
}
