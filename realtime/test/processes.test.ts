import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Bus, openMemoryBuses } from '../bus.ts';
import type { Hooks } from '../hooks.ts';
import { openRedisBus } from '../redis-bus.ts';
import { openHandClock } from './hand-clock.ts';
import { app, openRig, type Rig, until } from './rig.ts';

const member = (id: string) => ({ member: { user_id: id, user_info: { name: id } } });

describe('two processes on a bus in memory', () => {
  const pair = () => openMemoryBuses(2);
  suite(pair);

  test('one that falls silent is gone, and those who were there with it', async () => {
    const clock = openHandClock();
    const [bus, other] = pair();
    assert.ok(bus && other);
    let isMute = false;
    const mute: Bus = { ...other, say: (text) => isMute || other.say(text) };
    const [one, two] = [await openRig({ clock, bus }), await openRig({ clock, bus: mute })];
    await two.raw().subscribe('presence-a', member('2'));
    const raw = one.raw();
    await raw.subscribe('presence-a', member('1'));
    await until('both members', () => raw.heard.some((heard) => JSON.stringify(heard).includes('"2')));
    isMute = true;
    for (let second = 0; second < 7; second += 1) {
      clock.move(1_000);
      await raw.settled();
    }
    const { data } = await raw.hears('pusher_internal:member_removed');
    assert.equal(data, '{"user_id":"2"}');
    isMute = false;
    clock.move(1_000);
    await until('the other to be back', () => one.realtime.stats().peers === 1);
    await until('its member too', () => raw.heard.filter((heard) => heard.event.endsWith('member_added')).length > 0);
    await Promise.all([one.close(), two.close()]);
  });
});

const redis = hasRedis();
describe('two processes on Redis', {
  skip: redis ? false : 'redis-server IS NOT INSTALLED: nothing of this is tried',
}, () => {
  let server: ChildProcess;
  let port = 0;
  const folder = mkdtempSync(join(tmpdir(), 'realtime-redis-'));
  const start = () => {
    const options = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ];
    return spawn('redis-server', options, { stdio: 'ignore' });
  };
  before(async () => {
    port = await freePort();
    server = start();
  });
  after(async () => {
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true });
  });
  let topics = 0;
  const pair = () => {
    topics += 1;
    return [1, 2].map(() => openRedisBus({ url: `redis://127.0.0.1:${port}`, topic: `test-${topics}` }));
  };
  suite(pair);

  test('losing Redis costs only what crosses; it is said, and heals by itself', async () => {
    const [one, two] = await openPair(pair());
    const [a, b] = [one.raw(), two.raw()];
    await a.subscribe('presence-a', member('1'));
    await b.subscribe('presence-a', member('2'));
    await a.hears('pusher_internal:member_added');
    server.kill('SIGKILL');
    await until('both to know', () => !one.realtime.health().up && !two.realtime.health().up);
    assert.ok(one.realtime.health().problem);
    one.realtime.broadcast({ channels: ['presence-a'], event: 'alone', data: {} });
    await a.hears('alone');
    assert.match((await a.subscribe('private-b')).event, /succeeded/);
    const late = two.raw();
    await late.subscribe('presence-a', member('3'));
    server = start();
    await until('both to be back', () => one.realtime.health().up && two.realtime.health().up);
    await until('what happened meanwhile', () =>
      a.heard.some((heard) => heard.event.endsWith('member_added') && String(heard.data).includes('"3"')),
    );
    one.realtime.broadcast({ channels: ['presence-a'], event: 'together', data: {} });
    await b.hears('together');
    assert.equal(b.heard.filter((heard) => heard.event === 'alone').length, 0);
    await Promise.all([one.close(), two.close()]);
  });

  test('a Redis that hangs is noticed within ten seconds, said, and heals by itself', async () => {
    const [one, two] = await openPair(pair());
    await one.raw().id();
    server.kill('SIGSTOP');
    try {
      await until('it to be noticed', () => !one.realtime.health().up && !two.realtime.health().up);
      assert.ok(one.realtime.health().problem);
    } finally {
      server.kill('SIGCONT');
    }
    await until('both to be back', () => one.realtime.health().up && two.realtime.health().up);
    await Promise.all([one.close(), two.close()]);
  });

  test('a Redis that answers nobody keeps nobody waiting for long', async () => {
    const [one, two] = await openPair(pair());
    await one.raw().id();
    server.kill('SIGSTOP');
    try {
      await one.raw().id();
      await two.raw().id();
      assert.equal(one.realtime.stats().connections, 2);
    } finally {
      server.kill('SIGCONT');
    }
    await Promise.all([one.close(), two.close()]);
  });
});

/** What must hold whatever carries it. */
function suite(pair: () => Bus[]): void {
  test('share events, client events, presence, users and counts', async () => {
    const [one, two] = await openPair(pair());
    const [a, b] = [one.raw(), two.raw()];
    await a.subscribe('presence-a', member('1'));
    await until('the other to know', () => two.realtime.stats().channels === 1);
    const { data } = await b.subscribe('presence-a', member('2'));
    assert.deepEqual(JSON.parse(String(data)).presence.ids.sort(), ['1', '2']);
    assert.equal((await a.hears('pusher_internal:member_added')).data, '{"user_id":"2","user_info":{"name":"2"}}');
    b.say('client-x', { n: 1 }, 'presence-a');
    assert.deepEqual(await a.hears('client-x'), {
      event: 'client-x',
      channel: 'presence-a',
      data: { n: 1 },
      user_id: '2',
    });
    await one.sdk().trigger('presence-a', 'from-http', { n: 2 }, { socket_id: await b.id() });
    await a.hears('from-http');
    two.realtime.broadcast({ channels: ['presence-a'], event: 'from-program', data: 'text' });
    await a.hears('from-program');
    await b.hears('from-program');
    assert.equal(b.heard.filter((heard) => heard.event === 'from-http').length, 0);
    two.realtime.publish({ channels: ['presence-a'], event: 'here-only', data: {} });
    await b.hears('here-only');
    const users = await (await one.sdk().get({ path: '/channels/presence-a/users' })).json();
    assert.deepEqual(users, { users: [{ id: '1' }, { id: '2' }] });
    const told = await (await two.sdk().get({ path: '/connections' })).json();
    assert.deepEqual(told, { connections: 2 });
    assert.equal(a.heard.filter((heard) => heard.event === 'here-only').length, 0);
    b.socket.terminate();
    assert.equal((await a.hears('pusher_internal:member_removed')).data, '{"user_id":"2"}');
    await Promise.all([one.close(), two.close()]);
  });

  test('share the user on two sockets: once in, once out', async () => {
    const [one, two] = await openPair(pair());
    const watcher = one.raw();
    await watcher.subscribe('presence-a', member('9'));
    const [a, b] = [one.raw(), two.raw()];
    await Promise.all([a.subscribe('presence-a', member('1')), b.subscribe('presence-a', member('1'))]);
    await until('three', () => one.realtime.stats().subscriptions + two.realtime.stats().subscriptions === 3);
    const mark = two.raw();
    await mark.subscribe('presence-a', member('8'));
    await until('the mark', () => watcher.heard.some((heard) => String(heard.data).includes('"8"')));
    a.socket.terminate();
    await until('two', () => one.realtime.stats().subscriptions === 1);
    b.socket.terminate();
    await until('1 to be gone', () => watcher.heard.some((heard) => heard.event.endsWith('member_removed')));
    const changes = watcher.heard.filter(
      (heard) => String(heard.data).includes('"1"') && heard.event.includes('member_'),
    );
    assert.equal(changes.length, 2);
    await Promise.all([one.close(), two.close()]);
  });

  for (const [most, comers] of [
    [1, 2],
    [7, 30],
  ] as const) {
    test(`share a quota of ${most}: of ${comers} who come in one moment to both, ${most} are let in`, async () => {
      let isOpen = () => {};
      const door = new Promise<boolean>((resolve) => {
        isOpen = () => resolve(true);
      });
      let before = 0;
      const admit = () => {
        before += 1;
        if (before === comers) isOpen();
        return door;
      };
      const rigs = await openPair(pair(), [{ ...app, limits: { connections: most } }], { admit });
      const raws = Array.from({ length: comers }, (_, index) => rigs[index % 2 === 0 ? 0 : 1].raw());
      const answers = await Promise.all(
        raws.map((raw) =>
          until('an answer', () => raw.closed?.code ?? raw.heard.find(({ event }) => /established/.test(event))?.event),
        ),
      );
      const refused = answers.filter((answer) => answer === 4004).length;
      assert.deepEqual([answers.length - refused, refused], [most, comers - most]);
      assert.equal(rigs[0].realtime.stats().connections + rigs[1].realtime.stats().connections, most);
      for (const raw of raws) raw.socket.terminate();
      for (const rig of rigs) while ((await connectionsTold(rig)) > 0); // until it has heard of the other
      await rigs[0].raw().id();
      await Promise.all(rigs.map((rig) => rig.close()));
    });
  }

  test('share revocation, replays, quotas and last events', async () => {
    const buses = pair();
    const apps = [{ ...app, replays: 'refuse' as const, limits: { connections: 2 } }];
    const [one, two] = await openPair(buses, apps);
    const raw = two.raw();
    await raw.subscribe('private-a', { grant: { user: '7', session: 's' } });
    one.realtime.revoke({ session: 's' });
    await raw.hears('pusher:subscription_error');
    assert.equal(two.realtime.stats().subscriptions, 0);
    const path = '/apps/1/events';
    const text = JSON.stringify({ name: 'e', data: '{"n":1}', channel: 'cache-a' });
    const query = one.sdk().createSignedQueryString({ method: 'POST', path, body: text, params: {} });
    const call = { method: 'POST', url: `${path}?${query}`, body: Buffer.from(text) };
    assert.equal(one.realtime.answer(call).status, 200);
    await raw.subscribe('cache-a');
    await raw.hears('e');
    assert.equal(two.realtime.answer(call).status, 401, 'it was told before the event itself');
    await one.raw().id();
    await until('both to be counted', () => one.realtime.stats().connections === 1);
    await raw.settled();
    assert.equal((await one.raw().isClosed()).code, 4004);
    await Promise.all([one.close(), two.close()]);
  });
}

async function openPair(buses: Bus[], apps = [app], hooks: Hooks = {}): Promise<[Rig, Rig]> {
  const [first, second] = buses;
  assert.ok(first && second);
  const [one, two] = await Promise.all([first, second].map((bus) => openRig({ bus, apps, hooks })));
  assert.ok(one && two);
  await until('each other', () => one.realtime.stats().peers === 1 && two.realtime.stats().peers === 1);
  return [one, two];
}

async function connectionsTold(rig: Rig): Promise<number> {
  return ((await (await rig.sdk().get({ path: '/connections' })).json()) as { connections: number }).connections;
}

function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    process.stderr.write('redis-server IS NOT INSTALLED: the tests of several processes on Redis are skipped\n');
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
