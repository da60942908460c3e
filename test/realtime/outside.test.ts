import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { authorizeChannel, readEvents, readRealtimeConfig, sendTestFact } from '#contract/broadcasting.ts';
import { readyz } from '#contract/health.ts';
import { signOut } from '#contract/identity.ts';
import { openRealtime, type Realtime } from '#realtime/server.ts';
import { next, until } from '#realtime/test/rig.ts';
import { emailOf, tokenFor } from '#test/application.ts';
import { newClient } from '#test/client.ts';
import { cloneDatabase } from '#test/cluster.ts';
import { credentials, type Outsiders, openBeside, openOutsiders } from './rig.ts';

const channel = 'private-realtime-test';
const succeeded = 'pusher:subscription_succeeded';

/** A server of the Pusher protocol that is not the clinic's own. */
type Elsewhere = {
  port: number;
  /** what was published there and accepted, in order */
  taken: { channel: string; name: string; data: string }[];
  messages(): string[];
  /** answers 500 for this many calls */
  failures: number;
  start(): Promise<void>;
  stop(): Promise<void>;
};

async function openElsewhere(): Promise<Elsewhere> {
  let http: Server | undefined;
  let realtime: Realtime | undefined;
  const elsewhere: Elsewhere = {
    port: 0,
    taken: [],
    failures: 0,
    messages: () => elsewhere.taken.map(({ data }) => JSON.parse(data).message),
    start: async () => {
      const own = openRealtime({ apps: [credentials] });
      http = createServer(async (request, response) => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part);
        const body = Buffer.concat(parts);
        elsewhere.failures -= 1;
        if (elsewhere.failures >= 0) return response.writeHead(500).end();
        const answer = own.answer({ method: request.method ?? '', url: request.url ?? '', body });
        const { batch = [] } = body.length > 0 ? JSON.parse(body.toString()) : {};
        if (answer.status === 200) elsewhere.taken.push(...batch);
        response.writeHead(answer.status, answer.headers).end(answer.body);
      });
      own.attach(http);
      http.listen(elsewhere.port, '127.0.0.1');
      await once(http, 'listening');
      elsewhere.port = (http.address() as AddressInfo).port;
      realtime = own;
    },
    stop: async () => {
      await realtime?.close({ spread: 0 });
      http?.closeAllConnections();
      if (http?.listening) await new Promise((resolve) => http?.close(resolve));
    },
  };
  await elsewhere.start();
  return elsewhere;
}

for (const [connection, prefix] of [
  ['pusher', 'PUSHER'],
  ['reverb', 'REVERB'],
] as const) {
  describe(`BROADCAST_CONNECTION=${connection}`, () => {
    let elsewhere: Elsewhere;
    let outsiders: Outsiders;
    let env: Record<string, string>;
    before(async () => {
      elsewhere = await openElsewhere();
      env = {
        BROADCAST_CONNECTION: connection,
        [`${prefix}_HOST`]: '127.0.0.1',
        [`${prefix}_SCHEME`]: 'http',
        [`${prefix}_PORT`]: String(elsewhere.port),
        [`${prefix}_APP_ID`]: credentials.id,
        [`${prefix}_APP_KEY`]: credentials.key,
        [`${prefix}_APP_SECRET`]: credentials.secret,
      };
      outsiders = await openOutsiders({ env });
    });
    after(async () => {
      await outsiders.close();
      await elsewhere.stop();
    });

    const send = (message: string) => outsiders.application.as('admin').ask(sendTestFact, { body: { message } });

    test('config sends browsers there, our signatures are believed there, and facts come from there', async () => {
      const { data } = await outsiders.application.nobody.ask(readRealtimeConfig);
      assert.deepEqual([data.host, data.port, data.forceTLS], ['127.0.0.1', elsewhere.port, false]);
      const client = await outsiders.pusher('admin');
      const heard = client.subscribe(channel);
      await next(heard, succeeded);
      const told = next<{ message: string; event_id: string }>(heard, 'test.sent');
      await send('by way of another server');
      const { message, event_id } = await told;
      assert.equal(message, 'by way of another server');
      await send('after that');
      const missed = await eventually(async () => {
        const query = { channel, after: event_id };
        const answer = await outsiders.application.as('admin').ask(readEvents, { query });
        return answer.data.length > 0 && answer.data;
      });
      assert.deepEqual(
        missed.map(({ data: { message } }) => message),
        ['after that'],
      );
      client.disconnect();
    });

    test('no socket is taken here, where it could not be ended', async () => {
      assert.equal((await outsiders.raw().isClosed()).code, 4009);
    });

    test('who signs out loses their connections there', async () => {
      const { address } = outsiders.application;
      const token = await tokenFor(address, emailOf('receptionist'));
      const own = newClient(address, () => ({ authorization: `Bearer ${token}` }));
      const client = await outsiders.pusher(undefined, { token });
      client.signin();
      await next(client.subscribe('private-appointments'), succeeded);
      await until('the sign-in', () => client.user.user_data);
      const gone = next(client.connection, 'disconnected');
      await own.ask(signOut);
      await gone;
      const body = { socket_id: '1.1', channel_name: 'private-appointments' };
      assert.equal(await own.refused(authorizeChannel, { body }), '401 sign_in_required');
    });

    test('while it is away nothing is lost: it gets all in order when it is back, and answers here go on', async () => {
      const { application } = outsiders;
      const { next: since } = await application.as('admin').ask(readEvents, { query: { channel } });
      await elsewhere.stop();
      elsewhere.taken.length = 0;
      const sent = Array.from({ length: 25 }, (_, at) => `while away ${at}`);
      for (const message of sent) await send(message);
      await eventually(async () => (await application.nobody.ask(readyz)).degraded.includes('broadcast'));
      const query = { channel, after: since };
      const missed = await eventually(async () => {
        const { data } = await application.as('admin').ask(readEvents, { query });
        return data.length === sent.length && data;
      });
      assert.deepEqual(
        missed.map(({ data }) => data.message),
        sent,
      );
      elsewhere.failures = 1;
      await elsewhere.start();
      await until('all of them', () => new Set(elsewhere.messages()).size === sent.length);
      assert.deepEqual([...new Set(elsewhere.messages())], sent);
      await eventually(async () => (await application.nobody.ask(readyz)).degraded.length === 0);
    });
  });
}

describe('a process that ends, and the next on its database', () => {
  test('what ourselves have told is not told there; what was not brought there is, and nothing keeps the rest', async () => {
    const { connection, drop } = await cloneDatabase('demo');
    const elsewhere = await openElsewhere();
    const owner = new pg.Client(connection);
    await owner.connect();
    const outside = {
      BROADCAST_CONNECTION: 'pusher',
      PUSHER_HOST: '127.0.0.1',
      PUSHER_SCHEME: 'http',
      PUSHER_PORT: String(elsewhere.port),
    };
    let running = await openBeside({ connection });
    try {
      const token = await tokenFor(running.address, emailOf('admin'));
      const admin = () => newClient(running.address, () => ({ authorization: `Bearer ${token}` }));
      const send = (message: string) => admin().ask(sendTestFact, { body: { message } });
      const isEach = (condition: string) => async () =>
        (await owner.query(`SELECT ${condition} AS yes FROM dispatch`)).rows[0].yes === true;

      await send('told by ourselves');
      await eventually(isEach('NOT EXISTS (SELECT FROM event WHERE position IS NULL)'));
      await running.close();
      await elsewhere.stop();

      running = await openBeside({ connection }, outside);
      await send('not brought');
      await owner.query(`INSERT INTO event (name, data, channels) VALUES ('test.sent', $1, $2)`, [
        JSON.stringify({ message: 'x'.repeat(20_000) }),
        [channel],
      ]);
      await send('after one that is too long');
      await eventually(isEach('NOT EXISTS (SELECT FROM event WHERE position IS NULL)'));
      await running.close();
      await elsewhere.start();

      running = await openBeside({ connection }, outside);
      await until('both', () => elsewhere.taken.length === 2);
      await eventually(isEach('published = (SELECT max(position) FROM event)'));
      assert.deepEqual(elsewhere.messages(), ['not brought', 'after one that is too long']);
    } finally {
      await running.close();
      await owner.end();
      await drop();
      await elsewhere.stop();
    }
  });
});

/** Waits on a condition that has to be asked for. */
async function eventually<T>(condition: () => Promise<T | false>): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const met = await condition();
    if (met) return met;
    assert.ok(performance.now() < end, 'waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
