import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { openHandClock } from './hand-clock.ts';
import { openRig, type Raw, type Rig, until } from './rig.ts';

const data = 'x'.repeat(1_000);

test('a hundred sockets that never read are closed at their bound, and cost the others nothing', async () => {
  const clock = openHandClock();
  const rig = await openRig({ clock });
  const healthy = await Promise.all(Array.from({ length: 5 }, () => reader(rig)));
  const alone = await publish(rig, healthy, 2_000);
  const stuck = await Promise.all(Array.from({ length: 100 }, () => neverReads(rig.port)));
  await until('all to be subscribed', () => rig.realtime.stats().subscriptions === 105);
  const before = process.memoryUsage();
  const beside = await publish(rig, healthy, 10_000);
  const after = process.memoryUsage();
  assert.equal(rig.realtime.stats().connections, 5, 'the stuck are let go');
  assert.equal(rig.realtime.stats().tooSlow, 100);
  const grown = after.heapUsed + after.external - before.heapUsed - before.external;
  assert.ok(grown < 100 * 1024 * 1024, `memory grew by ${Math.round(grown / 1024 / 1024)} MB`);
  assert.ok(beside <= alone * 5 + 100, `p99 ${beside} ms beside the stuck, ${alone} ms without them`);
  clock.move(5_000);
  await until('the stuck to be cut off', () => stuck.every((socket) => socket.destroyed));
  await rig.close();
});

test('who reads again in time learns why: 4210, come back at once', async () => {
  const rig = await openRig({ clock: openHandClock() });
  const raw = await reader(rig);
  raw.socket.pause();
  for (let sent = 0; rig.realtime.stats().connections > 0; sent += 1) {
    assert.ok(sent < 1_000, 'the bound is never met');
    for (let count = 0; count < 50; count += 1) rig.realtime.publish({ channels: ['board'], event: 'e', data });
    await new Promise((resolve) => setImmediate(resolve));
  }
  const atTheBound = rig.realtime.stats().messages;
  rig.realtime.publish({ channels: ['board'], event: 'late', data });
  raw.socket.resume();
  assert.equal((await raw.isClosed()).code, 4210);
  assert.equal(raw.heard.length, atTheBound, 'all that was written before came whole, and nothing after');
  await rig.close();
});

test('a burst within one tick does not wait in memory for its end', async () => {
  const rig = await openRig();
  const raw = await reader(rig);
  const before = rig.realtime.stats().bytes;
  for (let count = 0; count < 500; count += 1) rig.realtime.publish({ channels: ['board'], event: 'e', data });
  assert.ok(rig.realtime.stats().bytes - before > 500 * 1_000 - 70_000);
  await until('all of it', () => raw.heard.filter((one) => one.event === 'e').length === 500);
  await rig.close();
});

async function reader(rig: Rig): Promise<Raw> {
  const raw = rig.raw();
  await raw.subscribe('board');
  return raw;
}

/** Fifty at a time; answers the p99 of the time until the last of the fifty was heard by each. */
async function publish(rig: Rig, readers: readonly Raw[], events: number): Promise<number> {
  const waits: number[] = [];
  for (const raw of readers) raw.heard.length = 0;
  for (let sent = 0; sent < events; ) {
    for (let count = 0; count < 50; count += 1) {
      sent += 1;
      rig.realtime.publish({ channels: ['board'], event: 'e', data: { sent, data } });
    }
    const begun = performance.now();
    const count = sent;
    await until('the last of them', () => readers.every((raw) => raw.heard.length >= count));
    waits.push(performance.now() - begun);
  }
  for (const raw of readers) {
    assert.ok(
      raw.heard.every((one, index) => String(one.data).startsWith(`{"sent":${index + 1},`)),
      'in order, each once',
    );
  }
  return waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.99)] ?? 0;
}

function neverReads(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.write(
      'GET /app/the-key?protocol=7 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    socket.once('data', () => {
      socket.pause();
      socket.on('error', () => {}); // it will be cut off
      const text = Buffer.from('{"event":"pusher:subscribe","data":{"channel":"board"}}');
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
      // A paused socket learns of its end only by reading on; writing tells it too.
      const prod = setInterval(() => (socket.destroyed ? clearInterval(prod) : socket.write(pong)), 50);
      socket.on('close', () => clearInterval(prod));
      resolve(socket);
    });
  });
}

const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
