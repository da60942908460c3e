import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { cloneDatabase, type TestDatabase } from '#test/cluster.ts';
import { type Database, openDatabase, system, undone } from './database.ts';
import { openLog } from './log.ts';
import { sql } from './sql.ts';

let made: TestDatabase;
let owner: pg.Client;
let database: Database;
before(async () => {
  made = await cloneDatabase('empty');
  owner = new pg.Client(made.connection);
  await owner.connect();
  const log = openLog({ level: 'error', destination: { write: () => {} } });
  database = openDatabase({ connection: made.connection, size: 1, log });
});
after(async () => {
  await database.close();
  await owner.end();
  await made.drop();
});

const backend = async () => (await database.unframed.row<{ pid: number }>(sql`select pg_backend_pid() as pid`))?.pid;
const failure = (work: Promise<unknown>) =>
  work.then(
    () => assert.fail('it was to fail'),
    (error: unknown) => error,
  );

test('a statement that is refused costs nobody the connection', async () => {
  const before = await backend();
  for (const refused of [
    () => database.unframed.row(sql`select 1 / (random() * 0)`),
    () => database.unframed.rows(sql`select 1 / (random() * 0)`),
    () => database.as(system).act(sql`select 1 / (random() * 0)`),
  ]) {
    assert.equal(undone(await failure(refused())), true);
  }
  assert.equal(await backend(), before);
});

test('one whose connection is lost may have been done; the next has another', async () => {
  const before = await backend();
  const sleeping = failure(database.unframed.row(sql`select pg_sleep(60)`));
  while (!(await isAsleep())) {}
  await owner.query('select pg_terminate_backend($1)', [before]);
  assert.equal(undone(await sleeping), false);
  assert.notEqual(await backend(), before);
});

async function isAsleep(): Promise<boolean> {
  const { rows } = await owner.query(
    `select exists (select from pg_stat_activity where wait_event = 'PgSleep' and application_name = 'salle'
       and datname = current_database()) as asleep`,
  );
  return rows[0].asleep;
}
