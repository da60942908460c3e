import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { reportLosses, type Transaction, takeRole } from './database.ts';
import type { Log } from './log.ts';
import { newLines } from './reach/lines.ts';

/** Work done after the commit that asked for it, tried again when it fails. Payloads carry ids only. */
export type JobKind = {
  readonly name: string;
  readonly retryLimit: number;
  /** how many are taken at once; where one fails all of them are tried again */
  readonly atOnce?: number;
};

/** Whoever waits for a lock of others does not end by itself; in milliseconds, a little more than what is under way is given. */
const longestStop = 1200;
const installLock = 7_211_553_404;

export type JobData = Record<string, string | number>;

export type Jobs = {
  /** asked for inside the transaction: no commit, no job */
  ask(tx: Transaction, kind: JobKind, data: JobData): Promise<void>;
  askAll(tx: Transaction, kind: JobKind, each: JobData[]): Promise<void>;
  /** not before so long from now, in whole seconds */
  askLater(tx: Transaction, kind: JobKind, data: JobData, seconds: number): Promise<void>;
  work(kind: JobKind, act: (data: JobData) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
};

/** Makes or updates the queue's own schema, as the owner: one role takes jobs from it, the program's asks for them and no more. */
export async function installJobs(connection: pg.ClientConfig, kinds: readonly JobKind[]): Promise<void> {
  // Two processes may start at once: the second finds everything done.
  const lock = new pg.Client({ ...connection, application_name: 'salle jobs' });
  lock.on('error', () => {}); // told by the query that fails
  await lock.connect();
  const pool = new pg.Pool({ ...connection, max: 2, application_name: 'salle jobs' });
  pool.on('error', () => {}); // likewise
  const boss = newBoss(pool, true);
  boss.on('error', () => {}); // its housekeeping is the running clinic's, which reports it
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [installLock]);
    await boss.start();
    for (const { name, retryLimit } of kinds) {
      await boss.createQueue(name, { retryLimit, retryDelay: 5, retryBackoff: true, retryDelayMax: 3600 });
    }
    await lock.query(`
      GRANT USAGE ON SCHEMA pgboss TO salle_app, salle_jobs;
      REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss FROM PUBLIC;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pgboss TO salle_jobs;
      GRANT USAGE ON ALL SEQUENCES IN SCHEMA pgboss TO salle_jobs;
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO salle_jobs;
      GRANT SELECT ON pgboss.queue TO salle_app;
      GRANT SELECT (id), INSERT ON pgboss.job, pgboss.job_common TO salle_app;
      GRANT EXECUTE ON FUNCTION pgboss.job_now() TO salle_app`);
  } finally {
    await boss.stop({ graceful: false, close: false });
    await pool.end();
    await lock.end();
  }
}

export async function openJobs(connection: pg.PoolConfig, log: Log): Promise<Jobs> {
  const lines = newLines();
  const pool = new pg.Pool({
    ...connection,
    max: 3,
    connectionTimeoutMillis: 5000,
    application_name: 'salle jobs',
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    query_timeout: 70_000,
    onConnect: (client) => takeRole(client, 'salle_jobs'),
    stream: lines.open,
  });
  reportLosses(pool, (reason) => log.warn({ event: 'jobs_connection_lost', reason }));
  const boss = newBoss(pool, false);
  boss.on('error', (error) => log.warn({ event: 'jobs_error', reason: error.message }));
  await boss.start();
  const workers = new Map<string, string>();
  let stopping: Promise<void> | undefined;

  async function insert(tx: Transaction, { name }: JobKind, each: { data: JobData; startAfter?: number }[]) {
    const db = { executeSql: (text: string, values?: unknown[]) => asRows(tx, text, values) };
    await boss.insert(name, each, { db });
  }

  async function askAll(tx: Transaction, kind: JobKind, each: JobData[]): Promise<void> {
    if (each.length === 0) return;
    const { name } = kind;
    await insert(
      tx,
      kind,
      each.map((data) => ({ data })),
    );
    // The worker need not wait for its next poll; another process's worker may well be first.
    tx.afterCommit(() => wake(name));
  }

  function wake(name: string): void {
    const worker = workers.get(name);
    if (worker) boss.notifyWorker(worker);
  }

  async function stop(): Promise<void> {
    const impatience = setTimeout(lines.cut, longestStop);
    await boss.stop({ graceful: true, timeout: 1000, close: false }).catch(() => {}); // cut: it is found by the next start
    await pool.end();
    clearTimeout(impatience);
  }

  return {
    ask: (tx, kind, data) => askAll(tx, kind, [data]),
    askAll,
    askLater: (tx, kind, data, seconds) => insert(tx, kind, [{ data, startAfter: seconds }]),
    work: async ({ name, atOnce = 1 }, act) => {
      const worker = await boss.work<JobData>(name, { pollingIntervalSeconds: 2, batchSize: atOnce }, async (batch) => {
        let failed: unknown;
        for (const job of batch) await reported(log, name, () => act(job.data)).catch((error) => (failed ??= error));
        if (failed) throw failed;
        // There may be more: it looks again at once. The queue's own way of saying so knows batches of several alone.
        wake(name);
      });
      workers.set(name, worker);
    },
    stop: () => (stopping ??= stop()),
  };
}

function newBoss(pool: pg.Pool, install: boolean): PgBoss {
  const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) };
  return new PgBoss({ db, migrate: install, createSchema: install, supervise: !install, schedule: false });
}

async function asRows(tx: Transaction, text: string, values: unknown[] = []): Promise<{ rows: never[] }> {
  return { rows: await tx.rows({ text, values, name: '' }) };
}

/** A job that fails is tried again by the queue; here it is only told. */
async function reported(log: Log, job: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    log.error({ event: 'job_failed', job, reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}
