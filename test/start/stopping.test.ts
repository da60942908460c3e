import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { type OtherPostgres, openOtherPostgres } from '../other-postgres.ts';
import { newDatabase, restartInTurn, stopUnderLoad } from './stopping.ts';

let dataDirs: DataDirs;
let postgres: OtherPostgres;
before(async () => {
  [dataDirs, postgres] = await Promise.all([openDataDirs(), openOtherPostgres()]);
});
after(async () => {
  await dataDirs[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

describe('asked to end under load', () => {
  test('on a PostgreSQL of somebody else’s, it ends with 0, and every answer that it began is whole', async () => {
    const { cut } = await stopUnderLoad({ dataDirs, url: await newDatabase(postgres, 'loaded') }, undefined);
    assert.deepEqual(cut, []);
  });

  for (const table of ['specialization', 'event']) {
    test(`while somebody else holds the table ${table}, it ends all the same, and tells who waits`, async () => {
      const { cut, seen } = await stopUnderLoad({ dataDirs, url: await newDatabase(postgres, table) }, table);
      assert.deepEqual(cut, []);
      assert(seen['503'], 'those who waited were told');
    });
  }

  test('two processes are replaced one after the other, and no request is lost', async () => {
    const seen = await restartInTurn({ dataDirs, url: await newDatabase(postgres, 'rolling') }, 2);
    assert.deepEqual(Object.keys(seen).sort(), ['200', '201']);
  });
});
