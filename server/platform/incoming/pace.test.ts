import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { healthz, metrics, readyz } from '#contract/health.ts';
import { routes } from '#contract/routes.ts';
import { newPaces, paceOf } from './pace.ts';

const pace = { atOnce: 5, aMinute: 60 };

function clocked(most?: number) {
  const clock = { now: 1000 };
  const paces = newPaces(() => clock.now, most);
  const taken = (count: number, address = '203.0.113.7') =>
    Array.from({ length: count }, () => paces.take('a route', pace, address));
  return { clock, paces, taken };
}

describe('a pace', () => {
  test('lets so many come at once, then tells the seconds to wait', () => {
    const { taken, clock } = clocked();
    assert.deepEqual(taken(7), [0, 0, 0, 0, 0, 1, 1]);
    clock.now += 999;
    assert.deepEqual(taken(1), [1]);
    clock.now += 1;
    assert.deepEqual(taken(2), [0, 1]);
  });

  test('gives back one after the other, and never more than so many', () => {
    const { taken, clock } = clocked();
    taken(5);
    clock.now += 3000;
    assert.deepEqual(taken(4), [0, 0, 0, 1]);
    clock.now += 3_600_000;
    assert.deepEqual(taken(6), [0, 0, 0, 0, 0, 1]);
  });

  test('what was refused costs nothing', () => {
    const { taken, clock } = clocked();
    taken(500);
    clock.now += 1000;
    assert.deepEqual(taken(1), [0]);
  });

  test('is kept by each network, and for each route', () => {
    const { taken, paces } = clocked();
    taken(5, '2001:db8::1');
    assert.deepEqual(taken(1, '2001:0DB8:0:0:7::2'), [1]);
    assert.deepEqual(taken(1, '2001:db8:0:1::1'), [0]);
    assert.equal(paces.take('another route', pace, '2001:db8::1'), 0);
  });

  test('is remembered of so many networks at most', () => {
    const { taken, paces, clock } = clocked(100);
    for (let count = 0; count < 500; count += 1) {
      clock.now += 1;
      taken(1, `10.0.${count >> 8}.${count & 255}`);
    }
    assert.equal(paces.size(), 100);
    clock.now += 60_000;
    taken(1);
    assert.equal(paces.size(), 1, 'those who have waited are forgotten');
  });
});

test('whatever nobody need be signed in for has a pace, but what machines ask to keep Salle running', () => {
  const free = Object.values(routes).filter((route) => route.who === 'anyone' && !paceOf(route));
  assert.deepEqual(new Set(free), new Set([healthz, readyz, metrics]));
});
