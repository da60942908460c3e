import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { openGathering } from './gathering.ts';

/** A call that answers when it is told to. */
function calls() {
  const parties: string[][] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const send = (asks: string[]): Promise<(string | undefined)[]> => {
    parties.push(asks);
    const { promise, resolve, reject } = Promise.withResolvers<(string | undefined)[]>();
    ends.push((failure) =>
      failure ? reject(failure) : resolve(asks.map((ask) => (ask === 'left' ? undefined : `${ask}!`))),
    );
    return promise;
  };
  /** ends the call under way; what waited has then been sent */
  const end = async (failure?: Error) => {
    ends.shift()?.(failure);
    await tick();
    await tick();
  };
  return { send, parties, end };
}

test('who comes in one moment goes together, and who comes meanwhile goes with the next', async () => {
  const { send, parties, end } = calls();
  const ask = openGathering({ send, most: 9 });
  const first = ask('a');
  await tick();
  assert.deepEqual(parties, [['a']]);
  const others = [ask('b'), ask('left'), ask('c')];
  await tick();
  assert.deepEqual(parties, [['a']]);
  await end();
  assert.equal(await first, 'a!');
  assert.deepEqual(parties, [['a'], ['b', 'left', 'c']]);
  await end();
  assert.deepEqual(await Promise.all(others), ['b!', undefined, 'c!']);
  void ask('d');
  await tick();
  assert.deepEqual(parties.at(-1), ['d']);
});

test('no party is larger than allowed, and none waits for ever', async () => {
  const { send, parties, end } = calls();
  const ask = openGathering({ send, most: 2 });
  const all = ['a', 'b', 'c', 'd', 'e'].map(ask);
  for (let turn = 0; turn < 4; turn++) await end();
  assert.deepEqual(parties, [['a', 'b'], ['c', 'd'], ['e']]);
  assert.equal((await Promise.all(all)).length, 5);
});

test('a call that hangs holds the others up for a moment only', async () => {
  const { send, parties, end } = calls();
  const ask = openGathering({ send, most: 9, patienceMs: 5 });
  const hanging = ask('a');
  await tick();
  const others = [ask('b'), ask('c')];
  for (const waited = performance.now(); parties.length < 2 && performance.now() - waited < 60_000; ) await tick();
  assert.deepEqual(parties, [['a'], ['b', 'c']]);
  await end();
  await end();
  assert.deepEqual([await hanging, ...(await Promise.all(others))], ['a!', 'b!', 'c!']);
});

test('a crowd does not wait for the call under way, but there are never more than two', async () => {
  const { send, parties, end } = calls();
  const ask = openGathering({ send, most: 9, crowd: 3 });
  const all = [ask('a')];
  await tick();
  all.push(ask('b'), ask('c'));
  await tick();
  assert.deepEqual(parties, [['a']]);
  all.push(ask('d'));
  await tick();
  assert.deepEqual(parties, [['a'], ['b', 'c', 'd']]);
  all.push(ask('e'), ask('f'), ask('g'), ask('h'));
  await tick();
  assert.equal(parties.length, 2);
  for (let turn = 0; turn < 3; turn++) await end();
  assert.deepEqual(parties.at(-1), ['e', 'f', 'g', 'h']);
  assert.equal((await Promise.all(all)).length, 8);
});

test('two of a kin go one after the other, in their order', async () => {
  const { send, parties, end } = calls();
  const ask = openGathering({ send, most: 9, kin: (one: string) => one[0] });
  void ['x', 'a1', 'a2', 'b1', 'a3'].map(ask);
  for (let turn = 0; turn < 4; turn++) await end();
  assert.deepEqual(parties, [['x', 'a1', 'b1'], ['a2'], ['a3']]);
});

test('a call that fails fails those who went with it, and nobody else', async () => {
  const { send, parties, end } = calls();
  const ask = openGathering({ send, most: 9 });
  const first = ask('a');
  await tick();
  const party = [ask('b'), ask('c')];
  await end();
  const later = ask('d');
  const refused = Promise.all(party.map((each) => assert.rejects(each, /lost/)));
  await end(new Error('lost'));
  await refused;
  assert.deepEqual(parties, [['a'], ['b', 'c'], ['d']]);
  await end();
  assert.deepEqual([await first, await later], ['a!', 'd!']);
});
