import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';

/** Any constant will do, as long as every Salle uses the same: the lock under which one process migrates. */
const migrationLock = 7_211_553_401;
const folder = new URL('migrations/', import.meta.url);

/** What a person must mend before the clinic can start. */
export class MigrationError extends Error {}

type Migration = { name: string; text: string; hash: string };

/**
 * Brings the database to the shape that this program needs. Each file runs once, in a transaction of its own;
 * a file that was applied and has changed since stops everything. Two processes may start at once: one waits.
 */
export async function migrate(options: {
  connection: pg.ClientConfig;
  program?: string | undefined;
}): Promise<string[]> {
  const client = new pg.Client({ ...options.connection, application_name: 'salle migration' });
  client.on('error', () => {}); // a lost connection is told by the query that it fails
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const applied = await applyAll(client, await readMigrations());
    if (options.program) await letIn(client, options.program);
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

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { name, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

async function applyAll(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await requireVersion(client);
  const { rows } = await client.query<{ present: boolean }>(`SELECT to_regclass('migration') IS NOT NULL AS present`);
  if (!rows[0]?.present) {
    await client.query(
      `CREATE TABLE migration (name text PRIMARY KEY, hash text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
  }
  const done = await client.query<{ name: string; hash: string }>('SELECT name, hash FROM migration');
  const hashes = new Map(done.rows.map((row) => [row.name, row.hash]));
  refuseStrangers(migrations, hashes);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (hashes.has(migration.name)) continue;
    await applyOne(client, migration);
    applied.push(migration.name);
  }
  return applied;
}

async function requireVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const major = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (major < 15) throw new MigrationError(`DATABASE_URL must be PostgreSQL 15 or newer; this one is ${major}`);
}

function refuseStrangers(migrations: Migration[], hashes: Map<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.hash]));
  for (const [name, hash] of hashes) {
    if (!known.has(name)) {
      throw new MigrationError(`this database was migrated by a newer Salle (${name}): start that one`);
    }
    if (known.get(name) !== hash) {
      throw new MigrationError(`database/migrations/${name} has changed since it was applied: put it back`);
    }
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.text);
    await client.query('INSERT INTO migration (name, hash) VALUES ($1, $2)', [migration.name, migration.hash]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}); // the connection itself is gone: the first error says more
    throw new MigrationError(`${migration.name}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Where the program signs in as a user without rights of its own, that user may take the program's role. */
async function letIn(client: pg.Client, user: string): Promise<void> {
  const { rows } = await client.query<{ member: boolean }>(`SELECT pg_has_role($1, 'salle_app', 'MEMBER') AS member`, [
    user,
  ]);
  if (!rows[0]?.member) await client.query(`GRANT salle_app TO ${pg.escapeIdentifier(user)}`);
}
