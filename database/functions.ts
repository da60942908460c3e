import type pg from 'pg';
import { hashOf, readSqlFiles, runFile, type SqlFile, transaction } from './sql-files.ts';

/** From the ground up. A room's functions stand in `<room>.sql`, or in a folder of its name where they are many. */
const rooms = [
  'platform',
  'broadcasting',
  'identity',
  'presence',
  'clinic',
  'schedule',
  'booking',
  'consultation',
  'audit',
];

/** Beside `public`, for as long as a transaction. */
const aside = 'functions_aside';
/** The comment on a function is the file that made it: whoever finds one in the database reads it there, and so do we. */
const comment = 'database/functions/';

/** What the program calls and nothing in the database is bound to, in the order of the rooms. */
export async function readFunctions(): Promise<SqlFile[]> {
  const files = await readSqlFiles(new URL('functions/', import.meta.url));
  const stray = files.find((file) => !rooms.includes(roomOf(file)));
  if (stray) throw new Error(`database/functions/${stray.name} is of no room that database/functions.ts names`);
  return files.sort((a, b) => rooms.indexOf(roomOf(a)) - rooms.indexOf(roomOf(b)));
}

export function roomOf({ name }: SqlFile): string {
  return name.replace(/(\.sql|\/.*)$/, '');
}

/**
 * Makes the functions what the files say, where these have changed since or the tables have: all of them or none. One that
 * is as it was called before is replaced, so that whoever calls it meanwhile notices nothing; one that takes or answers
 * something else, or that no file holds any more, is dropped.
 */
export async function runFunctions(client: pg.Client, files: SqlFile[], migrations: SqlFile[]): Promise<boolean> {
  const hash = hashOf(...[...migrations, ...files].flatMap(({ name, text }) => [name, text]));
  const { rows } = await client.query<{ hash: string }>('SELECT hash FROM function_run');
  if (rows[0]?.hash === hash) return false;
  await transaction(client, async () => {
    // A body may name what a file after it makes.
    await client.query('SET LOCAL check_function_bodies = off');
    const made = await makeAside(client, files);
    await clearTheWay(client);
    await client.query(`DROP SCHEMA ${aside} CASCADE; SET LOCAL search_path = public`);
    for (const file of files) await runFile(client, file);
    const comments = [...made].map(([signature, name]) => `COMMENT ON FUNCTION ${signature} IS '${comment}${name}'`);
    await client.query(comments.join(';'));
    await client.query('DELETE FROM function_run');
    await client.query('INSERT INTO function_run (hash) VALUES ($1)', [hash]);
  });
  return true;
}

/** Makes them all in a schema of their own, where the catalogue tells what they take and answer, and which file makes which. */
async function makeAside(client: pg.Client, files: SqlFile[]): Promise<Map<string, string>> {
  await client.query(`CREATE SCHEMA ${aside}; SET LOCAL search_path = ${aside}, public`);
  const made = new Map<string, string>();
  for (const file of files) {
    await runFile(client, file);
    const { rows } = await client.query<{ signature: string }>(
      `SELECT oid::regprocedure::text AS signature FROM pg_proc WHERE pronamespace = '${aside}'::regnamespace`,
    );
    for (const { signature } of rows) if (!made.has(signature)) made.set(signature, file.name);
  }
  return made;
}

/** Drops what cannot become what lies aside by being replaced, and takes back every right: the files give them. */
async function clearTheWay(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string; stays: boolean }>(
    `SELECT format('public.%I(%s)', f.proname, pg_get_function_identity_arguments(f.oid)) AS name,
       EXISTS (SELECT FROM pg_proc n WHERE n.pronamespace = '${aside}'::regnamespace AND n.proname = f.proname
         AND pg_get_function_arguments(n.oid) = pg_get_function_arguments(f.oid)
         AND pg_get_function_result(n.oid) = pg_get_function_result(f.oid)) AS stays
     FROM pg_proc f
     WHERE f.pronamespace = 'public'::regnamespace AND starts_with(obj_description(f.oid, 'pg_proc'), $1)`,
    [comment],
  );
  const named = (those: typeof rows) => those.map(({ name }) => name).join(', ');
  const dropped = named(rows.filter(({ stays }) => !stays));
  const kept = named(rows.filter(({ stays }) => stays));
  if (dropped) await client.query(`DROP FUNCTION ${dropped}`);
  if (kept) await client.query(`REVOKE ALL ON FUNCTION ${kept} FROM PUBLIC, salle_app`);
}
