import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveStatus } from './journal.ts';
import { moodOf } from './mood.ts';
import { usualPace, waitBeforePoll, waitBeforeTry } from './pace.ts';
import { newerOf } from './version.ts';

const tries = (code: number | undefined, chance: number) =>
  [0, 1, 2, 9].map((nth) => waitBeforeTry(usualPace, nth, code, chance));

test('lost by accident, all come back within a second, but not together; then ever later', () => {
  assert.deepEqual(tries(undefined, 0), [0, 1000, 2000, 15_000]);
  assert.deepEqual(tries(undefined, 1), [1000, 2000, 4000, 30_000]);
});

test('a server that goes down has spread its goodbyes; one that is full, or refuses, is left in peace', () => {
  assert.equal(waitBeforeTry(usualPace, 0, 4200, 1), 100);
  assert.equal(waitBeforeTry(usualPace, 0, 4100, 0), 500);
  assert.equal(waitBeforeTry(usualPace, 0, 4001, 1), 1000);
});

test('asking goes on more slowly while nothing answers', () => {
  assert.deepEqual(
    [0, 1, 9].map((failures) => waitBeforePoll(usualPace, failures, 0.5)),
    [15_000, 30_000, 120_000],
  );
});

test('a moment without a connection is no news; then it is said; then what is done about it', () => {
  const status = (state: LiveStatus['state'], transport: LiveStatus['transport']): LiveStatus => ({
    state,
    transport,
    since: 0,
    connectedAt: 0,
    socketId: undefined,
    moments: [],
  });
  assert.equal(moodOf(status('connected', 'socket'), false, 0, 90_000), 'active');
  assert.equal(moodOf(status('waiting', 'none'), false, 0, 1000), 'settling');
  assert.equal(moodOf(status('waiting', 'polling'), false, 0, 5000), 'connecting');
  assert.equal(moodOf(status('waiting', 'polling'), false, 0, 60_000), 'polling');
  assert.equal(moodOf(status('waiting', 'none'), true, 0, 1000), 'offline');
});

test('news that were overtaken change nothing', () => {
  const [one, two] = [{ version: 1 }, { version: 2 }];
  assert.equal(newerOf(two, one), two);
  assert.equal(newerOf(one, two), two);
  assert.equal(newerOf(undefined, one), one);
});
