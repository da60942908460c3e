import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { signChannel, signUser } from '../signatures.ts';
import { app, openRig, type Raw, type Rig, until } from './rig.ts';

describe('refused', () => {
  let rig: Rig;
  let raw: Raw;
  let socketId: string;
  before(async () => {
    rig = await openRig();
    raw = rig.raw();
    socketId = await raw.id();
  });
  after(() => rig.close());

  async function tried(data: Record<string, unknown>): Promise<number> {
    const before = raw.heard.length;
    raw.say('pusher:subscribe', data);
    const answer = await until('an answer', () =>
      raw.heard.slice(before).find((one) => /subscription_/.test(one.event)),
    );
    assert.equal(rig.realtime.stats().subscriptions, 0, 'nobody got in');
    assert.equal(answer.event, 'pusher:subscription_error');
    return (answer.data as { status: number }).status;
  }
  const auth = (channel: string, more: Partial<Parameters<typeof signChannel>[1]> = {}, credentials = app) =>
    signChannel(credentials, { socketId, channel, ...more });

  const channel = 'private-user.7';
  const cases: [string, () => Record<string, unknown>][] = [
    ['no signature', () => ({ channel })],
    ['an empty signature', () => ({ channel, auth: '' })],
    ['a signature that is no string', () => ({ channel, auth: { length: 80 } })],
    ['a forged signature', () => ({ channel, auth: `${app.key}:${'0'.repeat(64)}` })],
    ['another secret', () => ({ channel, ...auth(channel, {}, { ...app, secret: 'guessed' }) })],
    ['another key', () => ({ channel, ...auth(channel, {}, { ...app, key: 'other' }) })],
    ['a signature borrowed from another socket', () => ({ channel, ...auth(channel, { socketId: '1.1' }) })],
    ['a signature borrowed from another channel', () => ({ channel, ...auth('private-user.8') })],
    ['another case of the channel', () => ({ channel: 'private-USER.7', ...auth(channel) })],
    ['another case of the signature', () => ({ channel, auth: auth(channel).auth.toUpperCase() })],
    ['channel_data that was not signed', () => ({ channel, ...auth(channel), channel_data: '{"user_id":"1"}' })],
    [
      'channel_data left out that was signed',
      () => ({ channel, auth: auth(channel, { grant: { session: 's' } }).auth }),
    ],
    [
      'channel_data forged for a presence channel',
      () => ({
        channel: 'presence-a',
        ...auth('presence-a', { member: { user_id: '1' } }),
        channel_data: '{"user_id":"2"}',
      }),
    ],
    ['a sign-in used as a permission', () => ({ channel, auth: signUser(app, socketId, { id: '7' }).auth })],
    ['the channel of another user', () => ({ channel: '#server-to-user-7' })],
    ['the list of who is signed in', () => ({ channel: '#signed-in' })],
    ['an expired grant', () => ({ channel, ...auth(channel, { grant: { expires: Date.now() - 1 } }) })],
  ];
  for (const [what, data] of cases) {
    test(what, async () => assert.ok([400, 401, 403].includes(await tried(data()))));
  }

  for (const name of ['private-user%2e7', 'private-user/7', 'private user', 'private-é', '', 'a'.repeat(201), 'a:b']) {
    test(`the channel name ${JSON.stringify(name.slice(0, 20))}, ${name.length} letters`, async () => {
      assert.equal(await tried({ channel: name, ...auth(name) }), 400);
    });
  }

  test('a comma is a letter like others: it lends no second channel', async () => {
    assert.equal(await tried({ channel: 'private-a', ...auth('private-a,private-b') }), 401);
  });

  test('a presence channel without a user', async () => {
    assert.equal(await tried({ channel: 'presence-a', ...auth('presence-a') }), 400);
  });

  test('a forged sign-in, and one borrowed from another socket', async () => {
    raw.say('pusher:signin', { ...signUser({ ...app, secret: 'guessed' }, socketId, { id: '7' }) });
    raw.say('pusher:signin', { ...signUser(app, '1.1', { id: '7' }) });
    raw.say('pusher:signin', { ...signUser(app, socketId, { id: '7' }), user_data: '{"id":"8"}' });
    await raw.settled();
    const errors = raw.heard.filter((one) => one.event === 'pusher:error');
    assert.deepEqual(
      errors.map((one) => (one.data as { code: number }).code),
      [4009, 4009, 4009],
    );
    assert.equal(rig.realtime.isOnline('7'), false);
  });

  test('and two hundred letters are a name', async () => {
    const name = `private-${'a'.repeat(192)}`;
    assert.match((await raw.subscribe(name)).event, /succeeded/);
  });
});
