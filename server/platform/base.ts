import { join } from 'node:path';
import type pg from 'pg';
import { type Bell, newBell } from './bell.ts';
import { type Clock, openClock } from './clock.ts';
import { type Config, senderAddress } from './config.ts';
import { type Database, openDatabase } from './database.ts';
import { type Facts, openFacts } from './facts.ts';
import { type Jobs, openJobs } from './jobs.ts';
import type { Log } from './log.ts';
import { type MailDoor, openMail } from './mail.ts';
import { openPulse, type Pulse } from './reach/pulse.ts';
import { sql } from './sql.ts';
import { openStorage, type Storage } from './storage/storage.ts';

/** What every room stands on. */
export type Base = {
  config: Config;
  connection: pg.PoolConfig;
  /** encrypts what is secret at rest */
  secret: string;
  database: Database;
  /** for how long the database has not answered */
  pulse: Pick<Pulse, 'missedFor'>;
  jobs: Jobs;
  mail: MailDoor;
  storage: Storage;
  facts: Facts;
  /** rung when a fact has been committed */
  bell: Bell;
  log: Log;
  now: () => Temporal.Instant;
  /** by which `now` goes, unless a test passes its own */
  clock: Clock;
  /** where people find the clinic */
  address: string;
  close(): Promise<void>;
};

export type BaseOptions = {
  config: Config;
  connection: pg.PoolConfig;
  /** as whom jobs are taken from their queue */
  worker: pg.PoolConfig;
  secret: string;
  address: string;
  mailFolder: string;
  /** DATA_DIR's own unless it is named */
  filesFolder?: string | undefined;
  log: Log;
  now?: (() => Temporal.Instant) | undefined;
  /** connections to the database; as many as suit where it runs, unless they are counted */
  size?: number;
};

export async function openBase(options: BaseOptions): Promise<Base> {
  const { config, connection, secret, address, log } = options;
  await using half = new AsyncDisposableStack();
  const database = openDatabase({ connection, size: options.size ?? (config.databaseUrl ? 12 : 24), log });
  half.defer(() => database.close());
  const pulse = openPulse({ connection, log, onSilence: database.shut, onReturn: database.reopen });
  half.defer(() => pulse.stop());
  const clock = await openClock({ log, read: () => timeOf(database) });
  half.defer(() => clock.stop());
  const now = options.now ?? clock.now;
  const jobs = await openJobs(options.worker, log);
  half.defer(() => jobs.stop());
  const mail = openMail({
    smtpUrl: config.smtpUrl,
    folder: options.mailFolder,
    from: `Salle <${senderAddress(config)}>`,
  });
  const storage = openStorage({ url: config.filesUrl, folder: options.filesFolder ?? join(config.dataDir, 'files') });
  const bell = newBell();
  const facts = openFacts(bell.ring);
  const opened = half.move();
  const close = () => opened.disposeAsync();
  return {
    config,
    connection,
    secret,
    database,
    pulse,
    jobs,
    mail,
    storage,
    facts,
    bell,
    log,
    now,
    clock,
    address,
    close,
  };
}

async function timeOf(database: Database): Promise<number> {
  const row = await database.unframed.row<{ ms: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`,
  );
  return row?.ms ?? Number.NaN;
}
