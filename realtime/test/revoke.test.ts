import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Grant, signChannel } from '../signatures.ts';
import { openHandClock } from './hand-clock.ts';
import { app, next, openRig, until } from './rig.ts';

type Failure = { status: number };

test('by session, by user, by channel, by socket: what matches ends, and hears nothing after', async () => {
  const rig = await openRig();
  const raw = rig.raw();
  await raw.subscribe('private-a', { grant: { user: '7', session: 'x' } });
  await raw.subscribe('private-b', { grant: { user: '7', session: 'y' } });
  await raw.subscribe('private-c', { grant: { user: '8', session: 'z' } });
  await raw.subscribe('presence-d', { member: { user_id: '7' } });
  await raw.subscribe('board');
  const left = () => rig.realtime.stats().subscriptions;
  rig.realtime.revoke({ session: 'x' });
  assert.equal(left(), 4);
  rig.realtime.revoke({ user: '7', channel: 'private-b' });
  assert.equal(left(), 3);
  rig.realtime.revoke({ user: '7' });
  assert.equal(left(), 2, 'a member of a presence channel is a holder too');
  rig.realtime.revoke({ socketId: await raw.id() });
  assert.equal(left(), 1, 'what anyone may hear is not taken away');
  rig.realtime.revoke({ channel: 'board' });
  assert.equal(left(), 0);
  for (const channel of ['private-a', 'private-b', 'private-c', 'presence-d', 'board']) {
    assert.equal(((await raw.hears('pusher:subscription_error', channel)).data as Failure).status, 403);
    rig.realtime.publish({ channels: [channel], event: 'late', data: {} });
  }
  await raw.settled();
  assert.equal(raw.heard.filter((one) => one.event === 'late').length, 0);
  rig.realtime.revoke({});
  assert.equal(raw.closed, undefined, 'naming nothing ends nothing');
  await rig.close();
});

test('what was granted before cannot be shown again; what is granted after can', async () => {
  const clock = openHandClock();
  const rig = await openRig({ clock });
  const raw = rig.raw();
  const socketId = await raw.id();
  const channel = 'private-a';
  const again = async (grant: Grant | undefined) => {
    raw.heard.length = 0;
    raw.say('pusher:subscribe', { channel, ...signChannel(app, { socketId, channel, grant }) });
    return (await until('an answer', () => raw.heard.find((one) => /subscription_/.test(one.event)))).event;
  };
  const old = { user: '7', session: 's', issued: clock.now() };
  assert.match(await again(old), /succeeded/);
  clock.move(10);
  rig.realtime.revoke({ user: '7', channel });
  assert.match(await again(old), /error/);
  assert.match(await again(undefined), /error/, 'a bare signature is as old as its socket');
  assert.match(await again({ user: '8', issued: old.issued }), /succeeded/, 'another user is not concerned');
  raw.say('pusher:unsubscribe', { channel });
  clock.move(10);
  assert.match(await again({ ...old, issued: clock.now() }), /succeeded/);
  await rig.close();
});

test('a bare signature, not used until then, is of no use after', async () => {
  const rig = await openRig({ hooks: { admit: () => ({ user: '7', session: 's' }) } });
  const raw = rig.raw();
  await raw.id();
  rig.realtime.revoke({ session: 's' });
  assert.match((await raw.subscribe('private-a')).event, /error/);
  assert.match((await raw.subscribe('board')).event, /succeeded/);
  await rig.close();
});

test('what is revoked while the program is being asked is not given', async () => {
  let answer: (whose: { user: string }) => void = () => {};
  const rig = await openRig({ hooks: { authorize: () => new Promise((resolve) => (answer = resolve)) } });
  const raw = rig.raw();
  const subscribing = raw.subscribe('private-a');
  await raw.id();
  await raw.settled();
  rig.realtime.revoke({ user: '7' });
  answer({ user: '7' });
  assert.match((await subscribing).event, /error/);
  await rig.close();
});

test('closing the connections too: an official client does not come back after 4009, and does after 4200', async () => {
  const rig = await openRig();
  const permit = () => ({ grant: { user: '7' } });
  const [refused, back] = [rig.client({ permit }), rig.client({ permit })];
  const [one, two] = [refused.subscribe('private-a'), back.subscribe('private-b')];
  await Promise.all([one, two].map((channel) => next(channel, 'pusher:subscription_succeeded')));
  const gone = next(refused.connection, 'disconnected');
  rig.realtime.revoke({ user: '7', channel: 'private-a', close: 4009 });
  await gone;
  const again = next(two, 'pusher:subscription_succeeded');
  rig.realtime.revoke({ user: '7', channel: 'private-b', close: 4200 });
  await again;
  await rig.close();
});
