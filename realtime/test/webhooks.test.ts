import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openMemoryBuses } from '../bus.ts';
import type { WebhookSettings } from '../settings.ts';
import { openHandClock } from './hand-clock.ts';
import { app, openRig, until } from './rig.ts';

type Came = { headers: IncomingHttpHeaders; rawBody: string };
type Told = { name: string; channel: string };

/** The application's own server: it keeps what comes, and answers as it is told. */
async function openEars() {
  const came: Came[] = [];
  const ears = {
    came,
    status: 200,
    url: '',
    events: () => came.flatMap(({ rawBody }) => JSON.parse(rawBody).events as Told[]),
  };
  const http = createServer((request, response) => {
    let rawBody = '';
    request.on('data', (part) => {
      rawBody += part;
    });
    request.on('end', () => {
      came.push({ headers: request.headers, rawBody });
      response.writeHead(ears.status).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ears.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/hook`;
  const close = () => {
    http.closeAllConnections();
    http.close();
  };
  return Object.assign(ears, { close });
}

async function openBoth(settings: Partial<WebhookSettings> = {}) {
  const clock = openHandClock();
  const ears = await openEars();
  const rig = await openRig({
    clock,
    apps: [{ ...app, subscriptionCounts: true, webhooks: { url: ears.url, ...settings } }],
  });
  const told = () => ears.events().map(({ name, channel }) => `${name} ${channel}`);
  const close = async () => {
    await rig.close();
    ears.close();
  };
  return { clock, ears, rig, told, close };
}

test('each kind is told, signed so that the official SDK believes it', async () => {
  const { clock, ears, rig, told, close } = await openBoth();
  const raw = rig.raw();
  await raw.subscribe('private-cache-a');
  await raw.subscribe('presence-b', { member: { user_id: '7' } });
  raw.say('client-x', { n: 1 }, 'presence-b');
  await raw.settled();
  clock.move(1_000);
  await until('five', () => told().length === 6);
  raw.socket.terminate();
  await until('it to be gone', () => rig.realtime.stats().connections === 0);
  clock.move(1_000);
  clock.move(3_000);
  await until('the rest', () => told().length >= 10);
  assert.deepEqual(told().sort(), [
    'cache_miss private-cache-a',
    'channel_occupied presence-b',
    'channel_occupied private-cache-a',
    'channel_vacated presence-b',
    'channel_vacated private-cache-a',
    'client_event presence-b',
    'member_added presence-b',
    'member_removed presence-b',
    'subscription_count private-cache-a',
    'subscription_count private-cache-a',
  ]);
  const client = ears.events().find((event) => event.name === 'client_event');
  const socketId = await raw.id();
  assert.deepEqual(client, {
    name: 'client_event',
    channel: 'presence-b',
    event: 'client-x',
    data: '{"n":1}',
    socket_id: socketId,
    user_id: '7',
  });
  for (const one of ears.came) assert.ok(rig.sdk().webhook(one).isValid());
  await close();
});

test('a reload within three seconds is no going and no coming', async () => {
  const { clock, rig, told, close } = await openBoth({
    events: ['channel_occupied', 'channel_vacated', 'member_removed'],
  });
  const member = { member: { user_id: '7' } };
  const first = rig.raw();
  await first.subscribe('presence-a', member);
  first.socket.terminate();
  await until('it to be gone', () => rig.realtime.stats().channels === 0);
  clock.move(2_900);
  const second = rig.raw();
  await second.subscribe('presence-a', member);
  clock.move(10_000);
  await until('one', () => told().length === 1);
  second.say('pusher:unsubscribe', { channel: 'presence-a' });
  await second.settled();
  clock.move(3_100);
  await until('three', () => told().length === 3);
  assert.deepEqual(told(), ['channel_occupied presence-a', 'member_removed presence-a', 'channel_vacated presence-a']);
  await close();
});

test('what fails is tried again, later and later, in order, and given up after five minutes', async () => {
  const { clock, ears, rig, told, close } = await openBoth({ events: ['channel_occupied'], channelPrefix: 'private-' });
  ears.status = 500;
  const raw = rig.raw();
  await raw.subscribe('board');
  await raw.subscribe('private-a');
  const failures = () => rig.logged.filter(([event]) => event === 'webhook.failed').length;
  clock.move(50);
  for (const [index, seconds] of [1, 2, 4].entries()) {
    await until('a failure', () => failures() === index + 1);
    clock.move(seconds * 1_000);
  }
  await until('the fourth failure', () => failures() === 4);
  const waits = rig.logged.map(([, fields]) => fields.again);
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000]);
  await raw.subscribe('private-b');
  ears.status = 200;
  clock.move(8_000);
  await until('both', () => ears.events().some((event) => event.channel === 'private-b'));
  const order = told();
  assert.deepEqual(order.slice(-2), ['channel_occupied private-a', 'channel_occupied private-b']);
  assert.equal(order.includes('channel_occupied board'), false);
  ears.status = 503;
  await raw.subscribe('private-c');
  const isGivenUp = () => rig.logged.some(([event]) => event === 'webhook.given_up');
  await until('it to be given up', () => {
    clock.move(10_000);
    return isGivenUp();
  });
  await close();
});

test('headers of its own go beside ours, and replace none of them in any spelling', async () => {
  const headers = {
    Authorization: 'Bearer t',
    'X-Pusher-Key': 'other',
    'X-PUSHER-SIGNATURE': 'x',
    'Content-Type': 'text/plain',
  };
  const { clock, ears, rig, told, close } = await openBoth({ headers });
  await rig.raw().subscribe('board');
  clock.move(1_000);
  await until('both', () => told().length >= 2);
  for (const one of ears.came) {
    assert.ok(rig.sdk().webhook(one).isValid());
    assert.equal(one.headers.authorization, 'Bearer t');
    assert.equal(one.headers['x-pusher-key'], app.key);
    assert.equal(one.headers['content-type'], 'application/json');
  }
  await close();
});

test('of several, each hears the events and channels that it asked for, and none waits for another', async () => {
  const clock = openHandClock();
  const [all, members, ends] = [await openEars(), await openEars(), await openEars()];
  all.status = 500;
  const webhooks: WebhookSettings[] = [
    { url: all.url },
    { url: members.url, events: ['member_added'], channelPrefix: 'presence-' },
    { url: ends.url, channelPrefix: 'pri', channelSuffix: '.chat' },
  ];
  const rig = await openRig({ clock, apps: [{ ...app, webhooks }] });
  const raw = rig.raw();
  await raw.subscribe('presence-a', { member: { user_id: '7' } });
  for (const channel of ['private-a.chat', 'private-a.chat.x', 'a.chat']) await raw.subscribe(channel);
  const told = (ears: typeof all) => ears.events().map(({ name, channel }) => `${name} ${channel}`);
  clock.move(50);
  await until('all three', () => all.came.length > 0 && told(members).length > 0 && told(ends).length > 0);
  assert.equal(told(all).length, 5);
  assert.deepEqual(told(members), ['member_added presence-a']);
  assert.deepEqual(told(ends), ['channel_occupied private-a.chat']);
  await rig.close();
  for (const ears of [all, members, ends]) ears.close();
});

test('of several processes one speaks', async () => {
  const clock = openHandClock();
  const ears = await openEars();
  const apps = [{ ...app, webhooks: { url: ears.url } }];
  const [one, two] = await Promise.all(openMemoryBuses(2).map((bus) => openRig({ clock, bus, apps })));
  assert.ok(one && two);
  await until('each other', () => one.realtime.stats().peers === 1 && two.realtime.stats().peers === 1);
  const [a, b] = [one.raw(), two.raw()];
  await Promise.all([a.subscribe('board'), b.subscribe('board')]);
  await until('both counted', () => one.realtime.stats().channels === 1 && two.realtime.stats().channels === 1);
  a.socket.terminate();
  b.socket.terminate();
  await until('both gone', () => one.realtime.stats().channels + two.realtime.stats().channels === 0);
  clock.move(3_100);
  await until('both events', () => ears.events().length === 2);
  await one.close();
  await two.close();
  assert.deepEqual(
    ears.events().map((event) => event.name),
    ['channel_occupied', 'channel_vacated'],
  );
  ears.close();
});
