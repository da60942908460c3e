import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openClock } from './clock.ts';
import { openLog } from './log.ts';

const log = openLog({ level: 'silent' });
const noon = Temporal.Instant.from('2026-03-01T12:00:00Z').epochMilliseconds;

for (const [ahead, wanted, isOff] of [
  [0, noon, false],
  [400, noon + 400, false], // not worth a correction: what a question takes is not known better
  [-3000, noon, false],
  [3_600_000, noon, true],
  [-86_400_000, noon, true],
] as const)
  test(`a machine that is ${ahead} ms ahead goes by the database's clock`, async () => {
    const clock = await openClock({ log, read: async () => noon, machine: () => noon + ahead });
    assert.deepEqual([clock.now().epochMilliseconds, clock.isOff()], [wanted, isOff]);
    await clock.stop();
  });

test('a clock that is set right, or wrong, while the program runs is noticed', async () => {
  let ahead = 0;
  const clock = await openClock({ log, read: async () => noon, machine: () => noon + ahead });
  for (const off of [7_200_000, 0, -7_200_000]) {
    ahead = off;
    await clock.measure();
    assert.deepEqual([clock.now().epochMilliseconds, clock.isOff()], [noon, off !== 0]);
  }
  await clock.stop();
});

test('of several answers the quickest counts, and one that never comes changes nothing', async () => {
  let now = noon;
  const waits = [9000, 10, 4000];
  const clock = await openClock({
    log,
    machine: () => now,
    read: async () => {
      now += waits.shift() ?? 0;
      return noon + 100_000_000;
    },
  });
  assert(clock.isOff());
  const corrected = clock.now().epochMilliseconds;
  await clock.stop();
  assert(Math.abs(corrected - (now - noon - 9005) - (noon + 100_000_000)) < 2);
});
