import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import Echo from 'laravel-echo';
import { openHandClock } from './hand-clock.ts';
import { app, next, openRig, Pusher, type Rig, until } from './rig.ts';

type Failure = { type: string; error: string; status: number };

describe('official clients', () => {
  const clock = openHandClock();
  let rig: Rig;
  before(async () => {
    rig = await openRig({ clock });
  });
  after(() => rig.close());

  test('hear public and private channels, and nothing after they have left', async () => {
    const client = rig.client();
    const [open, own] = [client.subscribe('board'), client.subscribe('private-user.7')];
    await Promise.all([next(open, 'pusher:subscription_succeeded'), next(own, 'pusher:subscription_succeeded')]);
    const heard: unknown[] = [];
    open.bind('told', (data: unknown) => heard.push(data));
    own.bind('told', (data: unknown) => heard.push(data));
    rig.realtime.publish({ channels: ['board', 'private-user.7', 'private-user.8'], event: 'told', data: { n: 1 } });
    await until('both', () => heard.length === 2);
    assert.deepEqual(heard, [{ n: 1 }, { n: 1 }]);
    client.unsubscribe('board');
    await until('one channel', () => rig.realtime.stats().channels === 1);
    rig.realtime.publish({ channels: ['board'], event: 'told', data: { n: 2 } });
    rig.realtime.publish({ channels: ['private-user.7'], event: 'told', data: 'a text, not JSON' });
    await until('the last', () => heard.length === 3);
    assert.equal(heard[2], 'a text, not JSON');
    client.disconnect();
    await until('nothing left', () => rig.realtime.stats().channels === 0);
  });

  test('see who is present: by user, first in, last out', async () => {
    const member = (id: string) => ({ permit: () => ({ member: { user_id: id, user_info: { name: `N${id}` } } }) });
    const [amina, karim, karimToo] = [rig.client(member('1')), rig.client(member('2')), rig.client(member('2'))];
    const room = amina.subscribe('presence-room');
    const changes: string[] = [];
    room.bind('pusher:member_added', ({ id }: { id: string }) => changes.push(`+${id}`));
    room.bind('pusher:member_removed', ({ id }: { id: string }) => changes.push(`-${id}`));
    await next(room, 'pusher:subscription_succeeded');
    const his = karim.subscribe('presence-room');
    const members = await next<{ count: number; me: unknown }>(his, 'pusher:subscription_succeeded');
    assert.equal(members.count, 2);
    assert.deepEqual(members.me, { id: '2', info: { name: 'N2' } });
    await next(karimToo.subscribe('presence-room'), 'pusher:subscription_succeeded');
    karim.disconnect();
    await until('one socket less', () => rig.realtime.stats().subscriptions === 2);
    karimToo.disconnect();
    await until('both changes', () => changes.length === 2);
    assert.deepEqual(changes, ['+2', '-2']);
    amina.disconnect();
  });

  test('may be called __proto__', async () => {
    const raw = rig.raw();
    const { data } = await raw.subscribe('presence-odd', { member: { user_id: '__proto__', user_info: 1 } });
    assert.equal(data, '{"presence":{"count":1,"ids":["__proto__"],"hash":{"__proto__":1}}}');
  });

  test('laravel-echo: private, presence with here, joining and leaving, whisper, leave', async () => {
    const echo = (id: string) =>
      new Echo({
        broadcaster: 'pusher',
        client: rig.client({ permit: (name) => (name.startsWith('presence-') ? { member: { user_id: id } } : {}) }),
      });
    const [one, two] = [echo('1'), echo('2')];
    const said: unknown[] = [];
    one
      .join('room')
      .here((members: unknown[]) => said.push(['here', members.length]))
      .joining(() => said.push('joining'))
      .leaving(() => said.push('leaving'))
      .listenForWhisper('typing', (data: unknown) => said.push(['whisper', data]));
    await until('here', () => said.length === 1);
    const room = two.join('room');
    await until('joining', () => said.length === 2);
    room.whisper('typing', { on: true });
    await until('the whisper', () => said.length === 3);
    two.leave('room');
    await until('leaving', () => said.length === 4);
    assert.deepEqual(said, [['here', 1], 'joining', ['whisper', { on: true }], 'leaving']);
    const told = new Promise((resolve) => {
      const channel = one.private('user.7').listen('.notification-created', resolve);
      channel.subscribed(() =>
        rig.realtime.publish({ channels: ['private-user.7'], event: 'notification-created', data: { id: 1 } }),
      );
    });
    assert.deepEqual(await told, { id: 1 });
    one.disconnect();
    two.disconnect();
  });

  test('cache channels tell the last event, or that there is none', async () => {
    const client = rig.client();
    const first = client.subscribe('private-cache-state');
    await next(first, 'pusher:cache_miss');
    rig.realtime.publish({ channels: ['private-cache-state'], event: 'state', data: { n: 1 } });
    rig.realtime.publish({ channels: ['private-cache-state'], event: 'state', data: { n: 2 } });
    const late = rig.client();
    assert.deepEqual(await next(late.subscribe('private-cache-state'), 'state'), { n: 2 });
    late.disconnect();
    clock.move(31 * 60_000);
    await next(rig.client().subscribe('private-cache-state'), 'pusher:cache_miss');
  });

  test('encrypted channels are signed as private ones, and take no client events', async () => {
    const raw = rig.raw();
    assert.match((await raw.subscribe('private-encrypted-a')).event, /succeeded/);
    raw.say('client-x', {}, 'private-encrypted-a');
    assert.equal(((await raw.hears('pusher:error')).data as { code: number }).code, 4301);
  });

  test('a mistake in a hook is logged, and ends nothing', async () => {
    const broken = () => {
      throw new Error('a mistake');
    };
    const own = await openRig({ hooks: { subscribed: broken, left: broken } });
    const raw = own.raw();
    await raw.subscribe('board');
    raw.say('pusher:unsubscribe', { channel: 'board' });
    await raw.settled();
    assert.deepEqual(
      own.logged.map(([event, { hook }]) => [event, hook]),
      [
        ['hook.failed', 'subscribed'],
        ['hook.failed', 'left'],
      ],
    );
    await own.close();
  });

  test('unsubscribing while the program is being asked takes the wish back', async () => {
    let answer: (yes: boolean) => void = () => {};
    const slow = await openRig({ hooks: { authorize: () => new Promise((resolve) => (answer = resolve)) } });
    const raw = slow.raw();
    await raw.id();
    raw.say('pusher:subscribe', { channel: 'board' });
    raw.say('pusher:unsubscribe', { channel: 'board' });
    await raw.settled();
    answer(true);
    await raw.settled();
    assert.equal(slow.realtime.stats().subscriptions, 0);
    assert.equal(raw.heard.filter((one) => one.channel === 'board').length, 0);
    await slow.close();
  });

  test('nobody is told a subscription twice', async () => {
    const raw = rig.raw();
    await raw.subscribe('board');
    raw.say('pusher:subscribe', { channel: 'board' });
    raw.say('pusher:unsubscribe', { channel: 'other' });
    await raw.settled();
    const errors = raw.heard.filter((one) => one.event === 'pusher:error').map((one) => one.data);
    assert.deepEqual(errors, [
      { code: null, message: 'Existing subscription to channel board' },
      { code: null, message: 'No current subscription to channel other' },
    ]);
  });
});

test('limits: channels of a connection, members, the size of a member, as pusher-js hands them on', async () => {
  const limits = { channelsPerConnection: 2, membersPerChannel: 1, memberBytes: 20 };
  const rig = await openRig({ apps: [{ ...app, limits }] });
  const client = rig.client({ permit: () => ({ member: { user_id: '1', user_info: 'x'.repeat(30) } }) });
  const failure = await next<Failure>(client.subscribe('presence-a'), 'pusher:subscription_error');
  assert.deepEqual([failure.type, failure.status], ['LimitReached', 413]);
  const raw = rig.raw();
  await raw.subscribe('presence-a', { member: { user_id: '1' } });
  await raw.subscribe('b');
  assert.equal(((await raw.subscribe('c')).data as Failure).status, 429);
  const other = rig.raw();
  assert.equal(((await other.subscribe('presence-a', { member: { user_id: '2' } })).data as Failure).status, 429);
  const same = rig.raw();
  assert.match((await same.subscribe('presence-a', { member: { user_id: '1' } })).event, /succeeded/);
  await rig.close();
});

test('the program has its say: no, a failure, and whose it is', async () => {
  const seen: unknown[] = [];
  const rig = await openRig({
    hooks: {
      async authorize({ channel }) {
        if (channel === 'private-broken') throw new Error('database away');
        return channel === 'private-no' ? false : { user: '7' };
      },
      subscribed: ({ channel, user }) => seen.push(['in', channel, user]),
      left: ({ channel, user }) => seen.push(['out', channel, user]),
    },
  });
  const client = rig.client();
  const failed = (name: string) => next<Failure>(client.subscribe(name), 'pusher:subscription_error');
  assert.equal((await failed('private-no')).status, 403);
  assert.equal((await failed('private-broken')).status, 500);
  await next(client.subscribe('private-yes'), 'pusher:subscription_succeeded');
  client.disconnect();
  await until('both hooks', () => seen.length === 2);
  assert.deepEqual(seen, [
    ['in', 'private-yes', '7'],
    ['out', 'private-yes', '7'],
  ]);
  await rig.close();
});

test('how many there are, told to those who are there, once a second at most', async () => {
  const clock = openHandClock();
  const rig = await openRig({ clock, apps: [{ ...app, subscriptionCounts: true }] });
  const channel = rig.client().subscribe('board');
  await next(channel, 'pusher:subscription_succeeded');
  await rig.raw().subscribe('board');
  const told = next(channel, 'pusher:subscription_count');
  clock.move(1_000);
  assert.deepEqual(await told, { subscription_count: 2 });
  await rig.close();
});

test('an authorising endpoint is asked by pusher-js as ever, and its grant travels unread', async () => {
  const rig = await openRig();
  const { createServer } = await import('node:http');
  const { signChannel } = await import('../signatures.ts');
  const endpoint = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      const [socketId, channel] = [form.get('socket_id') ?? '', form.get('channel_name') ?? ''];
      const answer = signChannel(app, { socketId, channel, grant: { user: '7', session: 's', issued: Date.now() } });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const address = endpoint.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const client = new Pusher(app.key, {
    wsHost: '127.0.0.1',
    wsPort: rig.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    cluster: '',
    channelAuthorization: { transport: 'ajax', endpoint: `http://127.0.0.1:${port}/auth` },
  });
  const channel = client.subscribe('private-mine');
  await next(channel, 'pusher:subscription_succeeded');
  const ended = next<Failure>(channel, 'pusher:subscription_error');
  rig.realtime.revoke({ session: 's' });
  assert.equal((await ended).status, 403);
  client.disconnect();
  endpoint.closeAllConnections();
  endpoint.close();
  await rig.close();
});
