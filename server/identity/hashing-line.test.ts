import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as soon } from 'node:timers/promises';
import { Refusal } from '#server/platform/refusal.ts';
import { openHashingLine } from './hashing-line.ts';

const stranger = (network: string) => ({ network, isKnown: false });
const known = (network: string) => ({ network, isKnown: true });

/** A line of one at once, whose work ends when it is told to; what has begun is written down in its order. */
function openRig(longest: number) {
  const hashFor = openHashingLine({ atOnce: 1, longest });
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const told: Promise<string>[] = [];

  function come(who: string, comer: { network: string; isKnown: boolean }): void {
    const work = async () => {
      begun.push(who);
      await new Promise<void>((resolve) => ends.push(resolve));
      return who;
    };
    told.push(hashFor(comer, work).catch((error) => `${who} ${error instanceof Refusal ? error.status : error}`));
  }

  async function endAll(): Promise<string[]> {
    for (let ended = 0; ended < begun.length; ended++) {
      ends[ended]?.();
      await soon();
    }
    return Promise.all(told);
  }

  return { come, begun, endAll };
}

describe('the line of those whose password is hashed', () => {
  test('lets whoever is known go first, however many strangers came before', async () => {
    const { come, begun, endAll } = openRig(200);
    for (let one = 0; one < 200; one++) come(`stranger ${one}`, stranger(`network ${one}`));
    come('known', known('home'));
    await endAll();
    assert.equal(begun.indexOf('known'), 1, 'right after the one that was under way');
    assert.equal(begun.length, 201);
  });

  test('gives each network its turn', async () => {
    const { come, begun, endAll } = openRig(200);
    for (let one = 0; one < 5; one++) come(`crowd ${one}`, stranger('crowd'));
    come('household 0', stranger('household'));
    come('office 0', stranger('office'));
    come('office 1', stranger('office'));
    await endAll();
    assert.deepEqual(begun, [
      'crowd 0',
      'crowd 1',
      'household 0',
      'office 0',
      'crowd 2',
      'office 1',
      'crowd 3',
      'crowd 4',
    ]);
  });

  test('is bounded: a full one turns away the last of who has the most there, with 503 and the time to wait', async () => {
    const { come, endAll } = openRig(4);
    for (let one = 0; one < 6; one++) come(`crowd ${one}`, stranger('crowd'));
    come('household', stranger('household'));
    come('known', known('crowd'));
    const told = await endAll();
    assert.deepEqual(told, [
      'crowd 0',
      'crowd 1',
      'crowd 2',
      'crowd 3',
      'crowd 4 503',
      'crowd 5 503',
      'household',
      'known',
    ]);
    const refused = openHashingLine({ atOnce: 0, longest: 0 })(stranger('any'), async () => 0);
    await assert.rejects(refused, ({ code, retryAfter }: Refusal) => code === 'unavailable' && retryAfter === 2);
  });

  test('goes on after what failed', async () => {
    const hashFor = openHashingLine({ atOnce: 1, longest: 2 });
    const failing = hashFor(stranger('one'), () => Promise.reject(new Error('out of memory')));
    const next = hashFor(stranger('two'), async () => 'hashed');
    await assert.rejects(failing, /out of memory/);
    assert.equal(await next, 'hashed');
  });
});
