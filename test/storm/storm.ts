import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { readRealtimeConfig } from '#contract/broadcasting.ts';
import { newClient } from '../client.ts';
import { openFleet, type Verdict } from './fleet.ts';
import { type Kill, openScene, type Scene } from './scene.ts';
import { channelOf, openWriters, type Writers } from './writers.ts';

export type StormOptions = {
  sockets: number;
  facts: number;
  /** what is killed while facts are written, one after the other */
  kills: readonly Kill[];
  /** more than one stand on a bus */
  processes?: number;
};

export type Weathered = Verdict & { facts: number; lateCommits: number; cutTransactions: number; seconds: number };

const channels = 20;
const writers = 8;
/** far more than it takes: it only ends what hangs */
const patience = 120_000;

/** Facts are written from many hands, sockets are cut, processes die; in the end everybody must have heard the same. */
export async function weather({ sockets, facts, kills, processes = 1 }: StormOptions): Promise<Weathered> {
  await using scene = await openScene(processes);
  await using fleet = openFleet();
  const key = (await newClient(scene.addresses[0] ?? '', () => ({})).ask(readRealtimeConfig)).data.key;
  await fleet.open({ addresses: scene.addresses, key, channels: Array.from({ length: sockets }, heardBy) });

  const begun = performance.now();
  const share = Math.ceil(facts / (kills.length + 1));
  let killed = 0;
  // Writers go on while something is down, but leave half of what they write for when all are back.
  const reach = () => (kills.length === killed ? facts : (killed + 1.5) * share);
  const writing = openWriters({ connection: scene.connection, count: facts, channels, writers, reach });

  async function killInTurn(): Promise<void> {
    for (const kill of kills) {
      await until('the next kill', () => writing.answered.size >= (killed + 1) * share);
      await scene.kill(kill);
      await fleet.live(Math.random()); // some are back by then, some are not
      killed += 1;
    }
  }

  async function cutOneThird(): Promise<void> {
    for (let cut = 0; writing.answered.size < facts; await wait(50)) {
      const due = Math.floor((writing.answered.size / facts) * (sockets / 3)) - cut;
      await fleet.cut(due);
      cut += due;
    }
  }

  await Promise.all([killInTurn(), cutOneThird(), writing.ended]);
  const rows = await numberedFacts(scene);
  assertWhole(rows, writing);
  const verdict = await fleet.verdict({ truth: truthOf(rows), patience });
  assert.deepEqual(verdict.refused, [], 'no question was refused');
  assert.deepEqual(verdict.first, [], `${verdict.wrong} listeners were told something else than was written`);
  return {
    ...verdict,
    facts: rows.length,
    lateCommits: lateCommits(rows),
    cutTransactions: writing.cut(),
    seconds: (performance.now() - begun) / 1000,
  };
}

/** Every socket hears one channel, every tenth a second one. */
function heardBy(_: unknown, index: number): string[] {
  const own = channelOf(1 + (index % channels));
  return index % 10 === 0 ? [own, channelOf(1 + ((index + 7) % channels))] : [own];
}

type Row = { id: number; position: number | null; number: number; channels: string[] };

/** What was written, read by the owner once the dispatcher has numbered everything. */
async function numberedFacts({ connection }: Scene): Promise<Row[]> {
  const owner = new pg.Client({ ...connection, types: { getTypeParser: numbersAsNumbers } });
  await owner.connect();
  try {
    for (const deadline = performance.now() + patience; ; await wait(20)) {
      const { rows } = await owner.query<{ waiting: number }>(
        'select count(*) as waiting from event where position is null',
      );
      if (rows[0]?.waiting === 0) break;
      assert(performance.now() < deadline, `${rows[0]?.waiting} facts were never numbered`);
    }
    const all = `select id, position, (data->>'number')::int as number, channels from event order by position`;
    return (await owner.query<Row>(all)).rows;
  } finally {
    await owner.end();
  }
}

const numbersAsNumbers: pg.CustomTypesConfig['getTypeParser'] = (oid: number, format?: 'text' | 'binary') =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);

function assertWhole(rows: readonly Row[], { answered }: Writers): void {
  const written = new Set(rows.map(({ number }) => number));
  const lost = [...answered].filter((number) => !written.has(number));
  assert.deepEqual(lost, [], 'a fact whose commit was answered is there');
  const hole = rows.findIndex(({ position }, index) => position !== index + 1);
  assert.equal(hole, -1, 'positions are one sequence without holes');
}

/** Facts that were numbered after one that was written later. */
function lateCommits(rows: readonly Row[]): number {
  let highest = 0;
  return rows.filter(({ id }) => {
    const isLate = id < highest;
    highest = Math.max(highest, id);
    return isLate;
  }).length;
}

function truthOf(rows: readonly Row[]): Record<string, number[]> {
  const truth: Record<string, number[]> = {};
  for (const { position, channels: heard } of rows) {
    heard.forEach((channel, place) => {
      truth[channel] ??= [];
      truth[channel].push((position ?? 0) * 1000 + place);
    });
  }
  return truth;
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + patience;
  while (!condition()) {
    assert(performance.now() < deadline, `waited in vain for ${what}`);
    await wait(5);
  }
}
