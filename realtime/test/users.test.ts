import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../connection.ts';
import { signUser } from '../signatures.ts';
import { Watchers } from '../watchers.ts';
import { app, next, openRig, until } from './rig.ts';

type Watched = { name: string; user_ids: string[] };

test('a signed-in user is told things on each of their sockets, and nobody else is', async () => {
  const rig = await openRig();
  const clients = [
    rig.client({ user: { id: '7' } }),
    rig.client({ user: { id: '7' } }),
    rig.client({ user: { id: '8' } }),
  ];
  const heard: number[] = [];
  for (const [index, client] of clients.entries()) {
    client.user.bind('told', () => heard.push(index));
    client.signin();
  }
  await until('three private lines', () => rig.realtime.stats().subscriptions === 6);
  await rig.sdk().sendToUser('7', 'told', {});
  await until('two', () => heard.length === 2);
  rig.realtime.sendToUser('8', 'told', {});
  await until('three', () => heard.length === 3);
  assert.deepEqual([...heard].sort(), [0, 1, 2]);
  assert.equal(heard[2], 2);
  await rig.close();
});

test('a presence channel takes the signed-in user where channel_data names none', async () => {
  const rig = await openRig();
  const client = rig.client({ user: { id: '7' } });
  client.signin();
  const members = await next<{ me: { id: string } }>(client.subscribe('presence-a'), 'pusher:subscription_succeeded');
  assert.equal(members.me.id, '7');
  await rig.close();
});

test('watchlists: how it stands at once, then who comes and who goes', async () => {
  const rig = await openRig();
  const there = rig.client({ user: { id: '8' } });
  there.signin();
  await until('8 to be online', () => rig.realtime.isOnline('8'));
  const client = rig.client({ user: { id: '7', watchlist: ['8', '9'] } });
  const seen: string[] = [];
  for (const name of ['online', 'offline']) {
    client.user.watchlist.bind(name, (event: Watched) => seen.push(`${name} ${event.user_ids}`));
  }
  client.signin();
  await until('both', () => seen.length === 2);
  there.disconnect();
  await until('8 to go', () => seen.length === 3);
  const late = rig.client({ user: { id: '9' } });
  late.signin();
  await until('9 to come', () => seen.length === 4);
  assert.deepEqual(seen, ['online 8', 'offline 9', 'offline 8', 'online 9']);
  await rig.close();
});

test('whoever watched is forgotten when they go, and signing in is answered as a string', async () => {
  const watchers = new Watchers();
  const rig = await openRig();
  const raw = rig.raw();
  const socketId = await raw.id();
  raw.say('pusher:signin', signUser(app, socketId, { id: '7' }));
  assert.equal((await raw.hears('pusher:signin_success')).data, '{"user_data":"{\\"id\\":\\"7\\"}"}');
  await rig.close();
  const connection = { signedIn: { watchlist: ['8'] }, send() {} } as unknown as Connection;
  watchers.add(connection, ['8'], () => true);
  assert.equal(watchers.empty, false);
  watchers.remove(connection);
  assert.ok(watchers.empty);
});

test('a watchlist that is too long is refused with 4302', async () => {
  const rig = await openRig({ apps: [{ ...app, limits: { watchlist: 1 } }] });
  const client = rig.client({ user: { id: '7', watchlist: ['8', '9'] } });
  const error = next<{ data: { code: number } }>(client.connection, 'error');
  client.signin();
  assert.equal((await error).data.code, 4302);
  await rig.close();
});

test('terminating ends every connection of the user, for good', async () => {
  const rig = await openRig();
  const [client, other] = [rig.client({ user: { id: '7' } }), rig.client({ user: { id: '8' } })];
  client.signin();
  other.signin();
  await until('both', () => rig.realtime.isOnline('7') && rig.realtime.isOnline('8'));
  const gone = next(client.connection, 'disconnected');
  await rig.sdk().terminateUserConnections('7');
  await gone;
  assert.equal(rig.realtime.isOnline('7'), false);
  assert.equal(other.connection.state, 'connected');
  await rig.close();
});

test('a revoked user is signed out of the socket', async () => {
  const rig = await openRig();
  const client = rig.client({ user: { id: '7', grant: { session: 's' } } });
  client.signin();
  await until('7 to be online', () => rig.realtime.isOnline('7'));
  await until('the private line', () => rig.realtime.stats().subscriptions === 2);
  rig.realtime.revoke({ session: 's' });
  assert.equal(rig.realtime.isOnline('7'), false);
  assert.equal(rig.realtime.stats().subscriptions, 0);
  assert.equal(rig.realtime.stats().connections, 1);
  await rig.close();
});
