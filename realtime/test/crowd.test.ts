import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { signUser } from '../signatures.ts';
import { openHandClock } from './hand-clock.ts';
import { app, openRig, type Raw, until } from './rig.ts';

const isIn = (raw: Raw) => raw.heard.some(({ event }) => event === 'pusher:connection_established');
/** What became of it: `in`, or the code with which it was closed, or what it was told in plain HTTP. */
const fate = (raw: Raw) => until('an answer', () => (isIn(raw) ? 'in' : (raw.failed ?? raw.closed?.code)));

test('of sockets by the hundred from one network so many stay, the others are told 4102, and others are unharmed', async () => {
  const networkOf = ({ headers }: { headers: Record<string, unknown> }) => String(headers['x-network']);
  const rig = await openRig({ perNetwork: 100, networkOf });
  const neighbour = rig.raw(undefined, { 'x-network': 'b' });
  await neighbour.subscribe('board');
  const crowd = Array.from({ length: 300 }, () => rig.raw(undefined, { 'x-network': 'a' }));
  const fates = await Promise.all(crowd.map(fate));
  assert.equal(fates.filter((one) => one === 'in').length, 100);
  assert.deepEqual([...new Set(fates.filter((one) => one !== 'in' && typeof one === 'number'))], [4102]);
  assert.ok(fates.every((one) => one === 'in' || one === 4102 || String(one).includes('429')));
  assert.equal(rig.realtime.stats().connections, 101);
  await rig.sdk().trigger('board', 'told', {});
  await neighbour.hears('told');
  await rig.raw(undefined, { 'x-network': 'c' }).id();
  for (const raw of crowd) raw.socket.terminate();
  await until('them to be gone', () => rig.realtime.stats().connections === 2);
  await rig.raw(undefined, { 'x-network': 'a' }).id();
  await rig.close();
});

test('those who are refused and will not go are told nothing more past twice as many', async () => {
  const rig = await openRig({ perNetwork: 2 });
  const inside = [rig.raw(), rig.raw()];
  await Promise.all(inside.map((raw) => raw.id()));
  const stuck = [await upgraded(rig.port), await upgraded(rig.port)];
  assert.match(String(await fate(rig.raw())), /429/);
  for (const one of stuck) one.destroy();
  await rig.close();
});

test('of one user so many are let in, the others are told 4103: by admission, and by sign-in', async () => {
  const rig = await openRig({
    apps: [{ ...app, limits: { connectionsPerUser: 2 } }],
    hooks: { admit: async ({ headers }) => (headers.cookie ? { user: headers.cookie } : true) },
  });
  const crowd = Array.from({ length: 6 }, () => rig.raw(undefined, { cookie: '7' }));
  const fates = await Promise.all(crowd.map(fate));
  assert.deepEqual(fates.sort(), [4103, 4103, 4103, 4103, 'in', 'in']);
  await rig.raw(undefined, { cookie: '8' }).id();
  const nobodies = [rig.raw(), rig.raw(), rig.raw()];
  for (const raw of nobodies) {
    raw.say('pusher:signin', signUser(app, await raw.id(), { id: '9' }));
    await until('an answer', () => raw.closed ?? raw.heard.find(({ event }) => event === 'pusher:signin_success'));
  }
  assert.equal((await nobodies[2]?.isClosed())?.code, 4103);
  nobodies[0]?.socket.terminate();
  await until('it to be gone', () => rig.realtime.stats().connections === 4);
  const late = rig.raw();
  late.say('pusher:signin', signUser(app, await late.id(), { id: '9' }));
  await late.hears('pusher:signin_success');
  await rig.close();
});

test('a seat is free at the close frame, though the other end keeps the wire', async () => {
  const rig = await openRig({ apps: [{ ...app, limits: { connections: 1 } }] });
  const wire = await upgraded(rig.port);
  await until('it to be in', () => rig.realtime.stats().connections === 1);
  assert.equal(await fate(rig.raw()), 4004);
  wire.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0])); // a close frame, masked with nothing
  const begun = Date.now();
  await until('the seat to be free', () => rig.realtime.stats().connections === 0);
  assert.ok(Date.now() - begun < 4_000, 'before anybody cuts the wire');
  assert.equal(wire.destroyed, false);
  assert.equal(await fate(rig.raw()), 'in');
  wire.destroy();
  await rig.close();
});

test('who is nobody in time is closed with 4009, where there is a deadline; signing in or a private channel keeps it', async () => {
  const clock = openHandClock();
  const rig = await openRig({
    clock,
    apps: [{ ...app, authorisedWithin: 30 }],
    hooks: { admit: ({ headers }) => (headers.cookie ? { user: headers.cookie } : true) },
  });
  const [stranger, hearer, signedIn, subscribed] = [rig.raw(), rig.raw(), rig.raw(), rig.raw()];
  const known = rig.raw(undefined, { cookie: '7' });
  await Promise.all([stranger.id(), known.id(), hearer.subscribe('board'), subscribed.subscribe('private-a')]);
  signedIn.say('pusher:signin', signUser(app, await signedIn.id(), { id: '9' }));
  await signedIn.hears('pusher:signin_success');
  clock.move(28_000);
  await Promise.all([stranger, hearer].map((raw) => raw.settled()));
  clock.move(3_000);
  assert.deepEqual([(await stranger.isClosed()).code, (await hearer.isClosed()).code], [4009, 4009]);
  await Promise.all([known, signedIn, subscribed].map((raw) => raw.settled()));
  await rig.close();
});

test('who subscribes to nothing in time is closed with 4202, where there is a deadline', async () => {
  const clock = openHandClock();
  const rig = await openRig({ clock, apps: [{ ...app, subscribedWithin: 60 }] });
  const [idle, hearer] = [rig.raw(), rig.raw()];
  await Promise.all([idle.id(), hearer.subscribe('board')]);
  clock.move(61_000);
  assert.equal((await idle.isClosed()).code, 4202);
  await hearer.settled();
  await rig.close();
});

test('who is not admitted in ten seconds is cut off, and counts no longer', async () => {
  const clock = openHandClock();
  let asked = 0;
  const rig = await openRig({
    clock,
    perNetwork: 1,
    hooks: {
      admit: () => {
        asked += 1;
        return asked === 1 ? new Promise<boolean>(() => {}) : true;
      },
    },
  });
  const waiting = rig.raw();
  await until('it to be asked about', () => asked === 1);
  clock.move(10_000);
  await until('it to be cut off', () => waiting.failed);
  assert.equal(await fate(rig.raw()), 'in');
  await rig.close();
});

/** A socket that has shaken hands, and from then on does nothing by itself: not even hang up. */
function upgraded(port: number): Promise<Socket> {
  const key = createHash('md5').update('any').digest('base64');
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () =>
      socket.write(
        `GET /app/${app.key}?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
      ),
    );
    socket.once('data', () => resolve(socket));
    socket.on('error', reject);
  });
}
