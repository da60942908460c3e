import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readPresence } from '#contract/presence.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { newClient } from '#test/client.ts';
import { testSecret, testTimezone } from '#test/cluster.ts';
import { openProgram, type Program } from '#test/process.ts';
import { hasRedis, openRedis, type Redis } from '#test/storm/redis.ts';
import { newLeapingClock, newSomebody, newTie, openDevice, type Somebody, watch } from './presence-rig.ts';

const isThere = hasRedis();
if (!isThere) process.stderr.write('redis-server IS NOT INSTALLED: presence across processes is not tried\n');

describe('with two processes and a Redis between them', { skip: !isThere }, () => {
  const time = newLeapingClock();
  const tied: [Somebody, Somebody][] = [];
  let redis: Redis;
  let here: TestApplication;
  let other: Program;
  let there: string;
  let patient: Somebody;
  let watcher: Awaited<ReturnType<typeof watch>>;

  before(async () => {
    redis = await openRedis();
    here = await bootApplication({ env: { REDIS_URL: redis.url }, now: time.now, ties: [newTie(tied)] });
    const env = { SALLE_SECRET: testSecret, CLINIC_TIMEZONE: testTimezone, REDIS_URL: redis.url };
    other = openProgram({ env: { ...env, DATABASE_URL: urlOf(here) } });
    there = await other.ready();
    const doctor = await newSomebody(here.owner, 'doctor');
    patient = await newSomebody(here.owner);
    tied.push([doctor, patient]);
    watcher = await watch(here.address, doctor, patient);
  });
  after(async () => {
    other?.signal('SIGKILL');
    await other?.ended;
    await here?.close();
    await redis?.[Symbol.asyncDispose]();
  });

  test('somebody on the other one is seen, and how they stand is the same on both', async () => {
    const device = await openDevice(there, patient);
    await watcher.hears('online');
    for (const address of [here.address, there]) {
      const asPatient = newClient(address, () => ({ authorization: `Bearer ${patient.token}` }));
      const { data } = await asPatient.ask(readPresence, { query: { user_ids: String(patient.id) } });
      assert.deepEqual(data, [{ user_id: patient.id, status: 'online', last_seen_at: null }]);
    }
    device.putDown();
    await watcher.hears('online away', () => time.leap(1));
    device.pickUp();
    await watcher.hears('online away online');
  });

  test('without Redis each sees its own; with it again, everybody', async () => {
    watcher.heard.length = 0;
    await redis.kill();
    await watcher.hears('offline', () => time.leap(1));
    redis.start();
    await watcher.hears('offline online');
  });

  test('who was on a process that is killed is gone', async () => {
    watcher.heard.length = 0;
    other.signal('SIGKILL');
    await watcher.hears('offline', () => time.leap(1));
    assert(watcher.heard[0]?.last_seen_at);
  });
});

/** The tests' PostgreSQL listens on a socket in a folder. */
function urlOf({ connection }: TestApplication): string {
  const { host = '', port, user, password, database } = connection;
  const url = new URL(`postgres://localhost/${database}`);
  Object.assign(url, { username: user, password });
  for (const [name, value] of Object.entries({ host, port })) url.searchParams.set(name, String(value));
  return url.href;
}
