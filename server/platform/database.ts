import { isIP } from 'node:net';
import pg from 'pg';
import type { LinkKind, Role } from '#contract/route.ts';
import type { Log } from './log.ts';
import { newLines } from './reach/lines.ts';
import { OutOfReach } from './reach/out-of-reach.ts';
import type { Statement } from './sql.ts';

/** For whom a transaction acts; row-level security shows and lets change accordingly. */
export type Actor = {
  readonly account: number | null;
  /** who has no account may come by a link: its kind stands where a role would */
  readonly link?: number;
  readonly role: Role | 'applicant' | LinkKind | 'nobody' | 'system';
  /** from where they have come, for the audit log */
  readonly address?: string;
};
export const nobody: Actor = { account: null, role: 'nobody' };
/** Jobs and what else acts for the clinic itself. */
export const system: Actor = { account: null, role: 'system' };

/** Whatever runs a statement: a transaction, the frame of an actor, the database without one. */
export type Runner = {
  rows<T>(statement: Statement): Promise<T[]>;
  /** the first row, where there is one */
  row<T>(statement: Statement): Promise<T | undefined>;
};

/** A transaction under way. */
export type Transaction = Runner & {
  readonly actor: Actor;
  /** the first row of a statement that always gives one */
  one<T>(statement: Statement): Promise<T>;
  /** how many rows it touched */
  count(statement: Statement): Promise<number>;
  /** after the commit, and only then */
  afterCommit(act: () => void): void;
};

export type Database = {
  /** several statements, all or none */
  transaction<T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** one statement, sent with the actor's frame in one go */
  as(actor: Actor): Runner & {
    /** one that does everything in one go; the loser of a deadlock tries again */
    act<T>(statement: Statement): Promise<T | undefined>;
  };
  /** one statement that needs no frame, and without one sees nothing of anybody: a SECURITY DEFINER look-up */
  readonly unframed: Runner;
  gauges(): { total: number; idle: number; waiting: number };
  /** Nobody waits for the database any longer: what is under way fails, and what comes fails at once, until `reopen`. */
  shut(): void;
  reopen(): void;
  close(): Promise<void>;
};

export type DatabaseOptions = { connection: pg.PoolConfig; size: number; log: Log };

// Times leave as RFC 3339 in UTC, days as they are written.
const parsers = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString()],
  [pg.types.builtins.DATE, (text) => text],
  [pg.types.builtins.INT8, Number],
]);
export const typesOfOurs: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format: 'text' | 'binary' = 'text') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format),
};

export function openDatabase({ connection, size, log }: DatabaseOptions): Database {
  let isShut = false;
  const lines = newLines();
  const pool = new pg.Pool({
    ...connection,
    stream: lines.open,
    max: size,
    // Prepared statements live with their connection: keep it.
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: 5000,
    application_name: 'salle',
    pipeline: true,
    // Where the other end has fallen silent, nobody waits for it for ever. The server's own limit is shorter.
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    query_timeout: 70_000,
    types: typesOfOurs,
    onConnect: (client) => takeRole(client, 'salle_app'),
  });
  reportLosses(pool, (reason) => log.warn({ event: 'database_connection_lost', reason }));

  async function connect(): Promise<pg.PoolClient> {
    if (isShut) throw new OutOfReach('nobody waits for the database');
    return pool.connect();
  }

  return {
    transaction: (actor, work) => again(() => inTransaction(connect, actor, work)),
    as: (actor) => ({
      rows: (statement) => framed(connect, actor, statement),
      row: async (statement) => (await framed<never>(connect, actor, statement))[0],
      act: (statement) => again(async () => (await framed<never>(connect, actor, statement))[0]),
    }),
    unframed: {
      rows: (statement) => unframed(connect, statement),
      row: async (statement) => (await unframed<never>(connect, statement))[0],
    },
    shut: () => {
      isShut = true;
      lines.cut();
    },
    reopen: () => {
      isShut = false;
      lines.mend();
    },
    gauges: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close: () => pool.end(),
  };
}

/**
 * Without a listener a restart of PostgreSQL would take the process down. While the pool closes, the database may well
 * be faster at ending a connection than we are: that is no loss.
 */
export function reportLosses(pool: pg.Pool, report: (reason: string) => void): void {
  pool.on('error', (error) => {
    if (!pool.ending) report(error.message);
  });
  // The pool listens to idle connections only. Whoever has one learns of its end by their next statement.
  pool.on('connect', (client) => client.on('error', () => {}));
}

/**
 * The program's connections are nobody but this before anything else: what it is to the clinic's rows, or to the queue of jobs. A
 * statement whose caller is gone ends, with its locks, where PostgreSQL's system can tell it. Nothing that we ask is worth compiling.
 */
export async function takeRole(client: pg.ClientBase, role: 'salle_app' | 'salle_jobs'): Promise<void> {
  await client.query(
    `SET ROLE ${role}; SET timezone = 'UTC'; SET statement_timeout = '15s'; SET lock_timeout = '5s';
     SET idle_in_transaction_session_timeout = '30s'; SET jit = off;
     SELECT set_config('client_connection_check_interval', '500', false) WHERE version() !~* 'windows|mingw|visual c'`,
  );
}

type Connect = () => Promise<pg.PoolClient>;

async function inTransaction<T>(connect: Connect, actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await connect();
  const committed: (() => void)[] = [];
  let broken: Error | undefined;
  try {
    // Sent ahead of the first statement, without waiting: one round trip less.
    const begun = client.query(begin(actor));
    begun.catch(() => {});
    const result = await work(newTransaction(client, actor, committed));
    await begun;
    await client.query('COMMIT');
    for (const act of committed) act();
    return result;
  } catch (error) {
    broken = await client.query('ROLLBACK').then(
      () => undefined,
      (lost: Error) => lost,
    );
    throw error;
  } finally {
    client.release(broken);
  }
}

function newTransaction(client: pg.ClientBase, actor: Actor, committed: (() => void)[]): Transaction {
  const rows = async <T>(statement: Statement): Promise<T[]> => (await client.query(asQuery(statement))).rows;
  return {
    actor,
    rows,
    row: async <T>(statement: Statement) => (await rows<T>(statement))[0],
    one: async <T>(statement: Statement) => {
      const row = (await rows<T>(statement))[0];
      if (row === undefined) throw new Error('a statement that always gives a row gave none');
      return row;
    },
    count: async (statement) => (await client.query(asQuery(statement))).rowCount ?? 0,
    afterCommit: (act) => {
      committed.push(act);
    },
  };
}

/** BEGIN, the statement and COMMIT leave in one packet; the answers come back in one. */
async function framed<T>(connect: Connect, actor: Actor, statement: Statement): Promise<T[]> {
  const client = await connect();
  let broken: Error | undefined;
  try {
    const [begun, result, ended] = await Promise.allSettled([
      client.query(begin(actor)),
      client.query(asQuery(statement)),
      client.query('COMMIT'),
    ]);
    if (ended.status === 'rejected') broken = ended.reason;
    if (begun.status === 'rejected') throw begun.reason;
    if (result.status === 'rejected') throw result.reason;
    if (ended.status === 'rejected') throw ended.reason;
    return result.value.rows;
  } finally {
    client.release(broken);
  }
}

/** A statement that was refused costs nobody the connection, nor what is prepared on it. */
async function unframed<T>(connect: Connect, statement: Statement): Promise<T[]> {
  const client = await connect();
  let broken: unknown;
  try {
    return (await client.query(asQuery(statement))).rows;
  } catch (error) {
    if (!undone(error)) broken = error;
    throw error;
  } finally {
    client.release(broken as Error | undefined);
  }
}

/** The values are numbers of ours and words of ours: they can stand in the text. */
function begin({ account, link, role, address }: Actor): string {
  const by = link === undefined ? '' : `, set_config('app.link', '${link}', true)`;
  const from = address && isIP(address) > 0 ? `, set_config('app.address', '${address}', true)` : '';
  return `BEGIN; SELECT set_config('app.account', '${account ?? ''}', true), set_config('app.role', '${role}', true)${by}${from}`;
}

function asQuery({ text, values, name }: Statement): pg.QueryConfig {
  return { text, values: values as unknown[], name };
}

/** A deadlock's or serialization's loser has done nothing yet: it may simply try again. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 4 || !isTransient(error)) throw error;
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001');
}

/** The constraint that refused a change, where one did. */
export function violated(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError && error.code?.startsWith('23') ? error.constraint : undefined;
}

/** What a function of ours says when it undoes everything: a code of the catalogue, and where. */
export function raised(error: unknown): { code: string; place: number } | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code !== 'SA001') return undefined;
  return { code: error.message, place: Number(error.detail) };
}

/**
 * The database has said no to this statement and all that it did: nothing of it is there, so it may be asked otherwise.
 * Where the connection or the server was lost, nobody knows.
 */
export function undone(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !/^(08|57P|XX)/.test(error.code ?? '08');
}
