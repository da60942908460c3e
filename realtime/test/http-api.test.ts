import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { after, before, describe, test } from 'node:test';
import PusherServer from 'pusher';
import { openHandClock } from './hand-clock.ts';
import { app, openRig, type Rig, until } from './rig.ts';

describe('the HTTP API', () => {
  const clock = openHandClock();
  let rig: Rig;
  let sdk: PusherServer;
  before(async () => {
    rig = await openRig({ clock, apps: [app, { ...app, id: '9', enabled: false, key: 'off' }] });
    sdk = rig.sdk();
    const raw = rig.raw();
    await raw.subscribe('board');
    await raw.subscribe('presence-room', { member: { user_id: '1' } });
    await rig.raw().subscribe('presence-room', { member: { user_id: '1' } });
    await rig.raw().subscribe('presence-room', { member: { user_id: '2' } });
  });
  after(() => rig.close());

  const get = async (path: string, params = {}) => (await sdk.get({ path, params })).json();
  /** Signed by the official SDK, as of this clock. */
  function call(method: 'GET' | 'POST', path: string, body?: unknown, signed = sdk) {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const query = signed.createSignedQueryString({ method, path, body: text, params: {} });
    return { method, url: `${path}?${query}`, body: Buffer.from(text) };
  }
  const answer = (...given: Parameters<typeof call>) => rig.realtime.answer(call(...given));
  const trigger = (body: unknown) => answer('POST', '/apps/1/events', body);

  test('the official SDK triggers, in batches too, and leaves one socket out', async () => {
    const [one, two] = [rig.raw(), rig.raw()];
    await Promise.all([one.subscribe('news'), two.subscribe('news'), two.subscribe('private-x')]);
    await sdk.trigger('news', 'first', { n: 1 }, { socket_id: await one.id() });
    assert.equal((await two.hears('first')).data, '{"n":1}');
    const answered = await sdk.triggerBatch([
      { channel: 'news', name: 'second', data: { n: 2 }, info: 'subscription_count' },
      { channel: 'private-x', name: 'third', data: 'text' },
    ]);
    assert.deepEqual(await answered.json(), { batch: [{ subscription_count: 2 }, {}] });
    await two.hears('third');
    await one.hears('second');
    assert.equal(one.heard.filter((heard) => heard.event === 'first').length, 0);
    const info = await sdk.trigger(['presence-room', 'news'], 'e', {}, { info: 'user_count,subscription_count' });
    assert.deepEqual(await info.json(), {
      channels: { 'presence-room': { subscription_count: 3, user_count: 2 }, news: { subscription_count: 2 } },
    });
    one.socket.terminate();
    two.socket.terminate();
    await until('both gone', () => rig.realtime.stats().channels === 2);
  });

  test('an encrypted event arrives as it was encrypted', async () => {
    const encryptionMasterKeyBase64 = Buffer.alloc(32, 7).toString('base64');
    const { port } = rig;
    const own = new PusherServer({
      appId: '1',
      key: app.key,
      secret: app.secret,
      host: '127.0.0.1',
      port: String(port),
      useTLS: false,
      encryptionMasterKeyBase64,
    });
    const raw = rig.raw();
    await raw.subscribe('private-encrypted-a');
    await own.trigger('private-encrypted-a', 'secret', { n: 1 });
    const { data } = await raw.hears('secret');
    assert.deepEqual(Object.keys(JSON.parse(String(data))), ['nonce', 'ciphertext']);
    raw.socket.terminate();
    await until('it to be gone', () => rig.realtime.stats().channels === 2);
  });

  test('tells of channels, users, connections', async () => {
    assert.deepEqual(await get('/channels'), { channels: { board: {}, 'presence-room': {} } });
    assert.deepEqual(await get('/channels', { filter_by_prefix: 'presence-', info: 'user_count' }), {
      channels: { 'presence-room': { user_count: 2 } },
    });
    assert.deepEqual(await get('/channels/presence-room', { info: 'user_count,subscription_count' }), {
      occupied: true,
      subscription_count: 3,
      user_count: 2,
    });
    assert.deepEqual(await get('/channels/nobody'), { occupied: false });
    assert.deepEqual(await get('/channels/presence-room/users'), { users: [{ id: '1' }, { id: '2' }] });
    assert.deepEqual(await get('/connections'), { connections: 3 });
    await sdk.trigger('cache-a', 'e', { n: 1 });
    assert.deepEqual(await get('/channels/cache-a', { info: 'cache' }), {
      occupied: false,
      cache: { data: '{"n":1}', ttl: 1800 },
    });
  });

  for (const [what, status, body] of [
    ['not JSON', 400, '{'],
    ['no object', 400, []],
    ['no name', 400, { data: '', channel: 'a' }],
    ['a name of 201 letters', 400, { name: 'n'.repeat(201), data: '', channel: 'a' }],
    ['a name of the protocol’s own', 400, { name: 'pusher_internal:member_removed', data: '', channel: 'a' }],
    ['data that is no string', 400, { name: 'n', data: {}, channel: 'a' }],
    ['data that is too long', 413, { name: 'n', data: 'x'.repeat(10 * 1024 + 1), channel: 'a' }],
    ['no channel', 400, { name: 'n', data: '' }],
    ['a channel that is none', 400, { name: 'n', data: '', channels: ['a', 'b c'] }],
    ['101 channels', 400, { name: 'n', data: '', channels: Array.from({ length: 101 }, (_, n) => `c${n}`) }],
    ['a socket_id that is none', 400, { name: 'n', data: '', channel: 'a', socket_id: '1' }],
    ['info that is none', 400, { name: 'n', data: '', channel: 'a', info: 'secrets' }],
  ] as const) {
    test(`refuses an event with ${what}: ${status}`, () => assert.equal(trigger(body).status, status));
  }

  test('takes data of just 10 KiB', () => {
    assert.equal(trigger({ name: 'n', data: 'x'.repeat(10 * 1024), channel: 'a' }).status, 200);
  });

  test('refuses a batch of eleven, and publishes nothing of a batch that is wrong somewhere', async () => {
    const event = { name: 'batched', data: '', channel: 'board' };
    const batch = (events: unknown[]) => answer('POST', '/apps/1/batch_events', { batch: events }).status;
    assert.equal(batch(Array.from({ length: 11 }, () => event)), 400);
    const sent = rig.realtime.stats().messages;
    assert.equal(batch([event, { ...event, channel: 'b c' }]), 400);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(rig.realtime.stats().messages, sent);
  });

  for (const [what, status, path, method] of [
    ['another application', 404, '/apps/2/channels', 'GET'],
    ['a disabled application', 403, '/apps/9/channels', 'GET'],
    ['another path', 404, '/apps/1/secrets', 'GET'],
    ['another method', 405, '/apps/1/events', 'GET'],
    ['users of a channel that is no presence channel', 400, '/apps/1/channels/board/users', 'GET'],
  ] as const) {
    test(`refuses ${what}: ${status}`, () => {
      const off = new PusherServer({ appId: '9', key: 'off', secret: app.secret, host: 'x' });
      const refused = answer(method, path, undefined, path.includes('/9/') ? off : sdk);
      assert.equal(refused.status, status);
      assert.equal(refused.headers.allow, status === 405 ? 'POST' : undefined);
    });
  }

  test('refuses a signature that is forged, borrowed, old, early, or not of this body: 401', () => {
    const event = { name: 'n', data: 'm', channel: 'a' };
    clock.move(Date.now() - clock.now()); // the SDK signs by the wall's clock, however long the tests before took
    const good = call('POST', '/apps/1/events', event);
    const changed: [string, typeof good][] = [
      ['signature', { ...good, url: good.url.replace(/auth_signature=.{4}/, 'auth_signature=0000') }],
      ['no signature', { ...good, url: '/apps/1/events' }],
      ['path', { ...good, url: good.url.replace('/events', '/batch_events') }],
      ['method', { ...good, method: 'GET' }],
      ['key', { ...good, url: good.url.replace(app.key, 'other') }],
      ['parameter', { ...good, url: `${good.url}&info=user_count` }],
      ['body', { ...good, body: Buffer.from('{"name":"n","data":"other","channel":"a"}') }],
    ];
    for (const [what, one] of changed) assert.equal(rig.realtime.answer(one).status, 401, what);
    const twice = { ...good, url: `${good.url}&auth_key=${app.key}` };
    assert.equal(rig.realtime.answer(twice).status, 400);
    clock.move(602_000);
    assert.equal(rig.realtime.answer(good).status, 401, 'ten minutes late');
    clock.move(-2 * 602_000);
    assert.equal(rig.realtime.answer(good).status, 401, 'ten minutes early');
    clock.move(602_000);
    assert.equal(rig.realtime.answer(good).status, 200, 'in time');
  });

  test('accepts one event twenty times in a second, as the official SDK signs it', () => {
    const post = call('POST', '/apps/1/events', { name: 'again', data: 'again', channel: 'a' });
    const statuses = Array.from({ length: 20 }, () => rig.realtime.answer(post).status);
    assert.deepEqual(new Set(statuses), new Set([200]));
  });

  test('accepts a signature once where it is told to: what is replayed is refused, reading apart', async () => {
    const strict = await openRig({ clock, apps: [{ ...app, replays: 'refuse' }] });
    const statuses = (one: ReturnType<typeof call>) => [one, one].map((same) => strict.realtime.answer(same).status);
    clock.move(Date.now() - clock.now());
    assert.deepEqual(statuses(call('POST', '/apps/1/events', { name: 'o', data: 'o', channel: 'a' })), [200, 401]);
    assert.deepEqual(statuses(call('GET', '/apps/1/channels')), [200, 200]);
    await strict.close();
  });

  test('keeps the connection open between calls, and answers a body without end with 413', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    const post = (one: ReturnType<typeof call>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const { method, url: path, body } = one;
        const sent = request({ agent, host: '127.0.0.1', port: rig.port, method, path }, (response) => {
          ports.add(response.socket.localPort);
          response.resume().on('end', () => resolve(response.statusCode));
        });
        sent.on('error', reject).end(body);
      });
    assert.equal(await post(call('POST', '/apps/1/events', { name: 'k', data: '1', channel: 'a' })), 200);
    assert.equal(await post(call('POST', '/apps/1/events', 'x'.repeat(1024 * 1024 + 1))), 413);
    assert.equal(await post(call('POST', '/apps/1/events', { name: 'k', data: '2', channel: 'a' })), 200);
    assert.equal(ports.size, 1);
    agent.destroy();
  });
});
