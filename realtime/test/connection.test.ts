import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { openHandClock } from './hand-clock.ts';
import { app, next, openRig, type Rig, until } from './rig.ts';

describe('a connection', () => {
  const clock = openHandClock();
  let rig: Rig;
  before(async () => {
    rig = await openRig({ clock, apps: [app, { ...app, id: '2', key: 'off', enabled: false }] });
  });
  after(() => rig.close());

  test('is established with a socket id and an activity timeout, as a JSON string', async () => {
    const raw = rig.raw();
    const { data } = await raw.hears('pusher:connection_established');
    assert.equal(typeof data, 'string');
    const { socket_id: id, activity_timeout: timeout } = JSON.parse(String(data));
    assert.match(id, /^\d+\.\d+$/);
    assert.equal(timeout, 120);
    assert.equal(raw.socket.extensions, '', 'no compression');
  });

  for (const [path, code] of [
    ['/app/unknown?protocol=7', 4001],
    ['/app/off?protocol=7', 4003],
    ['/app/?protocol=7', 4005],
    ['/app/the-key?protocol=seven', 4006],
    ['/app/the-key?protocol=7.0', 4006],
    ['/app/the-key?protocol=-7', 4006],
    ['/app/the-key?protocol=4', 4007],
    ['/app/the-key?protocol=8', 4007],
    ['/app/the-key', 4008],
    ['/app/the-key?protocol=', 4008],
  ] as const) {
    test(`to ${path} is refused with ${code}, in a frame and in the close`, async () => {
      const raw = rig.raw(path);
      assert.equal((await raw.isClosed()).code, code);
      assert.equal((raw.heard.at(0)?.data as { code: number } | undefined)?.code, code);
    });
  }

  test('to another path is not ours', async () => {
    const raw = rig.raw('/elsewhere');
    assert.match(await until('a failure', () => raw.failed), /404/);
  });

  test('answers ping with pong', async () => {
    const raw = rig.raw();
    await raw.id();
    await raw.settled();
  });

  test('that says nonsense is told so, and goes on', async () => {
    const raw = rig.raw();
    await raw.id();
    const nonsense = [
      '',
      'x',
      '[]',
      'null',
      '7',
      '{}',
      '{"event":7}',
      '{"event":"what"}',
      '{"event":"pusher:subscribe"}',
    ];
    for (const text of nonsense) raw.socket.send(text);
    raw.socket.send(Buffer.from([1, 2, 3]));
    for (const data of [null, 7, 'x', [], { channel: {} }]) raw.say('pusher:subscribe', data);
    raw.say('pusher:signin', { auth: 1, user_data: 2 });
    raw.say('client-x', {}, 'unknown');
    await raw.settled();
    const answers = raw.heard.filter((one) => one.event === 'pusher:error' || /subscription_error/.test(one.event));
    assert.equal(answers.length, nonsense.length + 1 + 5 + 2);
    assert.equal(raw.closed, undefined);
  });

  test('with a frame over 64 KiB is closed with 1009', async () => {
    const raw = rig.raw();
    await raw.id();
    raw.socket.send('x'.repeat(64 * 1024));
    await raw.hears('pusher:error'); // the limit itself is no JSON, and no more
    raw.socket.send('x'.repeat(64 * 1024 + 1));
    assert.equal((await raw.isClosed()).code, 1009);
  });

  test('with bytes that are no UTF-8 is closed with 1007', async () => {
    const raw = rig.raw();
    await raw.id();
    raw.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    assert.equal((await raw.isClosed()).code, 1007);
  });

  test('with a flood of fragments is closed with 1008', async () => {
    const raw = rig.raw();
    await raw.id();
    for (let count = 0; count < 100; count += 1) raw.socket.send('', { fin: false });
    assert.equal((await raw.isClosed()).code, 1008);
  });

  test('with a flood of messages is closed with 4101', async () => {
    const raw = rig.raw();
    await raw.id();
    for (let count = 0; count < 1_200; count += 1) raw.say('pusher:ping', {});
    assert.equal((await raw.isClosed()).code, 4101);
  });

  for (const frame of ['ping', 'pong'] as const) {
    test(`with a flood of the socket's own ${frame} frames is cut off`, async () => {
      const raw = rig.raw();
      await raw.id();
      for (let count = 0; count < 1_200; count += 1) {
        raw.socket[frame]();
        if (count % 20 === 0) await new Promise(setImmediate);
      }
      assert.equal((await raw.isClosed()).code, 1006);
    });
  }

  test('that is idle is pinged, lives on if it answers, and is closed with 4201 if it does not', async () => {
    const [answering, silent] = [rig.raw(), rig.raw()];
    await answering.id();
    await silent.id();
    clock.move(2_000); // a sweep notes what was heard until now
    clock.move(119_000);
    clock.move(2_000);
    await answering.hears('pusher:ping');
    await silent.hears('pusher:ping');
    answering.say('pusher:pong', {});
    await answering.settled();
    clock.move(30_000);
    assert.equal((await silent.isClosed()).code, 4201);
    await answering.settled();
    assert.equal(answering.closed, undefined);
  });

  test('leaves nothing behind', async () => {
    await until('no connection', () => rig.realtime.stats().connections <= 4);
    const raw = rig.raw();
    await raw.subscribe('presence-a', { member: { user_id: '1' } });
    await raw.subscribe('plain');
    assert.equal(rig.realtime.stats().channels, 2);
    raw.socket.terminate();
    await until('no channel', () => rig.realtime.stats().channels === 0);
  });
});

test('over its quota an application refuses with 4004, over its capacity a server with 4100', async () => {
  const rig = await openRig({
    apps: [
      { ...app, limits: { connections: 1 } },
      { ...app, id: '2', key: 'b' },
    ],
    capacity: 2,
  });
  await rig.raw().id();
  assert.equal((await rig.raw().isClosed()).code, 4004);
  await until('the refused to be gone', () => rig.realtime.stats().connections === 1);
  await rig.raw('/app/b?protocol=7').id();
  assert.equal((await rig.raw('/app/b?protocol=7').isClosed()).code, 4100);
  await rig.close();
});

test('the admit hook sees origin and headers, refuses with 4009, and its failure is no entrance', async () => {
  const rig = await openRig({
    hooks: {
      async admit({ origin, headers }) {
        if (origin === 'https://broken.example') throw new Error('database away');
        return origin === 'https://app.example' && headers.cookie === 'a=b';
      },
    },
  });
  const wrong = rig.raw(undefined, { origin: 'https://evil.example', cookie: 'a=b' });
  assert.equal((await wrong.isClosed()).code, 4009);
  assert.equal(wrong.heard.length, 1);
  const broken = rig.raw(undefined, { origin: 'https://broken.example' });
  assert.equal((await broken.isClosed()).code, 4100);
  assert.deepEqual(rig.logged[0]?.[0], 'hook.failed');
  await rig.raw(undefined, { origin: 'https://app.example', cookie: 'a=b' }).id();
  await rig.close();
});

test('a graceful stop sends 4200, spread, lets nobody in, and official clients try again', async () => {
  const clock = openHandClock();
  const rig = await openRig({ clock });
  const client = rig.client();
  await next(client.connection, 'connected');
  const raws = Array.from({ length: 20 }, () => rig.raw());
  for (const raw of raws) await raw.id();
  const again = next<{ current: string }>(client.connection, 'connecting');
  const closing = rig.realtime.close({ spread: 1_000 });
  const left = () => rig.realtime.stats().connections;
  assert.ok(left() >= 18 && left() < 21, `${left()} of 21 are left after the first step`);
  assert.match(await refusal(rig.port), /^HTTP\/1.1 503 /);
  while (left() > 0) {
    clock.move(50);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const raw of raws) assert.equal((await raw.isClosed()).code, 4200);
  await again;
  client.disconnect();
  await closing;
  await rig.close();
});

test('other upgrades of the same server stay with whoever takes them', async () => {
  const rig = await openRig();
  const call = request({ port: rig.port, host: '127.0.0.1', path: '/apps/1/channels' });
  const status = await new Promise((resolve) => call.on('response', ({ statusCode }) => resolve(statusCode)).end());
  assert.equal(status, 401);
  await rig.close();
});

function refusal(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        'GET /app/the-key?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      ),
    );
    socket.on('data', (data) => resolve(data.toString()));
    socket.on('error', reject);
  });
}
