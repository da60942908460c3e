import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { figure } from '../figure.ts';
import { type OtherPostgres, openOtherPostgres } from '../other-postgres.ts';
import { newDatabase, restartInTurn, stopUnderLoad } from './stopping.ts';

const times = 20;

let dataDirs: DataDirs;
let postgres: OtherPostgres;
before(async () => {
  [dataDirs, postgres] = await Promise.all([openDataDirs(), openOtherPostgres()]);
});
after(async () => {
  await dataDirs[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

for (const [what, isOutside, table] of [
  ['the embedded database', false, undefined],
  ['a PostgreSQL of somebody else’s', true, undefined],
  ['a PostgreSQL of which somebody holds a table', true, 'specialization'],
] as const) {
  test(`${times} stops under load, on ${what}`, async () => {
    const url = isOutside ? await newDatabase(postgres, `stops_${table ?? 'free'}`) : undefined;
    const seconds: number[] = [];
    for (let time = 0; time < times; time += 1) {
      const stop = await stopUnderLoad({ dataDirs, url }, table);
      assert.deepEqual(stop.cut, [], `stop ${time}`);
      seconds.push(stop.seconds);
    }
    const sorted = seconds.toSorted((a, b) => a - b);
    const median = sorted[times / 2]?.toFixed(2);
    figure(
      `${times} stops on ${what}`,
      '0 cut',
      `exit 0 each; median ${median} s, slowest ${sorted.at(-1)?.toFixed(2)} s`,
    );
  });
}

test('ten rolling restarts of one of two processes', async () => {
  const seen = await restartInTurn({ dataDirs, url: await newDatabase(postgres, 'rolling') }, 10);
  figure('ten rolling restarts', '0 lost', JSON.stringify(seen));
  assert.deepEqual(Object.keys(seen).sort(), ['200', '201']);
});
