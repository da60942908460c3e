import type pg from 'pg';
import { MigrationError } from './migration-error.ts';
import { hashOf, readSqlFiles, runFile, type SqlFile, transaction } from './sql-files.ts';

/** Tables, and what is bound to them: each file once, in the order of their numbers. */
export function readMigrations(): Promise<SqlFile[]> {
  return readSqlFiles(new URL('migrations/', import.meta.url));
}

/**
 * Runs what has not run here, each file in a transaction of its own, and answers their names. One that was applied and has
 * changed since stops everything.
 */
export async function runMigrations(client: pg.Client, migrations: SqlFile[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; hash: string }>('SELECT name, hash FROM migration');
  const done = new Map(rows.map(({ name, hash }) => [name, hash]));
  refuseStrangers(migrations, done);
  const waiting = migrations.filter(({ name }) => !done.has(name));
  for (const migration of waiting) {
    await transaction(client, async () => {
      await runFile(client, migration);
      await client.query('INSERT INTO migration (name, hash) VALUES ($1, $2)', [
        migration.name,
        hashOf(migration.text),
      ]);
    });
  }
  return waiting.map(({ name }) => name);
}

function refuseStrangers(migrations: SqlFile[], done: Map<string, string>): void {
  const known = new Map(migrations.map(({ name, text }) => [name, hashOf(text)]));
  for (const [name, hash] of done) {
    if (!known.has(name)) {
      throw new MigrationError(`this database was migrated by a newer Salle (${name}): start that one`);
    }
    if (known.get(name) !== hash) {
      throw new MigrationError(`database/migrations/${name} has changed since it was applied: put it back`);
    }
  }
}
