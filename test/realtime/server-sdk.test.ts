import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import PusherServer from 'pusher';
import { type Raw, until } from '#realtime/test/rig.ts';
import { credentials, type Outsiders, openOutsiders } from './rig.ts';

type Told = { name: string; channel: string } & Record<string, unknown>;

/** The clinic's own program, which hears webhooks: it fails as often as it is told to, and keeps what it is given. */
const ears = {
  failures: 0,
  came: [] as { headers: Record<string, string>; rawBody: string }[],
  refused: [] as string[],
  events: (): Told[] => ears.came.flatMap(({ rawBody }) => JSON.parse(rawBody).events),
  heard: (name: string, channel: string) =>
    until(`${name} ${channel}`, () => ears.events().find((one) => one.name === name && one.channel === channel)),
};
const http = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const rawBody = Buffer.concat(parts).toString();
  if (ears.failures > 0) {
    ears.failures -= 1;
    ears.refused.push(rawBody);
    return response.writeHead(500).end();
  }
  ears.came.push({ headers: request.headers as Record<string, string>, rawBody });
  response.end();
});

let outsiders: Outsiders;
let sdk: PusherServer;
before(async () => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  outsiders = await openOutsiders({ env: { WEBHOOK_URL: `http://127.0.0.1:${port}/hooks` } });
  sdk = outsiders.sdk();
});
after(async () => {
  await outsiders.close();
  http.closeAllConnections();
  http.close();
});

const get = async (path: string, params = {}) => (await sdk.get({ path, params })).json();

async function subscribed(channel: string, member?: { user_id: string }): Promise<Raw> {
  const raw = outsiders.raw();
  const signed = member ? sdk.authorizeChannel(await raw.id(), channel, member) : {};
  await raw.id();
  raw.say('pusher:subscribe', { channel, ...signed });
  await raw.hears('pusher_internal:subscription_succeeded', channel);
  return raw;
}

/** The very same event, by the official SDK, all in one moment. */
async function twentyTimes({ sdk }: Outsiders): Promise<number[]> {
  const same = sdk();
  const status = (problem: { status: number }) => problem.status;
  const once = () => same.trigger('again', 'same', { n: 1 }).then(({ status }) => status, status);
  return Promise.all(Array.from({ length: 20 }, once));
}

describe('the official server SDK', () => {
  test('triggers on one channel, on several, and leaves one socket out', async () => {
    const [one, two] = [await subscribed('news'), await subscribed('news')];
    await sdk.trigger('news', 'to-others', { n: 1 }, { socket_id: await one.id() });
    await sdk.trigger(['news', 'elsewhere'], 'to-all', { n: 2 });
    await Promise.all([one.hears('to-all'), two.hears('to-all')]);
    assert.equal((await two.hears('to-others')).data, '{"n":1}');
    assert.equal(
      one.heard.some(({ event }) => event === 'to-others'),
      false,
    );
  });

  test('triggers a batch, and asks what the channels are like', async () => {
    const raw = await subscribed('batch');
    const answer = await sdk.triggerBatch([
      { channel: 'batch', name: 'first', data: { n: 1 }, info: 'subscription_count' },
      { channel: 'batch', name: 'second', data: 'text' },
    ]);
    assert.deepEqual(await answer.json(), { batch: [{ subscription_count: 1 }, {}] });
    assert.equal((await raw.hears('second')).data, 'text');
    const told = await sdk.trigger('batch', 'third', {}, { info: 'subscription_count' });
    assert.deepEqual(await told.json(), { channels: { batch: { subscription_count: 1 } } });
  });

  test('reads channels, one channel, and who is on it', async () => {
    await subscribed('presence-ward', { user_id: '1' });
    await subscribed('presence-ward', { user_id: '1' });
    await subscribed('presence-ward', { user_id: '2' });
    assert.deepEqual(await get('/channels', { filter_by_prefix: 'presence-ward', info: 'user_count' }), {
      channels: { 'presence-ward': { user_count: 2 } },
    });
    assert.deepEqual(await get('/channels/presence-ward', { info: 'user_count,subscription_count' }), {
      occupied: true,
      user_count: 2,
      subscription_count: 3,
    });
    assert.deepEqual(await get('/channels/empty'), { occupied: false });
    assert.deepEqual(await get('/channels/presence-ward/users'), { users: [{ id: '1' }, { id: '2' }] });
  });

  test('authorises a channel and authenticates a user for a socket; sends to that user and ends their connections', async () => {
    const raw = outsiders.raw();
    const id = await raw.id();
    raw.say('pusher:signin', sdk.authenticateUser(id, { id: 'clerk' }));
    await raw.hears('pusher:signin_success');
    raw.say('pusher:subscribe', { channel: '#server-to-user-clerk' });
    await raw.hears('pusher_internal:subscription_succeeded', '#server-to-user-clerk');
    await sdk.sendToUser('clerk', 'order', { n: 1 });
    assert.equal((await raw.hears('order', '#server-to-user-clerk')).data, '{"n":1}');
    const watcher = outsiders.raw();
    watcher.say('pusher:signin', sdk.authenticateUser(await watcher.id(), { id: 'chief', watchlist: ['clerk'] }));
    await watcher.hears('pusher_internal:watchlist_events');
    await sdk.terminateUserConnections('clerk');
    assert.equal((await raw.isClosed()).code, 4009);
    const told = () =>
      watcher.heard.filter(({ event }) => event.endsWith('watchlist_events')).map(({ data }) => String(data));
    await until('the watcher to know', () => told().length === 2);
    assert.match(told()[0] ?? '', /online/);
    assert.match(told()[1] ?? '', /offline/);
  });

  test('encrypts end to end with a master key of its own, which the clinic never sees', async () => {
    const encryptionMasterKeyBase64 = Buffer.alloc(32, 7).toString('base64');
    const { id: appId, key, secret } = credentials;
    const { hostname: host, port } = new URL(outsiders.application.address);
    const own = new PusherServer({ appId, key, secret, host, port, useTLS: false, encryptionMasterKeyBase64 });
    const client = await outsiders.pusher(undefined, {
      sign: (socketId, channel) => own.authorizeChannel(socketId, channel),
    });
    const channel = client.subscribe('private-encrypted-ward');
    const heard: unknown[] = [];
    channel.bind('secret', (data: unknown) => heard.push(data));
    await until('the subscription', () => channel.subscribed);
    await own.trigger('private-encrypted-ward', 'secret', { n: 1 });
    await until('the event', () => heard.length === 1);
    assert.deepEqual(heard, [{ n: 1 }]);
    client.disconnect();
  });

  test('is refused with other credentials, and with another body than was signed', async () => {
    const { id: appId, key } = credentials;
    const { origin, hostname: host, port } = new URL(outsiders.application.address);
    const guess = new PusherServer({ appId, key, secret: 'guessed', host, port, useTLS: false });
    await assert.rejects(guess.trigger('news', 'forged', {}), { status: 401 });
    const path = `/apps/${appId}/events`;
    const body = JSON.stringify({ name: 'once', data: '{}', channel: 'news' });
    const query = sdk.createSignedQueryString({ method: 'POST', path, body, params: {} });
    const headers = { 'content-type': 'application/json' };
    const other = { method: 'POST', body: body.replace('once', 'other'), headers };
    assert.equal((await fetch(`${origin}${path}?${query}`, other)).status, 401);
  });

  test('triggers one event twenty times in a second', async () => {
    const raw = await subscribed('again');
    const statuses = await twentyTimes(outsiders);
    assert.deepEqual(statuses, Array(20).fill(200));
    await until('all of them', () => raw.heard.filter(({ event }) => event === 'same').length === 20);
  });

  test('is refused what it says twice in one second, where PUSHER_REPLAYS says so', async () => {
    const strict = await openOutsiders({ env: { PUSHER_REPLAYS: 'refuse' } });
    const statuses = await twentyTimes(strict);
    assert.deepEqual([...new Set(statuses)].sort(), [200, 401]);
    // As many are accepted as there are seconds in which they were signed.
    assert.ok(statuses.filter((status) => status === 200).length < 20);
    await strict.close();
  });
});

describe('WEBHOOK_URL', () => {
  test('hears of channels, members and client events, each signed so that the SDK believes it', async () => {
    const channel = 'presence-hooks';
    const raw = await subscribed(channel, { user_id: '7' });
    raw.say('client-x', { n: 1 }, channel);
    await ears.heard('channel_occupied', channel);
    assert.equal((await ears.heard('member_added', channel)).user_id, '7');
    const { socket_id, time_ms: _, ...event } = await ears.heard('client_event', channel);
    assert.equal(socket_id, await raw.id());
    assert.deepEqual(event, { name: 'client_event', channel, event: 'client-x', data: '{"n":1}', user_id: '7' });
    for (const one of ears.came) {
      assert.ok(sdk.webhook(one).isValid());
      assert.equal(sdk.webhook({ ...one, rawBody: one.rawBody.replace('}', ' }') }).isValid(), false);
    }
  });

  test('is told again after a 500, and of an empty channel after a moment', async () => {
    ears.failures = 1;
    const raw = await subscribed('hooks-again');
    await ears.heard('channel_occupied', 'hooks-again');
    assert.equal(ears.refused.length, 1);
    assert.ok(
      ears.came.some(({ rawBody }) => rawBody === ears.refused[0]),
      'the very same was told again',
    );
    raw.socket.terminate();
    await ears.heard('channel_vacated', 'hooks-again');
  });
});
