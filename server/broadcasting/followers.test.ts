import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import pg from 'pg';
import type { BroadcastingFact } from '#contract/broadcasting.events.ts';
import type { ScheduleFact } from '#contract/schedule.events.ts';
import { newBell } from '#server/platform/bell.ts';
import { type Database, openDatabase, system, type Transaction } from '#server/platform/database.ts';
import { type Audience, type HeardFact, newFollower, openFacts, type RoomFacts } from '#server/platform/facts.ts';
import { openLog } from '#server/platform/log.ts';
import { sql } from '#server/platform/sql.ts';
import { cloneDatabase, type TestDatabase } from '#test/cluster.ts';
import { type Dispatcher, openDispatcher } from './dispatcher.ts';
import { type Followers, openFollowers } from './followers.ts';

type Said = BroadcastingFact | ScheduleFact;
const audience: Audience<Said> = { 'test.sent': () => ({}), 'schedule.changed': () => ({}) };
type Heard = HeardFact<'test.sent'>;
const wants = ['test.sent'] as const;

let made: TestDatabase;
let owner: pg.Client;
let database: Database;
let dispatcher: Dispatcher;
let facts: RoomFacts<Said>;
const logs: Record<string, unknown>[] = [];
const log = openLog({ level: 'debug', destination: { write: (line) => void logs.push(JSON.parse(line)) } });
const open: Followers[] = [];

before(async () => {
  made = await cloneDatabase('empty');
  owner = new pg.Client(made.connection);
  await owner.connect();
  await owner.query(`create table heard (place integer generated always as identity, follower text, word text);
    grant select, insert on heard to salle_app`);
  database = openDatabase({ connection: made.connection, size: 6, log });
  const tell = () => {
    for (const followers of open) followers.ring();
  };
  const bell = newBell();
  dispatcher = await openDispatcher({ connection: made.connection, log, bell, alone: true, tell });
  facts = openFacts(bell.ring).heardBy(audience);
});
after(async () => {
  for (const followers of open) await followers.stop();
  await dispatcher.stop();
  await database.close();
  await owner.end();
  await made.drop();
});
beforeEach(() => {
  logs.length = 0;
});

function followers(): Followers {
  const opened = openFollowers({
    database,
    log,
    leads: () => dispatcher.leads(),
    position: () => dispatcher.position(),
  });
  open.push(opened);
  return opened;
}

async function say(...words: string[]): Promise<void> {
  await database.transaction(system, (tx) =>
    facts.write(tx, ...words.map((message) => ({ name: 'test.sent', message }) as const)),
  );
}

async function note(tx: Transaction, name: string, heard: Heard[]): Promise<void> {
  for (const { data } of heard) {
    await tx.count(sql`insert into heard (follower, word) values (${name}, ${data.message})`);
  }
}

const words = async (name: string) =>
  (await owner.query<{ word: string }>('select word from heard where follower = $1 order by place', [name])).rows.map(
    ({ word }) => word,
  );

async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const patience = performance.now() + 60_000;
  while (!(await isSo())) {
    assert(performance.now() < patience, `waited in vain until ${what}`);
    await tick(10);
  }
}

describe('a follower', () => {
  test('hears what it wants, in order, from when it began', async () => {
    await say('before');
    await until(() => dispatcher.position() > 0, 'the fact before has its number');
    await followers().follow(newFollower({ name: 'first', wants, hear: (tx, heard) => note(tx, 'first', heard) }));
    const many = Array.from({ length: 450 }, (_, index) => `word ${index}`);
    for (let at = 0; at < many.length; at += 50) await say(...many.slice(at, at + 50));
    await database.transaction(system, (tx) => facts.write(tx, { name: 'schedule.changed', doctor_id: 1, version: 2 }));
    await say('last');
    await until(async () => (await words('first')).includes('last'), 'the last is heard');
    assert.deepEqual(await words('first'), [...many, 'last']);
  });

  test('of two processes hears each fact once', async () => {
    const hear = (tx: Transaction, heard: Heard[]) => note(tx, 'shared', heard);
    for (const each of [followers(), followers()]) await each.follow(newFollower({ name: 'shared', wants, hear }));
    const many = Array.from({ length: 100 }, (_, index) => `word ${index}`);
    await Promise.all(many.map((word) => say(word)));
    await until(async () => (await words('shared')).length >= many.length, 'all are heard');
    await say('last');
    await until(async () => (await words('shared')).includes('last'), 'the last is heard');
    assert.deepEqual((await words('shared')).toSorted(), [...many, 'last'].toSorted());
  });

  test('sets aside what it cannot take in, undone, and takes it in later', async () => {
    let isBroken = true;
    const hear = async (tx: Transaction, heard: Heard[]) => {
      await note(tx, 'careful', heard);
      if (isBroken && heard.some(({ data }) => data.message === 'hard')) throw new Error('too hard');
    };
    await followers().follow(newFollower({ name: 'careful', wants, hear }));
    await say('easy', 'hard', 'easier');
    await until(async () => (await words('careful')).length >= 2, 'the others are heard');
    assert.deepEqual(await words('careful'), ['easy', 'easier']);
    assert(logs.some(({ event, reason }) => event === 'fact_not_heard' && reason === 'too hard'));
    await until(() => logs.filter(({ event }) => event === 'fact_not_heard').length >= 3, 'it was tried again');
    isBroken = false;
    await owner.query('update follower_debt set again_at = now()');
    await until(async () => (await words('careful')).length >= 3, 'the hard one is heard');
    assert.deepEqual(await words('careful'), ['easy', 'easier', 'hard']);
    assert.equal((await owner.query('select from follower_debt')).rowCount, 0);
  });

  test('killed in the middle hears it again, and has done it once', async () => {
    let killed = 0;
    const hear = async (tx: Transaction, heard: Heard[]) => {
      await note(tx, 'mortal', heard);
      if (++killed > 2) return;
      const { pid } = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await owner.query('select pg_terminate_backend($1)', [pid]);
    };
    await followers().follow(newFollower({ name: 'mortal', wants, hear }));
    await say('once');
    await until(async () => (await words('mortal')).length > 0, 'it is heard');
    await say('after');
    await until(async () => (await words('mortal')).includes('after'), 'the next is heard');
    assert.deepEqual(await words('mortal'), ['once', 'after']);
    assert(killed > 2);
  });
});
