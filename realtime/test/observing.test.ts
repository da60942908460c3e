import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Bus, openMemoryBuses } from '../bus.ts';
import type { Observer } from '../hooks.ts';
import { signUser } from '../signatures.ts';
import { openHandClock } from './hand-clock.ts';
import { app, openRig, type Raw, until } from './rig.ts';

function openNotebook(): Observer & { seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    user: (id, isOnline) => seen.push(`${id} ${isOnline ? 'came' : 'went'}`),
    channel: (name, isOccupied) => seen.push(`${name} ${isOccupied ? 'heard' : 'left'}`),
  };
}

async function signIn(raw: Raw, id: string): Promise<void> {
  raw.say('pusher:signin', signUser(app, await raw.id(), { id }));
  await raw.hears('pusher:signin_success');
}

describe('an observer', () => {
  test('hears of a user once for all their sockets, and of a channel once for all its subscribers', async () => {
    const rig = await openRig();
    const book = openNotebook();
    rig.realtime.observe(book);
    const [one, two] = [rig.raw(), rig.raw()];
    await signIn(one, '7');
    await signIn(two, '7');
    await one.subscribe('private-a');
    await two.subscribe('private-a');
    one.socket.terminate();
    await until('one to be gone', () => rig.realtime.stats().connections === 1);
    assert.deepEqual(book.seen, ['7 came', 'private-a heard']);
    two.socket.terminate();
    await until('both to be gone', () => rig.realtime.stats().connections === 0);
    assert.deepEqual(book.seen.slice(2).toSorted(), ['7 went', 'private-a left']);
    await rig.close();
  });

  test('who comes late is told how it stands', async () => {
    const rig = await openRig();
    const raw = rig.raw();
    await signIn(raw, '7');
    await raw.subscribe('private-a');
    const book = openNotebook();
    rig.realtime.observe(book);
    assert.deepEqual(book.seen, ['7 came', 'private-a heard']);
    await rig.close();
  });

  test('one that fails ends nobody’s conversation', async () => {
    const rig = await openRig();
    const broken = () => {
      throw new Error('out of ink');
    };
    rig.realtime.observe({ user: broken, channel: broken });
    const raw = rig.raw();
    await signIn(raw, '7');
    assert.match((await raw.subscribe('private-a')).event, /succeeded/);
    assert.deepEqual(
      rig.logged.map(([event]) => event),
      ['hook.failed', 'hook.failed'],
    );
    await rig.close();
  });

  test('hears of other processes, and that one of them has died', async () => {
    const clock = openHandClock();
    const [bus, other] = openMemoryBuses(2);
    assert(bus && other);
    let isDead = false;
    const mortal: Bus = { ...other, say: (text) => isDead || other.say(text) };
    const [here, there] = [await openRig({ clock, bus }), await openRig({ clock, bus: mortal })];
    const book = openNotebook();
    here.realtime.observe(book);
    const [near, far] = [here.raw(), there.raw()];
    await signIn(far, '7');
    await far.subscribe('private-a');
    await until('both over here', () => book.seen.length === 2);
    await signIn(near, '7');
    isDead = true;
    for (let second = 0; second < 7; second += 1) {
      clock.move(1_000);
      await near.settled();
    }
    assert.deepEqual(book.seen, ['7 came', 'private-a heard', 'private-a left'], '7 is still here');
    near.socket.terminate();
    await until('7 to be gone', () => book.seen.at(-1) === '7 went');
    await Promise.all([here.close(), there.close()]);
  });
});
