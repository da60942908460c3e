import { chmod, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { chooseAccount } from './embedded-account.ts';
import { findBinaries } from './embedded-binaries.ts';
import { openCluster } from './embedded-cluster.ts';
import { EmbeddedError } from './embedded-error.ts';
import { lockDataDir } from './embedded-lock.ts';
import { type Connection, ensureLogins } from './embedded-logins.ts';
import { clusterName, endOrphans } from './embedded-orphans.ts';
import { startPostmaster } from './embedded-postmaster.ts';

export { EmbeddedError };

export type Embedded = {
  /** what `pg` needs to connect as the owner of the cluster */
  connection: Connection;
  /** Ends the database; resolves once it is gone. */
  stop(): Promise<void>;
};

export type EmbeddedOptions = {
  /** where the cluster, its password and its log lie; made if it is missing */
  dataDir: string;
  /** hears what takes a while, a line at a time */
  note?: (line: string) => void;
  /** for tests only: a power cut may lose everything */
  fast?: boolean;
  /** further settings of postgresql.conf; they win over ours */
  settings?: Record<string, string>;
};

/** Starts the PostgreSQL that comes with Salle, as the only user of DATA_DIR. Everything made is undone in reverse. */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = resolve(options.dataDir);
  await using cleanup = new AsyncDisposableStack();
  try {
    const connection = await bringUp(dataDir, options, cleanup);
    const running = cleanup.move();
    let stopping: Promise<void> | undefined;
    return { connection, stop: () => (stopping ??= running.disposeAsync()) };
  } catch (error) {
    throw mendable(error, dataDir);
  }
}

async function bringUp(dataDir: string, options: EmbeddedOptions, cleanup: AsyncDisposableStack) {
  const { note = () => {}, fast = false, settings = {} } = options;
  await makePrivate(dataDir);
  cleanup.use(lockDataDir(dataDir));
  const account = await chooseAccount(join(dataDir, 'postgres'));
  const binaries = await findBinaries(account, cleanup, note);
  const cluster = await openCluster(dataDir, { account, binaries, fast, note });
  await endOrphans(cluster, binaries, note);

  const ours = { ...(await clinicSettings(cluster.folder)), ...(fast && RECKLESS), ...settings };
  const logFile = join(dataDir, 'postgres.log');
  const { host, port } = await startPostmaster({ cluster, binaries, settings: ours, logFile, note }, cleanup);
  const connection = { host, port, user: 'salle', password: cluster.password, database: 'salle' };
  await ensureDatabase(connection, dataDir);
  await connected(connection, (client) => ensureLogins(client, connection));
  return connection;
}

async function makePrivate(dataDir: string): Promise<void> {
  const made = await mkdir(dataDir, { recursive: true, mode: 0o700 });
  if (made !== undefined) await chmod(dataDir, 0o700);
}

/** One clinic on one small machine. Data of people stays out of the log: no parameters, no statements, no details. */
const clinicSettings = async (folder: string) => ({
  cluster_name: clusterName(folder),
  max_connections: '60',
  shared_buffers: '128MB',
  dynamic_shared_memory_type: await sharedMemory(),
  jit: 'off', // compiling costs more than our short queries
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_line_prefix: '%m [%p] ',
  log_min_duration_statement: '-1',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse', // the detail of a broken constraint shows the row
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  checkpoint_timeout: '10min',
  max_wal_size: '512MB', // a recovery that takes seconds
});

const RECKLESS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  shared_buffers: '32MB',
};

/** Some containers lack a /dev/shm that everybody may write. */
async function sharedMemory(): Promise<string> {
  if (process.platform === 'win32') return 'windows';
  if (process.platform !== 'linux') return 'posix';
  const usable = await stat('/dev/shm').then(
    ({ mode }) => (mode & 0o002) !== 0,
    () => false,
  );
  return usable ? 'posix' : 'mmap';
}

/** Proves the password, and makes the database in a cluster that is new or was killed before it had one. */
async function ensureDatabase(connection: Embedded['connection'], dataDir: string): Promise<void> {
  try {
    await connected(connection, async () => {});
  } catch (error) {
    const { code } = error as pg.DatabaseError;
    if (code === '28P01') {
      throw new EmbeddedError(
        `the password in ${join(dataDir, 'postgres-password')} is not that of the database beside it`,
      );
    }
    if (code !== '3D000') throw error;
    await connected({ ...connection, database: 'postgres' }, (client) => client.query('CREATE DATABASE salle'));
  }
}

async function connected(connection: Embedded['connection'], work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ ...connection, ssl: false });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** What the system refuses about a folder (rights, space, a read-only disk) a person can mend: one line will do. */
function mendable(error: unknown, dataDir: string): unknown {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (error instanceof EmbeddedError || syscall === undefined) return error;
  return new EmbeddedError(`the database in DATA_DIR ${dataDir} could not be started: ${message}`, { cause: error });
}
