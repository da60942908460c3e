import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { cloneDatabase } from '#test/cluster.ts';
import { readFunctions, runFunctions } from './functions.ts';
import { MigrationError, migrate } from './migrate.ts';
import { readMigrations } from './migrations.ts';

type Connection = Awaited<ReturnType<typeof cloneDatabase>>['connection'];
const open: (() => Promise<void>)[] = [];
after(() => Promise.all(open.map((close) => close())));

/** A migrated database, and whoever owns it. */
async function migrated(): Promise<{ connection: Connection; client: pg.Client }> {
  const { connection, drop } = await cloneDatabase('empty');
  const client = new pg.Client(connection);
  client.on('error', () => {}); // the database goes while this is connected
  await client.connect();
  open.push(() => client.end().then(drop));
  return { connection, client };
}

const definitions = `select oid::integer, proname as name, pg_get_functiondef(oid) as text, proacl::text as rights,
    obj_description(oid, 'pg_proc') as comment
  from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f' order by oid`;
const versions = `select oid::integer, xmin::text from pg_proc where pronamespace = 'public'::regnamespace order by oid`;

async function rowsOf<Row extends pg.QueryResultRow>(client: pg.Client, text: string): Promise<Row[]> {
  return (await client.query<Row>(text)).rows;
}

/** As if the files were others than those that ran last. */
const forget = (client: pg.Client) => client.query(`update function_run set hash = 'another'`);

const greeting = (body: string, rest = '') => ({
  name: 'platform.sql',
  text: `create or replace function greeting(who text) returns text language sql as $$ select ${body} $$;
    revoke execute on function greeting from public;
    ${rest}`,
});

const oidOf = async (client: pg.Client, signature: string) =>
  (await client.query<{ oid: number | null }>('select to_regprocedure($1)::oid::integer as oid', [signature])).rows[0]
    ?.oid;

test('what ran is kept as one hash, and a second run changes nothing', async () => {
  const { connection, client } = await migrated();
  const kept = await rowsOf<{ hash: string }>(client, 'select hash from function_run');
  assert.equal(kept.length, 1);
  assert.match(kept[0]?.hash ?? '', /^[0-9a-f]{64}$/);
  const before = await rowsOf(client, versions);
  await migrate({ connection });
  assert.deepEqual(await rowsOf(client, versions), before);
  assert.deepEqual(await rowsOf(client, 'select hash from function_run'), kept);
});

test('where another text ran last all of them run again, in place: nobody who calls them notices', async () => {
  const { connection, client } = await migrated();
  const [before, was] = [await rowsOf(client, definitions), await rowsOf(client, versions)];
  const kept = await rowsOf(client, 'select hash from function_run');
  await forget(client);
  await client.query(`create or replace function patient_accounts(patient integer) returns integer language sql
    as 'select -1'; grant execute on function patient_accounts to public`);
  await migrate({ connection });
  assert.deepEqual(await rowsOf(client, definitions), before);
  assert.notDeepEqual(await rowsOf(client, versions), was);
  assert.deepEqual(await rowsOf(client, 'select hash from function_run'), kept);
});

test('a change of one file is enough', async () => {
  const { client } = await migrated();
  const files = await readFunctions();
  const tables = await readMigrations();
  assert.equal(await runFunctions(client, files, tables), false);
  const changed = files.map((file, index) => (index === 0 ? { ...file, text: `${file.text}-- more` } : file));
  assert.equal(await runFunctions(client, changed, tables), true);
  assert.equal(await runFunctions(client, changed, tables), false);
  assert.equal(
    await runFunctions(client, changed, [...tables, { name: '9999_more.sql', text: '' }]),
    true,
    'and so is a migration',
  );
});

test('several processes at once: one runs them, the others wait and find nothing to do', async () => {
  const { connection, client } = await migrated();
  const before = await rowsOf(client, definitions);
  await client.query(`create table counted (); create function count_run() returns trigger language plpgsql
    as $$ begin insert into counted default values; return null; end $$;
    create trigger counted after insert on function_run for each row execute function count_run()`);
  await forget(client);
  await Promise.all(Array.from({ length: 4 }, () => migrate({ connection })));
  assert.deepEqual(await rowsOf(client, 'select count(*)::integer as runs from counted'), [{ runs: 1 }]);
  await client.query('drop table counted; drop trigger counted on function_run; drop function count_run');
  assert.deepEqual(await rowsOf(client, definitions), before);
});

test('another body replaces the first; what it takes or answers otherwise makes it another function', async () => {
  const { client } = await migrated();
  await runFunctions(client, [greeting(`'hello ' || who`)], []);
  const first = await oidOf(client, 'greeting(text)');
  await runFunctions(client, [greeting(`'good day ' || who`)], []);
  assert.equal(await oidOf(client, 'greeting(text)'), first);

  const heads = [
    'greeting(whom text) returns text',
    `greeting(whom text, how text default 'well') returns text`,
    'greeting(whom text, how text) returns text',
    'greeting(whom integer) returns integer',
    'greeting(whom integer) returns setof integer',
    'greeting(whom integer, out at text, out till text) returns record',
  ];
  for (const head of heads) {
    const text = `create or replace function ${head} language sql as $$ select null, null $$`;
    await runFunctions(client, [{ name: 'platform.sql', text }], []);
    const made = await rowsOf(client, `select oid from pg_proc where proname = 'greeting'`);
    assert.equal(made.length, 1, head);
  }
});

test('one that no file holds any more is gone; what migrations made, and others, stays', async () => {
  const { client } = await migrated();
  await client.query(`create function of_somebody_else() returns integer language sql as 'select 1'`);
  await runFunctions(client, [greeting('who')], []);
  const left = await rowsOf<{ name: string }>(client, definitions);
  const names = left.map(({ name }) => name);
  for (const name of ['greeting', 'app_role', 'plain', 'doctor_gets_schedule', 'of_somebody_else']) {
    assert(names.includes(name), name);
  }
  assert(!names.includes('appointment_book'));
});

test('a right that no file gives any more is taken back', async () => {
  const { client } = await migrated();
  const may = async () =>
    (await rowsOf(client, `select has_function_privilege('salle_app', 'greeting(text)', 'execute') as may`))[0]?.may;
  await runFunctions(client, [greeting('who', 'grant execute on function greeting to salle_app')], []);
  assert.equal(await may(), true);
  await runFunctions(client, [greeting('who')], []);
  assert.equal(await may(), false);
});

test('a body may call what a later file makes', async () => {
  const { client } = await migrated();
  const hook = {
    name: 'clinic.sql',
    text: `create or replace function hook() returns text language sql as $$ select 'x' $$`,
  };
  await runFunctions(client, [greeting('who || hook()'), hook], []);
  assert.deepEqual(await rowsOf(client, `select greeting('a') as said`), [{ said: 'ax' }]);
});

test('a file that fails leaves everything as it was, and is named', async () => {
  const { client } = await migrated();
  const before = await rowsOf(client, definitions);
  const files = await readFunctions();
  const broken = { name: 'clinic.sql', text: 'create or replace function half( returns text' };
  await assert.rejects(runFunctions(client, [greeting('who'), broken], []), (error: Error) => {
    assert(error instanceof MigrationError);
    assert.match(error.message, /^clinic\.sql: syntax error/);
    return true;
  });
  assert.deepEqual(await rowsOf(client, definitions), before);
  assert.equal(await runFunctions(client, files, await readMigrations()), false);
});

test('one that something in the database is bound to cannot go: it belongs into a migration', async () => {
  const { client } = await migrated();
  await runFunctions(client, [greeting('who')], []);
  await client.query(`create policy greeted on clinic using (greeting('x') = 'x')`);
  const before = await rowsOf(client, definitions);
  await assert.rejects(runFunctions(client, [], []), /cannot drop function greeting\(text\)/);
  assert.deepEqual(await rowsOf(client, definitions), before);
});

test('one that moves to a migration, which drops it first, is not dropped again', async () => {
  const { client } = await migrated();
  await runFunctions(client, [greeting('who')], []);
  await client.query(
    `drop function greeting; create function greeting(who text) returns text language sql as 'select who'`,
  );
  await runFunctions(client, [], [{ name: '0009_greeting.sql', text: 'create function greeting' }]);
  assert(await oidOf(client, 'greeting(text)'));
});

test('every body is one that PostgreSQL takes, now that all that they name is there', async () => {
  const { client } = await migrated();
  for (const { name, text } of await readFunctions()) {
    await client.query(text).catch((error) => assert.fail(`functions/${name}: ${error.message}`));
  }
});
