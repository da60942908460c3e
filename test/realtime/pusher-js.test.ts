import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sendTestFact } from '#contract/broadcasting.ts';
import { changeDoctor, listDoctorRecords } from '#contract/clinic.ts';
import { next, until } from '#realtime/test/rig.ts';
import { assertFact, type Outsiders, openOutsiders, record } from './rig.ts';

type Failure = { type: string; error: string; status: number };
const succeeded = 'pusher:subscription_succeeded';

let outsiders: Outsiders;
before(async () => {
  outsiders = await openOutsiders();
});
after(() => outsiders.close());

async function doctor() {
  const admin = outsiders.application.as('admin');
  const [found] = (await admin.ask(listDoctorRecords, { query: { q: 'Haddad' } })).data;
  assert.ok(found);
  return found;
}

/** Switches the doctor's availability, and tells to what. */
async function switchDoctor(): Promise<boolean> {
  const { id, version, is_available } = await doctor();
  const body = { version, is_available: !is_available };
  await outsiders.application.as('admin').ask(changeDoctor, { params: { id }, body });
  return body.is_available;
}

describe('pusher-js, given host, port and key', () => {
  test('hears a public channel without being anybody, and nothing after it has left', async () => {
    const client = await outsiders.pusher();
    const { id } = await doctor();
    const channel = client.subscribe(`doctor.${id}.availability`);
    const heard = record(channel);
    await next(channel, succeeded);
    const is_available = await switchDoctor();
    await until('the switch', () => heard.length === 1);
    const [event, data] = heard[0] ?? [];
    assertFact(data);
    const { event_id: _, occurred_at: __, ...own } = data;
    assert.equal(event, 'doctor-availability-changed');
    assert.deepEqual(own, { doctor_id: id, is_available });
    client.unsubscribe(channel.name);
    const other = client.subscribe(`doctor-schedule.${id}`);
    await next(other, succeeded);
    const mark = record(other);
    await switchDoctor();
    await outsiders.sdk().trigger(other.name, 'mark', {});
    await until('the mark', () => mark.length === 1);
    assert.equal(heard.length, 1);
    client.disconnect();
  });

  test('hears a private channel of the caller’s, and is told of one that is not', async () => {
    const client = await outsiders.pusher('admin');
    const all: string[] = [];
    client.bind_global((event: string) => void all.push(event));
    const own = client.subscribe('private-realtime-test');
    await next(own, succeeded);
    const told = next<{ message: string }>(own, 'test.sent');
    await outsiders.application.as('admin').ask(sendTestFact, { body: { message: 'to an admin' } });
    const fact = await told;
    assertFact(fact);
    assert.equal(fact.message, 'to an admin');
    assert.ok(all.includes('test.sent'), 'bind_global on the client hears every channel');
    const others = [
      `private-user.${await outsiders.accountOf('patient')}.notifications`,
      'private-no-such',
      'private-encrypted-x',
    ];
    for (const name of others) {
      const { status, type } = await next<Failure>(client.subscribe(name), 'pusher:subscription_error');
      assert.deepEqual([name, status, type], [name, 403, 'AuthError']);
    }
    client.disconnect();
  });

  test('staff hear the board; a patient, an applicant and nobody do not', async () => {
    for (const who of ['doctor', 'receptionist', 'admin']) {
      const client = await outsiders.pusher(who);
      await next(client.subscribe('private-appointments'), succeeded);
      client.disconnect();
    }
    for (const [who, status] of [
      ['patient', 403],
      ['applicant', 403],
      [undefined, 401],
    ] as const) {
      const client = await outsiders.pusher(who);
      const failure = await next<Failure>(client.subscribe('private-appointments'), 'pusher:subscription_error');
      assert.equal(failure.status, status, who ?? 'nobody');
      client.disconnect();
    }
  });

  test('a doctor hears their own channel, and no colleague’s', async () => {
    const client = await outsiders.pusher('doctor');
    const { id } = await doctor();
    await next(client.subscribe(`private-doctor.${id}`), succeeded);
    const refused = client.subscribe(`private-doctor.${id + 1}`);
    assert.equal((await next<Failure>(refused, 'pusher:subscription_error')).status, 403);
    client.disconnect();
  });

  test('a cache channel tells the last event, or that there is none', async () => {
    const client = await outsiders.pusher();
    const empty = client.subscribe('cache-board');
    await next(empty, 'pusher:cache_miss');
    await outsiders.sdk().trigger('cache-board', 'state', { n: 1 });
    await outsiders.sdk().trigger('cache-board', 'state', { n: 2 });
    const late = await outsiders.pusher();
    assert.deepEqual(await next(late.subscribe('cache-board'), 'state'), { n: 2 });
    client.disconnect();
    late.disconnect();
  });

  test('client events cross a private channel of the program’s own, never back to their sender', async () => {
    const sign = (socketId: string, channel: string) => outsiders.sdk().authorizeChannel(socketId, channel);
    const [one, two] = [await outsiders.pusher(undefined, { sign }), await outsiders.pusher(undefined, { sign })];
    const [mine, theirs] = [one.subscribe('private-lab'), two.subscribe('private-lab')];
    await Promise.all([next(mine, succeeded), next(theirs, succeeded)]);
    const [back, over] = [record(mine), record(theirs)];
    mine.trigger('client-looking', { at: 'noon' });
    await until('the client event', () => over.length === 1);
    theirs.trigger('client-seen', {});
    await until('the answer', () => back.length === 1);
    assert.deepEqual(over, [['client-looking', { at: 'noon' }]]);
    assert.deepEqual(back, [['client-seen', {}]]);
    one.disconnect();
    two.disconnect();
  });

  test('signs in as its account, and hears what is sent to that user', async () => {
    const client = await outsiders.pusher('patient');
    const id = String(await outsiders.accountOf('patient'));
    client.signin();
    await until('the user’s own channel', () => client.user.serverToUserChannel?.subscribed);
    assert.equal(client.user.user_data.id, id);
    const told = next(client.user, 'news');
    await outsiders.sdk().sendToUser(id, 'news', { n: 1 });
    assert.deepEqual(await told, { n: 1 });
    const gone = next(client.connection, 'disconnected');
    await outsiders.sdk().terminateUserConnections(id);
    await gone;
  });

  test('nobody cannot sign in', async () => {
    const client = await outsiders.pusher();
    client.signin();
    await next(client.connection, 'connected');
    await client.user.signinDonePromise;
    assert.equal(client.user.user_data, null);
    client.disconnect();
  });
});
