import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import pg from 'pg';
import { channelName } from '#contract/channel.ts';
import { deviceInUse } from '#contract/presence.events.ts';
import type { Presence } from '#contract/presence.ts';
import type { Observer } from '#realtime/hooks.ts';
import { type Database, openDatabase } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { cloneDatabase } from '#test/cluster.ts';
import { openPresence } from './presence.ts';
import { newLeapingClock, newSomebody, type Somebody, until } from './presence-rig.ts';
import { openSightRoom } from './sight.ts';

type Clock = ReturnType<typeof newLeapingClock>;

const log = openLog({ level: 'error' });
const closings: (() => Promise<void>)[] = [];
let database: Database;
let owner: pg.Client;
let somebody: Somebody;
before(async () => {
  const { connection, drop } = await cloneDatabase('empty');
  database = openDatabase({ connection, size: 4, log });
  owner = new pg.Client(connection);
  await owner.connect();
  closings.push(
    () => database.close(),
    () => owner.end(),
    drop,
  );
});
after(async () => {
  for (const close of closings) await close();
});
beforeEach(async () => {
  somebody = await newSomebody(owner);
});

/** The room alone, on the database that the program before it has left. */
async function start(time: Clock) {
  const told: string[] = [];
  const tell = ({ data }: { data: object }) => {
    const { user_id, status } = data as Presence;
    told.push(`${user_id} ${status}`);
  };
  const observers: Observer[] = [];
  const sockets = { tell, observe: (observer: Observer) => void observers.push(observer) };
  const sight = openSightRoom([], { kind: 'embedded' });
  const room = await openPresence({ database, log, now: time.now }, sockets, sight.face);
  closings.unshift(() => room.close());
  const comes = ({ id }: Somebody) => {
    for (const { user, channel } of observers) {
      user(String(id), true);
      channel(channelName(deviceInUse, id), true);
    }
  };
  const of = async ({ id }: Somebody) => {
    const caller = { account_id: id, sign_in_id: 1, role: 'patient' as const, name: '', email: '' };
    return (await room.of(caller, [id]))[0];
  };
  return { told, comes, of, close: room.close };
}

const stored = async ({ id }: Somebody) =>
  (await owner.query('select status, last_seen_at from presence where account_id = $1', [id])).rows[0];

describe('the program is started anew', () => {
  test('in good order: who comes back in time was never gone', async () => {
    const time = newLeapingClock();
    const first = await start(time);
    first.comes(somebody);
    await first.close();
    time.leap(5);
    const second = await start(time);
    assert.equal((await second.of(somebody))?.status, 'online');
    time.leap(9);
    second.comes(somebody);
    time.leap(60);
    const other = await newSomebody(owner);
    second.comes(other);
    assert.deepEqual(second.told, [`${other.id} online`]);
  });

  test('after a crash: nobody stays online, and was seen within the minute before', async () => {
    const [before, later] = [newLeapingClock(), newLeapingClock()];
    const crashed = await start(before);
    crashed.comes(somebody);
    await until('them to be written down', async () => (await stored(somebody))?.status === 'online');
    before.leap(61);
    const touched = before.now().epochMilliseconds;
    await until('them to be touched', async () => (await stored(somebody)).last_seen_at >= touched - 1000);
    later.leap(90);
    const second = await start(later);
    assert.deepEqual(await second.of(somebody), { user_id: somebody.id, status: 'online', last_seen_at: null });
    later.leap(10);
    await until('them to be gone', () => second.told.includes(`${somebody.id} offline`));
    const gone = await second.of(somebody);
    assert.equal(gone?.status, 'offline');
    const seen = Date.parse(gone?.last_seen_at ?? '');
    assert(seen >= touched - 1000 && seen <= touched + 5000, gone?.last_seen_at ?? 'never');
    await until('that to be written down', async () => (await stored(somebody)).status === 'offline');
    const third = await start(later);
    assert.deepEqual(await third.of(somebody), gone);
  });

  test('a socket of no account of ours keeps nobody from being written down', async () => {
    const room = await start(newLeapingClock());
    for (const id of [2_000_000_000, 4_000_000_000]) room.comes({ id, token: '' });
    room.comes(somebody);
    await until('them to be written down', async () => (await stored(somebody))?.status === 'online');
  });
});
