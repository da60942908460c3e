import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { type HandClock, openHandClock } from '#realtime/test/hand-clock.ts';
import { idleAfter, watchUse } from './device-use.ts';

let clock: HandClock;
let target: EventTarget;
let isVisible: boolean;
let told: boolean[];
let stop: () => void;

beforeEach(() => {
  clock = openHandClock();
  target = new EventTarget();
  isVisible = true;
  told = [];
});

function open(): void {
  const { now, later } = clock;
  stop = watchUse({ target, isVisible: () => isVisible, now, later }, (isInUse) => told.push(isInUse));
}

function happens(name: string, more: object = {}): void {
  target.dispatchEvent(Object.assign(new Event(name), more));
}

describe('a device', () => {
  test('is in use from the start, until nobody has touched it for five minutes', () => {
    open();
    assert.deepEqual(told, [true]);
    clock.move(idleAfter - 1);
    assert.deepEqual(told, [true]);
    clock.move(1);
    assert.deepEqual(told, [true, false]);
  });

  for (const touch of ['pointerdown', 'keydown', 'wheel', 'touchstart', 'visibilitychange']) {
    test(`${touch} keeps it in use, and brings it back`, () => {
      open();
      clock.move(idleAfter - 1000);
      happens(touch);
      clock.move(idleAfter - 1000);
      assert.deepEqual(told, [true]);
      clock.move(1000);
      assert.deepEqual(told, [true, false]);
      happens(touch);
      assert.deepEqual(told, [true, false, true]);
    });
  }

  test('a pointer must move to count: a page that moves beneath it does not', () => {
    open();
    for (let minutes = 0; minutes < 6; minutes += 1) {
      happens('pointermove', { screenX: 10, screenY: 10 });
      clock.move(60_000);
    }
    assert.deepEqual(told, [true, false]);
    happens('pointermove', { screenX: 10, screenY: 11 });
    assert.deepEqual(told, [true, false, true]);
  });

  test('a tab that opens out of sight is not in use until it is looked at', () => {
    isVisible = false;
    open();
    happens('visibilitychange');
    assert.deepEqual(told, []);
    isVisible = true;
    happens('visibilitychange');
    assert.deepEqual(told, [true]);
  });

  test('once it is stopped it tells nothing more', () => {
    open();
    stop();
    clock.move(2 * idleAfter);
    happens('keydown');
    assert.deepEqual(told, [true]);
  });
});
