import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { MigrationError } from './migration-error.ts';

/** A file of statements; its name is told where it fails. */
export type SqlFile = { name: string; text: string };

/** All `.sql` files of a folder and of those in it, by name. */
export async function readSqlFiles(folder: URL): Promise<SqlFile[]> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  const files = names.filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(new URL(name, folder), 'utf8') })));
}

export function hashOf(...texts: string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}

export async function runFile(client: pg.Client, { name, text }: SqlFile): Promise<void> {
  await client.query(text).catch((error) => {
    throw new MigrationError(`${name}: ${error instanceof Error ? error.message : error}`);
  });
}

/** All or nothing, on one connection. */
export async function transaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {}); // the connection itself is gone: the first error says more
    throw error;
  }
}
