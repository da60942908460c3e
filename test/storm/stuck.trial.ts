import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { BookingFact } from '#contract/booking.events.ts';
import { readRealtimeConfig } from '#contract/broadcasting.ts';
import { channelName } from '#contract/channel.ts';
import { doctorSchedule } from '#contract/schedule.events.ts';
import { bookingAudience } from '#server/booking/booking.live.ts';
import { openDatabase, system } from '#server/platform/database.ts';
import { openFacts } from '#server/platform/facts.ts';
import { openLog } from '#server/platform/log.ts';
import { sql } from '#server/platform/sql.ts';
import { figure, whole } from '#test/figure.ts';
import { newClient } from '../client.ts';
import { openScene } from './scene.ts';

const stuckSockets = 100;
const readers = 20;
const events = 10_000;
const atOnce = 50;
/** what one socket may leave unread before it is closed */
const bound = 1_000_000;
const doctor_id = 1;
const channel = channelName(doctorSchedule, doctor_id);
/** The fact of a slot, so long that it weighs a kilobyte; its number stands where its beginning does. */
const factOf = (number: number): BookingFact => ({
  name: 'slot.released',
  doctor_id,
  starts_at: `number ${number}`,
  ends_at: 'x'.repeat(1_000),
});

test(`${stuckSockets} sockets that never read are closed, and cost the others and the memory little`, async () => {
  await using scene = await openScene(1);
  await using cleanup = new AsyncDisposableStack();
  const [address = ''] = scene.addresses;
  const { key } = (await newClient(address, () => ({})).ask(readRealtimeConfig)).data;
  const path = `/app/${key}?protocol=7`;
  const database = openDatabase({ connection: scene.connection, size: 2, log: openLog({ level: 'error' }) });
  cleanup.defer(() => database.close());
  const sentAt: number[] = [];
  const waits: number[] = [];
  const heard = await Promise.all(
    Array.from({ length: readers }, () => reader(address.replace('http', 'ws') + path, sentAt, waits)),
  );
  cleanup.defer(() => {
    for (const { socket } of heard) socket.terminate();
  });

  const write = writer(database, sentAt, heard);
  await write(events / 5);
  waits.length = 0;
  await write(events / 5);
  const alone = p99(waits);
  const before = memory(scene.pids()[0]);
  const stuck = await Promise.all(
    Array.from({ length: stuckSockets }, () => neverReads(Number(new URL(address).port), path)),
  );
  cleanup.defer(() => {
    for (const socket of stuck) socket.destroy();
  });
  waits.length = 0;
  const grown = highest(() => memory(scene.pids()[0]) - before);
  await write(events);
  const most = grown();
  const beside = p99(waits);
  const deadline = performance.now() + 20_000;
  while (stuck.some(({ destroyed }) => !destroyed) && performance.now() < deadline) await wait(20);
  const closed = stuck.filter(({ destroyed }) => destroyed).length;

  const all = `${whole(events)} facts of 1 kB to ${readers} sockets that read`;
  figure(`${stuckSockets} sockets that never read, closed`, String(closed), all);
  figure('memory beside them, at most', `${Math.round(most / 1e6)} MB more`, `bound: ${stuckSockets} × 1 MB unread`);
  figure('p99 of the others beside them', `${beside.toFixed(1)} ms`, `${alone.toFixed(1)} ms without them`);
  assert.equal(closed, stuckSockets);
  assert(most < 2 * stuckSockets * bound, `memory grew by ${Math.round(most / 1e6)} MB`);
});

type Reader = { socket: WebSocket; heard: number };

async function reader(url: string, sentAt: readonly number[], waits: number[]): Promise<Reader> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const one = { socket, heard: 0 };
  const subscribed = Promise.withResolvers<void>();
  socket.on('open', () => socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel } })));
  socket.on('message', (bytes: Buffer) => {
    const said = bytes.toString('latin1');
    if (said.includes('subscription_succeeded')) subscribed.resolve();
    if (said.includes('pusher:ping')) socket.send('{"event":"pusher:pong"}');
    const number = /number (\d+)/.exec(said)?.[1];
    if (number === undefined) return;
    one.heard += 1;
    waits.push(performance.now() - (sentAt[Number(number)] ?? Number.NaN));
  });
  await subscribed.promise;
  return one;
}

/** A few at a time, and on only when all who read have heard them. */
function writer(database: ReturnType<typeof openDatabase>, sentAt: number[], heard: readonly Reader[]) {
  const facts = openFacts(() => void database.unframed.row(sql`notify fact_written`)).heardBy(bookingAudience);
  return async (count: number) => {
    for (let written = 0; written < count; written += atOnce) {
      await database.transaction(system, async (tx) => {
        const some = Array.from({ length: atOnce }, (_, index) => sentAt.length + index);
        await facts.write(tx, ...some.map(factOf));
        for (const _ of some) sentAt.push(performance.now());
      });
      while (heard.some((one) => one.heard < sentAt.length)) {
        if (heard.some(({ socket }) => socket.readyState !== socket.OPEN)) throw new Error('a reader was let go');
        await wait(1);
      }
    }
  };
}

function neverReads(port: number, path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    socket.once('data', () => {
      socket.pause();
      socket.off('error', reject).on('error', () => {}); // it will be cut off
      const said = Buffer.from(JSON.stringify({ event: 'pusher:subscribe', data: { channel } }));
      socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | said.length, 0, 0, 0, 0]), said]));
      // A paused socket learns of its end only by reading on; writing tells it too.
      const prod = setInterval(() => (socket.destroyed ? clearInterval(prod) : socket.write(pong)), 50);
      socket.on('close', () => clearInterval(prod));
      resolve(socket);
    });
  });
}

const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

function memory(pid: number | undefined): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** Looks every 20 ms until it is asked for the highest. */
function highest(look: () => number): () => number {
  let most = look();
  const looking = setInterval(() => {
    most = Math.max(most, look());
  }, 20);
  return () => {
    clearInterval(looking);
    return most;
  };
}

function p99(waits: readonly number[]): number {
  return waits.toSorted((one, other) => one - other)[Math.floor(waits.length * 0.99)] ?? Number.NaN;
}
