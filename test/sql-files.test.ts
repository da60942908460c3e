import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { readFunctions, roomOf } from '#database/functions.ts';
import { readMigrations } from '#database/migrations.ts';
import { cloneDatabase } from './cluster.ts';
import { arrows } from './house/arrows.ts';
import { functionsIn, misfiled } from './house/sql-files.ts';

const migrations = await readMigrations();
const functions = await readFunctions();
const { connection, drop } = await cloneDatabase('empty');
const client = new pg.Client(connection);
await client.connect();
after(() => client.end().then(drop));

const rooms = [...new Set(functions.map(roomOf))];
const migrated = migrations.flatMap(({ text }) => functionsIn(text));

test('migrations replace nothing; each function is defined in one file, with who may execute it', () => {
  assert(migrated.length > 5 && functions.flatMap(({ text }) => functionsIn(text)).length > 25);
  assert.deepEqual(misfiled(migrations, functions), []);
});

test('functions run in the order of the rooms', () => {
  assert(rooms.length > 4);
  for (const [place, room] of rooms.entries()) {
    const upward = rooms.slice(place + 1).filter((above) => arrows[room]?.includes(above));
    assert.deepEqual(upward, [], `${room} runs before what it stands on`);
  }
});

test('no file of functions is longer than one reads', () => {
  const long = functions.filter(({ text }) => text.split('\n').length > 300).map(({ name }) => name);
  assert.deepEqual(long, []);
});

test('nobody but the owner and the program executes a function, and none that looks past rows trusts its caller’s path', async () => {
  assert.deepEqual(await exposed(), []);
  await client.query(`create function open_to_all() returns integer language sql as 'select 1';
    create function of_any_path() returns integer language sql security definer as 'select 1';
    revoke execute on function of_any_path from public`);
  assert.deepEqual(await exposed(), ['of_any_path', 'open_to_all'], 'both are caught');
  await client.query('drop function open_to_all, of_any_path');
});

test('a migration makes only functions that something in the database is bound to', async () => {
  assert.deepEqual(await unbound(migrated), []);
  await client.query(`create function of_nobody() returns integer language sql as 'select 1'`);
  assert.deepEqual(await unbound([...migrated, 'of_nobody']), ['of_nobody'], 'another is caught');
  await client.query('drop function of_nobody');
});

const ours = `pronamespace = 'public'::regnamespace
  and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')`;

async function exposed(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select proname as name from pg_proc p where ${ours} and (
       exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)
       or (prosecdef and not coalesce('search_path=public, pg_temp' = any (proconfig), false)))
     order by proname`,
  );
  return rows.map(({ name }) => name);
}

/** Policies, checks, indexes and triggers are bound to functions, and these to what their bodies call. */
async function unbound(names: string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `with recursive made as (
       select oid, proname, pg_get_functiondef(oid) as text from pg_proc p where ${ours} and proname = any ($1)
     ), bound as (
       select m.oid, m.text from made m where exists (
         select from pg_depend d where d.refclassid = 'pg_proc'::regclass and d.refobjid = m.oid
           and d.classid <> 'pg_proc'::regclass)
       union
       select m.oid, m.text from made m join bound b on b.text ~ ('\\y' || m.proname || '\\(') and m.oid <> b.oid
     )
     select proname as name from made where oid not in (select oid from bound) order by proname`,
    [names],
  );
  return rows.map(({ name }) => name);
}

// — the rules catch what they are for —

const hook = `create or replace function hook() returns integer language sql as $$ select 1; $$;
  revoke execute on function hook from public;`;
const wrong: Record<string, [migration: string, file: string, why: RegExp]> = {
  'a function replaced by a migration': [
    `create  OR replace\nfunction f() returns integer as 'x'`,
    '',
    /replaces nothing/,
  ],
  'a view, too': ['create or replace view v as select 1', '', /replaces nothing/],
  'a table among functions': ['', 'create table t ()', /only functions/],
  'a function that is not to run again': ['', 'create function f() returns integer as $$ $$', /only functions/],
  'a right for everybody': ['', `${hook} grant execute on function hook to public`, /only functions/],
  'a function that looks past rows by any path': [
    '',
    'create or replace function f() returns integer language sql security definer as $$ $$',
    /search_path/,
  ],
  'a stub that another file replaces': [
    '',
    `${hook}${hook}`,
    /hook is defined in functions\/x\.sql and functions\/x\.sql/,
  ],
  'one of a migration, defined anew': [
    'create function hook() returns integer as $$ $$',
    hook,
    /migrations\/1\.sql and/,
  ],
};
for (const [what, [migration, file, why]] of Object.entries(wrong)) {
  test(`caught: ${what}`, () => {
    const caught = misfiled([{ name: '1.sql', text: migration }], [{ name: 'x.sql', text: file }]);
    assert.equal(caught.length, 1);
    assert.match(caught[0] ?? '', why);
  });
}

test('comments, strings and bodies are not taken for statements', () => {
  const text = `/* create or replace */ -- create or replace;\nselect 'create or replace; '';' ;
    do $x$ begin create or replace; end $x$`;
  assert.deepEqual(misfiled([{ name: '1.sql', text }], [{ name: 'x.sql', text: hook }]), []);
});
