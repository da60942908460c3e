import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openHandClock } from './hand-clock.ts';
import { app, next, openRig, type Raw } from './rig.ts';

const codes = (raw: Raw) =>
  raw.heard.filter((one) => one.event === 'pusher:error').map((one) => (one.data as { code: number }).code);

test('reach the others of the channel, with the sender as the server knows them', async () => {
  const rig = await openRig();
  const member = (id: string) => ({ permit: () => ({ member: { user_id: id } }) });
  const [one, two] = [rig.client(member('1')), rig.client(member('2'))];
  const [sender, hearer] = [one.subscribe('presence-room'), two.subscribe('presence-room')];
  await Promise.all([sender, hearer].map((channel) => next(channel, 'pusher:subscription_succeeded')));
  const heard = new Promise((resolve) => {
    hearer.bind('client-signal', (data: unknown, about: { user_id: string }) => resolve([data, about.user_id]));
  });
  sender.trigger('client-signal', { sdp: 'x' });
  assert.deepEqual(await heard, [{ sdp: 'x' }, '1']);
  const raw = rig.raw();
  await raw.subscribe('presence-room', { member: { user_id: '3' } });
  const again = new Promise((resolve) => {
    hearer.bind('client-lie', (_: unknown, about: { user_id: string }) => resolve(about.user_id));
  });
  raw.socket.send('{"event":"client-lie","channel":"presence-room","user_id":"1","data":{}}');
  assert.equal(await again, '3', 'whatever it says of itself');
  await rig.close();
});

test('are off, for members, or for all, as the application wants', async () => {
  for (const [clientEvents, stranger, subscriber] of [
    ['off', [4301], [4301]],
    ['members', [4009], []],
    ['all', [], []],
  ] as const) {
    const rig = await openRig({ apps: [{ ...app, clientEvents }] });
    const [inside, outside] = [rig.raw(), rig.raw()];
    await outside.id();
    await inside.subscribe('private-a');
    inside.say('client-x', {}, 'private-a');
    outside.say('client-x', {}, 'private-a');
    await Promise.all([inside.settled(), outside.settled()]);
    assert.deepEqual([codes(outside), codes(inside)], [[...stranger], [...subscriber]], clientEvents);
    await rig.close();
  }
});

test('go to the channels that the application lets them go to, and to no other', async () => {
  const rig = await openRig({ apps: [{ ...app, clientEventsOn: (channel) => channel.startsWith('presence-call.') }] });
  const [raw, other] = [rig.raw(), rig.raw()];
  for (const one of [raw, other]) {
    await one.subscribe('private-a');
    await one.subscribe('presence-call.1', { member: { user_id: await one.id() } });
  }
  raw.say('client-x', {}, 'private-a');
  raw.say('client-y', {}, 'presence-call.1');
  await other.hears('client-y');
  assert.deepEqual(codes(raw), [4301]);
  assert.equal(other.heard.filter(({ event }) => event === 'client-x').length, 0);
  await rig.close();
});

test('do not go to public channels, and must be short', async () => {
  const rig = await openRig();
  const raw = rig.raw();
  await raw.subscribe('board');
  await raw.subscribe('private-a');
  raw.say('client-x', {}, 'board');
  raw.say('client-x', 'y'.repeat(10 * 1024), 'private-a');
  raw.say(`client-${'x'.repeat(200)}`, {}, 'private-a');
  await raw.settled();
  assert.deepEqual(codes(raw), [4301, 4301, 4301]);
  await rig.close();
});

test('are limited by channel rule: signalling is not choked by the rule for the rest', async () => {
  const clock = openHandClock();
  const clientEventRates = [{ prefix: 'presence-session.', perSecond: 50, burst: 100 }];
  const rig = await openRig({ clock, apps: [{ ...app, clientEventRates }] });
  const [raw, other] = [rig.raw(), rig.raw()];
  for (const one of [raw, other]) {
    await one.subscribe('private-a');
    await one.subscribe('presence-session.1', { member: { user_id: await one.id() } });
  }
  for (let count = 0; count < 30; count += 1) raw.say('client-x', {}, 'private-a');
  for (let count = 0; count < 100; count += 1) raw.say('client-signal', {}, 'presence-session.1');
  await raw.settled();
  await other.settled();
  const heard = (event: string) => other.heard.filter((one) => one.event === event).length;
  assert.deepEqual([heard('client-x'), heard('client-signal'), codes(raw).length], [20, 100, 10]);
  clock.move(1_000);
  for (let count = 0; count < 11; count += 1) raw.say('client-x', {}, 'private-a');
  await raw.settled();
  await other.settled();
  assert.deepEqual([heard('client-x'), codes(raw).length], [30, 11]);
  assert.equal(raw.heard.filter((one) => one.event.startsWith('client-')).length, 0, 'a sender does not hear itself');
  await rig.close();
});

test('can be kept back by the program, by its failure too', async () => {
  const onClientEvent = ({ event }: { event: string }) => {
    if (event === 'client-broken') throw new Error('database away');
    return event !== 'client-no';
  };
  const rig = await openRig({ hooks: { onClientEvent } });
  const [raw, other] = [rig.raw(), rig.raw()];
  await raw.subscribe('private-a');
  await other.subscribe('private-a');
  raw.say('client-no', {}, 'private-a');
  raw.say('client-broken', {}, 'private-a');
  raw.say('client-yes', {}, 'private-a');
  await other.hears('client-yes');
  assert.equal(other.heard.filter((one) => /no|broken/.test(one.event)).length, 0);
  await rig.close();
});
