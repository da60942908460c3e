import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { authorizeChannel } from '#contract/broadcasting.ts';
import { approveDoctor, disapproveDoctor, listDoctorRecords } from '#contract/clinic.ts';
import {
  changeAccount,
  endSignIn,
  listAccounts,
  listSignIns,
  restoreAccount,
  retireAccount,
  signOut,
} from '#contract/identity.ts';
import type { Raw } from '#realtime/test/rig.ts';
import type { Application } from '#server/app.ts';
import { emailOf, tokenFor } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { hasRedis, openRedis, type Redis } from '../storm/redis.ts';
import { newSdk, type Outsiders, openBeside, openOutsiders } from './rig.ts';

/** Somebody who hears, on each of two processes, one channel that is theirs and one that anyone may hear. */
type Listener = { own: Client; sockets: Raw[] };

const open = 'consultations';
const staff = 'private-appointments';

if (!hasRedis()) process.stderr.write('redis-server IS NOT INSTALLED: revocation on two processes is NOT tried\n');
describe('two processes', { skip: hasRedis() ? false : 'redis-server IS NOT INSTALLED' }, () => {
  let redis: Redis;
  let outsiders: Outsiders;
  let second: Application;
  before(async () => {
    redis = await openRedis();
    const env = { REDIS_URL: redis.url };
    outsiders = await openOutsiders({ env });
    second = await openBeside(outsiders.application, env);
  });
  after(async () => {
    await second?.close();
    await outsiders?.close();
    await redis?.[Symbol.asyncDispose]();
  });

  const addresses = () => [outsiders.application.address, second.address];

  /** Signed in once; the permission asked of one process, the socket open on the other. */
  async function listener(email: string, channel: string): Promise<Listener> {
    const token = await tokenFor(outsiders.application.address, email);
    const own = (address: string) => newClient(address, () => ({ authorization: `Bearer ${token}` }));
    const [here = '', there = ''] = addresses();
    const sockets = await Promise.all(
      [
        [here, there],
        [there, here],
      ].map(async ([socketAt = '', asked = '']) => {
        const raw = outsiders.raw({}, socketAt);
        const socket_id = await raw.id();
        const signed = await own(asked).ask(authorizeChannel, { body: { socket_id, channel_name: channel } });
        raw.say('pusher:subscribe', { channel, ...signed });
        raw.say('pusher:subscribe', { channel: open });
        await raw.hears('pusher_internal:subscription_succeeded', channel);
        await raw.hears('pusher_internal:subscription_succeeded', open);
        return raw;
      }),
    );
    return { own: own(here), sockets };
  }

  /** Both lose the channel within a second of the change, hear nothing on it after, and go on hearing the public one. */
  async function loses({ sockets }: Listener, channel: string, change: () => Promise<unknown>): Promise<void> {
    await change();
    const begun = performance.now();
    for (const raw of sockets) {
      const { data } = await raw.hears('pusher:subscription_error', channel);
      assert.equal((data as { status: number }).status, 403);
    }
    const took = performance.now() - begun;
    const mark = `mark-${took}`;
    // to each process by itself, since nothing crosses without Redis
    for (const address of addresses()) await newSdk(address).trigger([channel, open], mark, { address });
    for (const raw of sockets) {
      await raw.hears(mark, open);
      await raw.settled();
      assert.deepEqual(
        raw.heard.filter((one) => one.event === mark && one.channel === channel),
        [],
      );
      raw.socket.terminate();
    }
    // a second is the law; a machine under load is given more
    assert.ok(took < 10_000, `${took} ms`);
  }

  const patient = () => emailOf('patient');
  const notifications = async () => `private-user.${await outsiders.accountOf('patient')}.notifications`;
  const accountNamed = async (q: string) => {
    const [found] = (await outsiders.application.as('admin').ask(listAccounts, { query: { q, state: 'all' } })).data;
    assert.ok(found);
    return found;
  };

  for (const [state, settle] of [
    ['with Redis', async () => {}],
    ['without Redis, since it travels as a fact', () => redis.kill()],
  ] as const) {
    describe(state, () => {
      before(settle);

      test('signing out', async () => {
        const channel = await notifications();
        const heard = await listener(patient(), channel);
        const other = await listener(patient(), channel);
        await loses(heard, channel, () => heard.own.ask(signOut));
        for (const raw of other.sockets) {
          await raw.settled();
          assert.equal(
            raw.heard.some(({ event }) => event === 'pusher:subscription_error'),
            false,
            'another sign-in goes on',
          );
        }
      });

      test('a sign-in ended from the list of them', async () => {
        const channel = await notifications();
        const heard = await listener(patient(), channel);
        const { data } = await heard.own.ask(listSignIns);
        const current = data.find((one) => one.current);
        assert.ok(current);
        await loses(heard, channel, () =>
          outsiders.application.as('patient').ask(endSignIn, { params: { id: current.id } }),
        );
      });

      test('another role', async () => {
        const heard = await listener(emailOf('receptionist'), staff);
        const { id, version, role } = await accountNamed(emailOf('receptionist'));
        const to = role === 'receptionist' ? 'admin' : 'receptionist';
        await loses(heard, staff, () =>
          outsiders.application.as('admin').ask(changeAccount, { params: { id }, body: { version, role: to } }),
        );
      });

      test('a doctor’s approval withdrawn', async () => {
        const admin = outsiders.application.as('admin');
        const [doctor] = (await admin.ask(listDoctorRecords, { query: { q: 'Benali' } })).data;
        assert.ok(doctor);
        const params = { id: doctor.id };
        const heard = await listener('karim.benali@salle.test', staff);
        await loses(heard, staff, () => admin.ask(disapproveDoctor, { params }));
        await admin.ask(approveDoctor, { params });
      });

      test('an account retired', async () => {
        const admin = outsiders.application.as('admin');
        const { id } = await accountNamed('omar@salle.test');
        const channel = `private-user.${id}.notifications`;
        const heard = await listener('omar@salle.test', channel);
        await loses(heard, channel, () => admin.ask(retireAccount, { params: { id } }));
        await admin.ask(restoreAccount, { params: { id } });
      });
    });
  }
});
