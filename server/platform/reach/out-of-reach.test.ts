import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import { cloneDatabase } from '#test/cluster.ts';
import { freePort } from '#test/process.ts';
import { openLog } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import { openWebServer } from '../web-server.ts';
import { OutOfReach } from './out-of-reach.ts';

const made = await cloneDatabase('empty');
after(() => made.drop());
const log = openLog({ level: 'silent' });
const app = await openWebServer({ log, metrics: openMetrics(), trustProxy: undefined, https: false, connectTo: [] });
let thrown: unknown;
app.get('/', async () => {
  throw thrown;
});
after(() => app.close());

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => assert.fail('it was to fail'),
    (error: unknown) => error,
  );
}

async function connected(more: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ ...made.connection, ...more });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function raisedBy(code: string): Promise<unknown> {
  const client = await connected();
  const error = await failure(
    client.query(`DO $$ BEGIN RAISE EXCEPTION 'as it is said' USING ERRCODE = '${code}'; END $$`),
  );
  await client.end();
  return error;
}

const hangs = async (work: (port: number) => Promise<unknown>): Promise<unknown> => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const address = silent.address();
  const error = await failure(work(typeof address === 'object' ? (address?.port ?? 0) : 0));
  silent.close();
  return error;
};

/** As they come, from a real PostgreSQL wherever it can be had. */
const away: [what: string, how: () => Promise<unknown>][] = [
  ['nobody listens', async () => failure(new pg.Client({ host: '127.0.0.1', port: await freePort() }).connect())],
  [
    'nobody listens, at any address of the name',
    async () => failure(new pg.Client({ host: 'localhost', port: await freePort() }).connect()),
  ],
  ['the folder of its socket is gone', async () => failure(new pg.Client({ host: '/nowhere/at/all' }).connect())],
  [
    'it takes the connection and says nothing',
    () => hangs((port) => new pg.Client({ host: '127.0.0.1', port, connectionTimeoutMillis: 50 }).connect()),
  ],
  [
    'a pool waits for such a connection',
    () => hangs((port) => new pg.Pool({ host: '127.0.0.1', port, connectionTimeoutMillis: 50 }).query('SELECT 1')),
  ],
  [
    'all of the pool is taken',
    async () => {
      const pool = new pg.Pool({ ...made.connection, max: 1, connectionTimeoutMillis: 2000 });
      const client = await pool.connect();
      const error = await failure(pool.query('SELECT 1'));
      client.release();
      await pool.end();
      return error;
    },
  ],
  [
    'it ends the connection under a statement',
    async () => {
      const client = await connected();
      const error = await failure(client.query('SELECT pg_terminate_backend(pg_backend_pid())'));
      return error;
    },
  ],
  [
    'the connection breaks under a statement',
    async () => {
      const client = await connected();
      const error = failure(client.query('SELECT pg_sleep(60)'));
      setImmediate(() => client.connection.stream.destroy());
      return error;
    },
  ],
  [
    'a statement is sent on a connection that was lost',
    async () => {
      const client = await connected();
      await failure(client.query('SELECT pg_terminate_backend(pg_backend_pid())'));
      return failure(client.query('SELECT 1'));
    },
  ],
  [
    'a statement is sent on a connection that was ended',
    async () => {
      const client = await connected();
      await client.end();
      return failure(client.query('SELECT 1'));
    },
  ],
  [
    'an answer does not come in time',
    async () => {
      const client = await connected({ query_timeout: 50 });
      const error = await failure(client.query('SELECT pg_sleep(0.5)'));
      await client.end();
      return error;
    },
  ],
  ...['08006', '53100', '53200', '53300', '57P01', '57P02', '57P03', '57014', '55P03', '58030'].map(
    (code): [string, () => Promise<unknown>] => [`it says ${code}`, () => raisedBy(code)],
  ),
  ...['EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ENOSPC', 'ETIMEDOUT'].map(
    (code): [string, () => Promise<unknown>] => [
      `the system says ${code}`,
      async () => Object.assign(new Error('as the system says it'), { code }),
    ],
  ),
  ['the store of files is away', async () => new OutOfReach('the store of files answered 503')],
];

describe('what cannot be had just now is 503, never a fault of ours', () => {
  for (const [what, how] of away) {
    test(what, async () => {
      thrown = await how();
      const { statusCode, headers, body } = await app.inject('/');
      assert.equal(statusCode, 503, `${(thrown as NodeJS.ErrnoException).code} ${(thrown as Error).message}`);
      assert.equal(headers['retry-after'], '2');
      assert.equal(JSON.parse(body).error, 'unavailable');
    });
  }
});

describe('a fault of ours stays one', () => {
  for (const code of ['42P01', '23505', '42501', 'XX000']) {
    test(`it says ${code}`, async () => {
      thrown = await raisedBy(code);
      assert.equal((await app.inject('/')).statusCode, 500);
    });
  }
});
