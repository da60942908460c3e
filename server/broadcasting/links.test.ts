import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import Type from 'typebox';
import { WebSocket } from 'ws';
import { authorizeChannel, readEvents, sendTestFact } from '#contract/broadcasting.ts';
import { channel } from '#contract/channel.ts';
import { closed, route } from '#contract/route.ts';
import { Raw } from '#realtime/test/rig.ts';
import { openIdentityRoom } from '#server/identity/room.ts';
import { type Base, openBase } from '#server/platform/base.ts';
import { readConfig } from '#server/platform/config.ts';
import { system } from '#server/platform/database.ts';
import { isAccount, openDoor } from '#server/platform/door.ts';
import { once } from '#server/platform/idempotency.ts';
import { openLog } from '#server/platform/log.ts';
import { openMetrics } from '#server/platform/metrics.ts';
import { mount, type Room } from '#server/platform/room.ts';
import { openWebServer } from '#server/platform/web-server.ts';
import { newClient } from '#test/client.ts';
import { asProgram, cloneDatabase, testSecret } from '#test/cluster.ts';
import { openBroadcastingRoom } from './room.ts';

/** What a room does whose links call: they hear what they were given for, and make something. */
const shown = channel('private-shown.{id}', 'link', { 'thing.shown': closed({}) });
const note = route({
  reads: 'nothing',
  method: 'POST',
  path: '/api/v1/notes',
  tag: 'notes',
  summary: 'A note by a link',
  who: ['feed'],
  makes: true,
  status: 201,
  body: closed({ words: Type.String() }),
  data: Type.Object({ words: Type.String(), number: Type.Integer() }),
  refusals: [],
});
const staffNote = route({ ...note, path: '/api/v1/staff-notes', who: ['admin'] });

let base: Base;
let identity: ReturnType<typeof openIdentityRoom>;
let sockets: Awaited<ReturnType<typeof openBroadcastingRoom>>;
let address: string;
let owner: pg.Client;
const accounts: number[] = [];
const cleanup = new AsyncDisposableStack();
const raws: Raw[] = [];

before(async () => {
  const made = await cloneDatabase('empty');
  cleanup.defer(() => made.drop());
  owner = new pg.Client(made.connection);
  await owner.connect();
  cleanup.defer(() => owner.end());
  const config = readConfig({});
  const log = openLog({ level: 'silent' });
  base = await openBase({
    config,
    ...asProgram(made.connection),
    secret: testSecret,
    address: 'http://here',
    mailFolder: 'nowhere',
    log,
    size: 4,
  });
  cleanup.defer(() => base.close());
  for (const name of ['one', 'other']) {
    const { rows } = await owner.query<{ id: number }>(
      `insert into account (email, name, role) values ($1, $1, 'patient') returning id`,
      [`${name}@example.org`],
    );
    accounts.push(rows[0]?.id ?? 0);
  }
  identity = openIdentityRoom(base);
  let number = 0;
  const room: Room = {
    name: 'shown',
    face: undefined,
    channels: [{ channel: shown, may: (caller, id) => !isAccount(caller) && caller.subject === id }],
    routes: (add) => {
      add(note, ({ actor, body, key }) =>
        base.database.transaction(actor, (tx) => once(tx, key, async () => ({ ...body, number: ++number }))),
      );
      add(staffNote, async ({ body }) => ({ ...body, number: 0 }));
    },
  };
  sockets = await openBroadcastingRoom(base, { identity: identity.face, rooms: [room], origins: new Set() });
  cleanup.defer(() => sockets.close());
  const web = await openWebServer({
    log,
    metrics: openMetrics(),
    trustProxy: undefined,
    https: false,
    connectTo: [],
  });
  cleanup.defer(() => web.close());
  const { lookUp, lookUpCaller, callerLinks } = identity.face;
  const lookUps = { lookUp, lookUpCaller, lookUpLink: callerLinks.lookUp };
  const add = openDoor(web, { ...lookUps, origins: new Set(), https: false, noteReading: async () => {} });
  const mounting = { add, jobs: base.jobs, follow: sockets.face.follow, log, ending: cleanup };
  for (const each of [room, sockets]) await mount(each, { ...mounting });
  await sockets.face.attach(web);
  address = await web.listen({ port: 0, host: '127.0.0.1' });
});
after(async () => {
  for (const { socket } of raws) socket.terminate();
  await cleanup.disposeAsync();
});

function given(subject: number, account = subject): Promise<{ token: string }> {
  const link = { kind: 'feed', subject, account, madeAt: new Date().toISOString(), expiresAt: null } as const;
  return base.database.transaction({ account, role: 'patient' }, (tx) => identity.face.callerLinks.giveOnly(tx, link));
}

const clientOf = (token: string) => newClient(address, () => ({ authorization: `Bearer ${token}` }));

async function listening(token: string, channel_name: string): Promise<Raw> {
  const raw = new Raw(new WebSocket(`${address.replace('http', 'ws')}/app/${sockets.face.credentials.key}?protocol=7`));
  raws.push(raw);
  const socket_id = await raw.id();
  const signed = await clientOf(token).ask(authorizeChannel, { body: { socket_id, channel_name } });
  raw.say('pusher:subscribe', { channel: channel_name, ...signed });
  await raw.hears('pusher_internal:subscription_succeeded', channel_name);
  return raw;
}

describe('a link is a caller', () => {
  test('calls where its kind may, and is nobody everywhere else', async () => {
    const [one = 0] = accounts;
    const client = clientOf((await given(one)).token);
    const body = { words: 'by a link' };
    await client.ask(note, { body });
    assert.equal(await client.refused(staffNote, { body }), '401 sign_in_required');
    assert.equal(await client.refused(sendTestFact, { body: { message: 'x' } }), '401 sign_in_required');
    assert.equal(await clientOf('a'.repeat(43)).refused(note, { body }), '401 sign_in_required');
  });

  test('keeps its keys for itself: the same again is the same answer, another link’s is another', async () => {
    const [one = 0, other = 0] = accounts;
    const [mine, others] = [clientOf((await given(one)).token), clientOf((await given(other)).token)];
    const asked = { body: { words: 'once' }, headers: { 'idempotency-key': 'k' } };
    const answers = await Promise.all(Array.from({ length: 5 }, () => mine.ask(note, asked)));
    assert.equal(new Set(answers.map(({ data }) => data.number)).size, 1);
    assert.notEqual((await others.ask(note, asked)).data.number, answers[0]?.data.number);
    const another = { ...asked, body: { words: 'something else' } };
    assert.equal(await mine.refused(note, another), '422 idempotency_mismatch');
  });

  test('hears what it was given for and nothing else, and catches up on it', async () => {
    const [one = 0, other = 0] = accounts;
    const { token } = await given(one);
    await listening(token, `private-shown.${one}`);
    const strange = { socket_id: '1.1', channel_name: `private-shown.${other}` };
    assert.equal(await clientOf(token).refused(authorizeChannel, { body: strange }), '403 forbidden');
    for (const channel_name of [`private-user.${one}.appointments`, 'private-appointments', 'private-realtime-test']) {
      const body = { socket_id: '1.1', channel_name };
      assert.equal(await clientOf(token).refused(authorizeChannel, { body }), '403 forbidden', channel_name);
    }
    await clientOf(token).ask(readEvents, { query: { channel: `private-shown.${one}` } });
    const query = { channel: `private-shown.${other}` };
    assert.equal(await clientOf(token).refused(readEvents, { query }), '403 forbidden');
  });

  test('loses what it hears when it ends, and no other does', async () => {
    const [one = 0, other = 0] = accounts;
    const ending = await given(one);
    const [doomed, spared] = [
      await listening(ending.token, `private-shown.${one}`),
      await listening((await given(other)).token, `private-shown.${other}`),
    ];
    await base.database.transaction(system, (tx) => identity.face.callerLinks.endOf(tx, one));
    const { data } = await doomed.hears('pusher:subscription_error', `private-shown.${one}`);
    assert.equal((data as { status: number }).status, 403);
    await spared.settled();
    assert.deepEqual(
      spared.heard.filter(({ event }) => event === 'pusher:subscription_error'),
      [],
    );
    assert.equal(await clientOf(ending.token).refused(note, { body: { words: 'late' } }), '401 sign_in_required');
  });

  test('what was signed for it is worth nothing once it has ended', async () => {
    const [one = 0] = accounts;
    const { token } = await given(one);
    const raw = await listening(token, `private-shown.${one}`);
    raw.say('pusher:unsubscribe', { channel: `private-shown.${one}` });
    const body = { socket_id: await raw.id(), channel_name: `private-shown.${one}` };
    const signed = await clientOf(token).ask(authorizeChannel, { body });
    await owner.query('delete from caller_link where subject = $1', [one]); // and nobody was told
    raw.say('pusher:subscribe', { channel: body.channel_name, ...signed });
    const { data } = await raw.hears('pusher:subscription_error', body.channel_name);
    assert.equal((data as { status: number }).status, 403);
  });

  test('ends by itself when its time is over, and with the account whose it is', async () => {
    const [one = 0, other = 0] = accounts;
    const [short, closed] = [clientOf((await given(one)).token), clientOf((await given(other)).token)];
    await owner.query(`update caller_link set expires_at = now() - interval '1 second' where subject = $1`, [one]);
    await owner.query('update account set retired_at = now() where id = $1', [other]);
    for (const client of [short, closed]) {
      assert.equal(await client.refused(note, { body: { words: 'late' } }), '401 sign_in_required');
    }
  });

  test('loses what it hears once its time is over, with the next sweep', async () => {
    const [one = 0] = accounts;
    const { token } = await given(one);
    const raw = await listening(token, `private-shown.${one}`);
    await owner.query(`update caller_link set expires_at = now() - interval '1 second' where subject = $1`, [one]);
    await identity.face.sweep();
    await raw.hears('pusher:subscription_error', `private-shown.${one}`);
  });

  test('of several given in one moment for one subject, one lives', async () => {
    const [one = 0] = accounts;
    const tokens = await Promise.all(Array.from({ length: 8 }, () => given(one)));
    const answers = await Promise.all(
      tokens.map(({ token }) => clientOf(token).call(note, { body: { words: 'which?' } })),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  });
});
