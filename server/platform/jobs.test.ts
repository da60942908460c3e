import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { actingLetterJob } from '#server/clinic/acting/acting.ts';
import { openTestBase } from '#test/base.ts';
import { cloneDatabase } from '#test/cluster.ts';
import { system } from './database.ts';

const { connection, drop } = await cloneDatabase('empty');
const base = await openTestBase({ connection, address: 'http://127.0.0.1' });
after(() => base.close().then(drop));
const { database, jobs } = base;

test('jobs that were asked for together are done one after the other, without a rest between them', async () => {
  const done = Promise.withResolvers<void>();
  const took: number[] = [];
  await jobs.work(actingLetterJob, async ({ id }) => {
    took.push(Number(id));
    if (took.length === 20) done.resolve();
  });
  const begun = performance.now();
  const each = Array.from({ length: 20 }, (_, id) => ({ id }));
  await database.transaction(system, (tx) => jobs.askAll(tx, actingLetterJob, each));
  await done.promise;
  const ms = performance.now() - begun;
  assert(ms < 19_000, `nineteen rests of two seconds each would be longer: ${ms} ms`);
  assert.deepEqual(
    took.toSorted((one, other) => one - other),
    each.map(({ id }) => id),
  );
});
