import { access, constants, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Embedded, openEmbedded } from '#database/embedded.ts';
import { embeddedMembers, loginsOf } from '#database/embedded-logins.ts';
import { migrate } from '#database/migrate.ts';
import { jobKinds, openApplication } from '#server/app.ts';
import { readConfig } from '#server/platform/config.ts';
import { installJobs } from '#server/platform/jobs.ts';
import { openLog } from '#server/platform/log.ts';

/** One PostgreSQL for a whole run of tests: a file takes the runner's, or starts its own when it runs alone. */
export type Cluster = { connection: Connection; stop(): Promise<void> };
export type Connection = Embedded['connection'];

/** What a test's database is a copy of: migrated and empty, or filled with the demo clinic. */
export type Template = 'empty' | 'demo';

/** Where the runner tells the test files of its cluster. */
const variable = 'SALLE_TEST_CLUSTER';

export const testSecret = 'a secret of the tests, and of nobody else';
export const testTimezone = 'Africa/Algiers';

/** In memory where there is enough of it: a copy of a template takes 15 ms there, several hundred on a disk. */
export async function openTestCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(await roomyFolder(), 'salle-tests-'));
  const settings = { max_connections: '200', autovacuum: 'off' };
  const embedded = await openEmbedded({ dataDir: folder, fast: true, settings });
  return {
    connection: embedded.connection,
    stop: async () => {
      await embedded.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function roomyFolder(): Promise<string> {
  const memory = '/dev/shm';
  try {
    await access(memory, constants.W_OK);
    const { bavail, bsize } = await statfs(memory);
    return bavail * bsize > 2 ** 30 ? memory : tmpdir();
  } catch {
    return tmpdir(); // not a Linux
  }
}

/** Makes both templates ahead, and tells them to whoever is started from here. */
export async function announce(cluster: Cluster): Promise<void> {
  await makeTemplate(cluster.connection, 'empty');
  await makeTemplate(cluster.connection, 'demo');
  process.env[variable] = JSON.stringify(cluster.connection);
}

let own: Promise<Connection> | undefined;
const made = new Map<Template, Promise<void>>();

async function connectionTo(template: Template): Promise<Connection> {
  const announced = process.env[variable];
  if (announced) return JSON.parse(announced);
  own ??= openOwn();
  const connection = await own;
  const making = made.get(template) ?? makeTemplate(connection, template);
  made.set(template, making);
  await making;
  return connection;
}

async function openOwn(): Promise<Connection> {
  const cluster = await openTestCluster();
  // A test file has no end of its own but that nothing is left to do.
  process.once('beforeExit', () => cluster.stop());
  return cluster.connection;
}

async function makeTemplate(connection: Connection, template: Template): Promise<void> {
  const database = { ...connection, database: `salle_template_${template}` };
  await asOwner(connection, `CREATE DATABASE ${database.database}`);
  await migrate({ connection: database, members: embeddedMembers });
  await installJobs(database, jobKinds);
  if (template === 'demo') await fillWithDemo(database);
}

/** As a start of the program does it: the demo is made through the functions that people use. */
async function fillWithDemo(connection: Connection): Promise<void> {
  const application = await openApplication({
    config: readConfig({ PORT: '0', SALLE_DEMO: '1', CLINIC_TIMEZONE: testTimezone }),
    ...asProgram(connection),
    secret: testSecret,
    pages: undefined,
    mailFolder: join(tmpdir(), 'salle-tests-no-mail'),
    log: openLog({ level: 'error', terminal: false }),
  });
  await application.close();
}

/** As whom the program signs in to a database of ours, and its jobs: neither is its owner. */
export function asProgram(owner: Connection): { connection: Connection; worker: Connection } {
  const { program, worker } = loginsOf(owner);
  return { connection: program, worker };
}

export type TestDatabase = { connection: Connection; drop(): Promise<void> };

/** A database of its own for one test application. */
export async function cloneDatabase(template: Template): Promise<TestDatabase> {
  return newDatabase(await connectionTo(template), `TEMPLATE salle_template_${template} STRATEGY file_copy`);
}

/** One that nobody has migrated yet. */
export async function openBareDatabase(): Promise<TestDatabase> {
  return newDatabase(await connectionTo('empty'), 'TEMPLATE template0 STRATEGY file_copy');
}

let databases = 0;

async function newDatabase(connection: Connection, from: string): Promise<TestDatabase> {
  databases += 1;
  const database = `salle_test_${process.pid}_${databases}`;
  await asOwner(connection, `CREATE DATABASE ${database} ${from}`);
  return {
    connection: { ...connection, database },
    drop: () => asOwner(connection, `DROP DATABASE ${database} WITH (FORCE)`),
  };
}

async function asOwner(connection: Connection, statement: string): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
