import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbedded } from '#database/embedded.ts';
import { embeddedMembers, loginsOf } from '#database/embedded-logins.ts';
import type { Member } from '#database/migrate.ts';
import { type Config, ConfigError } from './platform/config.ts';
import { newToken } from './platform/tokens.ts';

/** The database that the program stands on, embedded or elsewhere, and the secret that belongs to it. */
export type Ground = {
  /** whoever may migrate */
  owner: pg.ClientConfig;
  /** whoever the program is */
  program: pg.PoolConfig;
  /** whoever takes jobs from their queue */
  worker: pg.PoolConfig;
  /** who of them is somebody else than the owner, and must be let in */
  members: readonly Member[];
  secret: string;
  close(): Promise<void>;
};

export async function openGround(config: Config, note: (line: string) => void): Promise<Ground> {
  return config.databaseUrl && config.secret
    ? elsewhere(config.databaseUrl, config.migrationUrl ?? config.databaseUrl, config.secret)
    : embedded(config, note);
}

async function embedded(config: Config, note: (line: string) => void): Promise<Ground> {
  const database = await openEmbedded({ dataDir: config.dataDir, note });
  const secret = config.secret ?? (await keptSecret(config.dataDir));
  const owner = { ...database.connection, ssl: false }; // whatever PGSSLMODE says: it is this machine
  return { owner, ...loginsOf(owner), members: embeddedMembers, secret, close: () => database.stop() };
}

/** Made at the first start, kept for good: what was encrypted with it must be readable next year. */
export async function keptSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(file, newToken(), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error; // it was there already
  });
  return (await readFile(file, 'utf8')).trim();
}

async function elsewhere(programUrl: string, ownerUrl: string, secret: string): Promise<Ground> {
  const program = { connectionString: programUrl };
  const owner = { connectionString: ownerUrl };
  await requireAnswer('DATABASE_URL', program);
  if (ownerUrl !== programUrl) await requireAnswer('DATABASE_MIGRATION_URL', owner);
  const user = decodeURIComponent(new URL(programUrl).username);
  const members = ownerUrl === programUrl ? [] : ['salle_app', 'salle_jobs'].map((role) => ({ user, role }));
  return { owner, program, worker: program, members, secret, close: async () => {} };
}

async function requireAnswer(name: string, config: pg.ClientConfig): Promise<void> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({ ...config, connectionTimeoutMillis: 5000 });
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    throw new ConfigError(`${name} must be a PostgreSQL that answers: ${reasonOf(error)}`);
  } finally {
    await client?.end().catch(() => {}); // it never connected: already told
  }
}

/** Without the address: it may hold a password. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return 'it did not';
  const code = (error as NodeJS.ErrnoException).code;
  return error.message.split('\n')[0] || code || 'it did not';
}
