import pg from 'pg';
import { readFunctions, runFunctions } from './functions.ts';
import { MigrationError } from './migration-error.ts';
import { readMigrations, runMigrations } from './migrations.ts';

export { MigrationError };

/** Any constant will do, as long as every Salle uses the same: the lock under which one process migrates. */
const migrationLock = 7_211_553_401;

/** Somebody whom the program signs in as, and the role that they may take. */
export type Member = { user: string; role: string };

/**
 * Brings the database to the shape that this program needs: its tables by migrations, then its functions. Answers the
 * migrations that ran. Two processes may start at once: one waits.
 */
export async function migrate(options: {
  connection: pg.ClientConfig;
  members?: readonly Member[];
}): Promise<string[]> {
  const client = new pg.Client({ ...options.connection, application_name: 'salle migration' });
  client.on('error', () => {}); // a lost connection is told by the query that it fails
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await requireVersion(client);
    await openRecord(client);
    const migrations = await readMigrations();
    const applied = await runMigrations(client, migrations);
    await runFunctions(client, await readFunctions(), migrations);
    for (const member of options.members ?? []) await letIn(client, member);
    return applied;
  } catch (error) {
    throw isForbidden(error)
      ? new MigrationError(`DATABASE_MIGRATION_URL must be of a user who may migrate: ${error.message}`)
      : error;
  } finally {
    await client.end();
  }
}

function isForbidden(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.code === '42501';
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (major < 15) throw new MigrationError(`DATABASE_URL must be PostgreSQL 15 or newer; this one is ${major}`);
}

/** Where it is noted what has run here: which migrations, and which text of the functions. */
async function openRecord(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ migrations: boolean; functions: boolean }>(
    `SELECT to_regclass('migration') IS NOT NULL AS migrations, to_regclass('function_run') IS NOT NULL AS functions`,
  );
  if (rows[0]?.functions) return;
  if (rows[0]?.migrations) {
    throw new MigrationError(
      'this database was made before the first release of Salle and cannot be brought up to date: set DATA_DIR to an ' +
        'empty folder (npm run demo:reset makes a demo anew), or DATABASE_URL to an empty database',
    );
  }
  await client.query(
    `CREATE TABLE migration (name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());
     CREATE TABLE function_run (hash text NOT NULL, run_at timestamptz NOT NULL DEFAULT now())`,
  );
}

/** Where the program signs in as a user without rights of its own, that user may take the program's role. */
async function letIn(client: pg.Client, { user, role }: Member): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>(`SELECT pg_has_role($1, $2, 'MEMBER') AS member`, [
    user,
    role,
  ]);
  if (!rows[0]?.member) await client.query(`GRANT ${role} TO ${pg.escapeIdentifier(user)}`);
}
