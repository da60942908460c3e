import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { openRefresher } from './refresher.ts';

async function watched(work: (at: { queries: QueryClient; fetches: () => number }) => Promise<void>) {
  const queries = new QueryClient({ defaultOptions: { queries: { gcTime: 0 } } });
  let fetches = 0;
  const queryFn = async () => {
    fetches += 1;
    await pause(30);
    return fetches;
  };
  const stop = new QueryObserver(queries, { queryKey: ['doctors', 'list'], queryFn }).subscribe(() => {});
  await pause(60);
  await work({ queries, fetches: () => fetches });
  stop();
  queries.clear();
}

test('many changes at once are one fetch', () =>
  watched(async ({ queries, fetches }) => {
    const { touch } = openRefresher(queries, 10);
    for (let at = 0; at < 50; at += 1) touch([['doctors']]);
    await pause(120);
    assert.equal(fetches(), 2);
  }));

test('a change during a fetch is fetched after it, and cuts nothing short', () =>
  watched(async ({ queries, fetches }) => {
    const { touch } = openRefresher(queries, 5);
    touch([['doctors']]);
    await pause(20);
    touch([['doctors']]);
    touch([['doctors']]);
    await pause(150);
    assert.equal(fetches(), 3);
  }));

test('nothing is fetched while the person’s own change is on its way', () =>
  watched(async ({ queries, fetches }) => {
    const { touch } = openRefresher(queries, 5);
    const saved = Promise.withResolvers<void>();
    const mutation = queries.getMutationCache().build(queries, { mutationFn: () => saved.promise });
    const sending = mutation.execute(undefined);
    touch([['doctors']]);
    await pause(60);
    assert.equal(fetches(), 1);
    saved.resolve();
    await sending;
    await pause(80);
    assert.equal(fetches(), 2);
  }));
