import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Attendance, grace } from './attendance.ts';

const begun = Date.parse('2026-03-04T09:00:00Z');
let now: number;
let told: string[];
let people: Attendance;

beforeEach(() => {
  now = begun;
  told = [];
  people = new Attendance(
    () => now,
    ({ id, status, seenAt }) => told.push(`${id} ${status} ${(seenAt - begun) / 1000}`),
  );
});

function pass(seconds: number): void {
  now += seconds * 1000;
  people.sweep();
}

function comes(id: number): void {
  people.connected(id, true);
  people.inUse(id, true);
}

function goes(id: number): void {
  people.inUse(id, false);
  people.connected(id, false);
}

describe('who is here', () => {
  test('is so at once, and gone ten seconds after the last socket', () => {
    comes(7);
    assert.deepEqual(told, ['7 online 0']);
    pass(60);
    goes(7);
    pass(9.9);
    assert.equal(people.statusOf(7), 'online');
    pass(0.1);
    assert.deepEqual(told.slice(1), ['7 offline 60'], 'last seen when the socket went, not when it was told');
    assert.equal(people.statusOf(7), 'offline');
  });

  test('who loads a page anew was never away', () => {
    comes(7);
    for (let times = 0; times < 5; times += 1) {
      goes(7);
      pass(9);
      comes(7);
      pass(9);
    }
    assert.deepEqual(told, ['7 online 0']);
  });

  test('is away once no device is in use, and back at once', () => {
    comes(7);
    people.inUse(7, false);
    pass(grace / 1000);
    people.inUse(7, true);
    assert.deepEqual(told, ['7 online 0', '7 away 10', '7 online 10']);
  });

  test('who connects without using a device is away, after the same ten seconds', () => {
    people.connected(7, true);
    pass(9);
    assert.equal(people.statusOf(7), 'offline');
    pass(1);
    assert.deepEqual(told, ['7 away 10']);
  });

  test('the grace begins when they go, not when their devices fell idle', () => {
    comes(7);
    people.inUse(7, false);
    pass(8);
    people.connected(7, false);
    pass(8);
    assert.deepEqual(told, ['7 online 0']);
    pass(2);
    assert.deepEqual(told, ['7 online 0', '7 offline 8']);
  });

  test('a channel without a person behind it is nobody', () => {
    people.inUse(7, true);
    pass(60);
    people.inUse(7, false);
    pass(60);
    assert.deepEqual(told, []);
  });

  test('each for themselves', () => {
    comes(7);
    comes(8);
    goes(7);
    pass(10);
    assert.deepEqual([people.statusOf(7), people.statusOf(8)], ['offline', 'online']);
    assert.deepEqual(
      people.here().map(({ id }) => id),
      [8],
    );
  });
});

describe('after a new start', () => {
  test('who comes back in time was never gone; who does not, was last seen before', () => {
    people.resume({ id: 7, status: 'online', seenAt: begun - 3000 });
    people.resume({ id: 8, status: 'away', seenAt: begun - 4000 });
    assert.deepEqual([people.statusOf(7), people.statusOf(8)], ['online', 'away']);
    pass(5);
    comes(7);
    pass(5);
    assert.deepEqual(told, ['8 offline -4']);
    assert.equal(people.statusOf(7), 'online');
  });

  test('who has come already is not resumed', () => {
    comes(7);
    people.resume({ id: 7, status: 'away', seenAt: begun - 3000 });
    pass(60);
    assert.deepEqual(told, ['7 online 0']);
  });
});
