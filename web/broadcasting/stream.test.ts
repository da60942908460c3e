import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elapsed, narrowed, offsetFrom } from './clock-offset.ts';
import { asJson, type Entry, emptyStream, matching, mostEntries, type Stream, streamAfter } from './stream.ts';

function entry(key: number, message = `number ${key}`): Entry {
  const data = { message, event_id: String(key).padStart(18, '0') };
  return {
    key,
    at: key,
    took: undefined,
    missed: false,
    eventId: data.event_id,
    channel: 'private-realtime-test',
    event: 'test.sent',
    data,
  };
}

function heard(stream: Stream, ...keys: number[]): Stream {
  return keys.reduce((now, key) => streamAfter(now, { type: 'heard', entry: entry(key) }), stream);
}

const keysOf = (stream: Stream) => stream.entries.map(({ key }) => key);

test('newest first, and no more than can be looked through', () => {
  const stream = heard(emptyStream, ...Array.from({ length: mostEntries + 5 }, (_, at) => at));
  assert.equal(stream.entries.length, mostEntries);
  assert.equal(stream.entries[0]?.key, mostEntries + 4);
});

test('paused, it stands still and loses nothing', () => {
  const paused = heard(streamAfter(heard(emptyStream, 1), { type: 'pause' }), 2, 3);
  assert.deepEqual(keysOf(paused), [1]);
  assert.equal(paused.waiting.length, 2);
  assert.deepEqual(keysOf(streamAfter(paused, { type: 'resume' })), [3, 2, 1]);
});

test('cleared, it is empty, and stays paused if it was', () => {
  const cleared = streamAfter(heard(streamAfter(emptyStream, { type: 'pause' }), 1), { type: 'clear' });
  assert.deepEqual(cleared, { entries: [], waiting: [], paused: true });
});

test('a filter finds words in the channel, the event and the data', () => {
  const { entries } = heard(emptyStream, 1, 2, 12);
  assert.deepEqual(
    matching(entries, 'TEST "number 1').map(({ key }) => key),
    [12, 1],
  );
  assert.equal(matching(entries, 'doctor').length, 0);
  assert.equal(matching(entries, ' ').length, 3);
});

test('copied, it is what was heard', () => {
  assert.deepEqual(JSON.parse(asJson([entry(1)])), [
    { channel: 'private-realtime-test', event: 'test.sent', data: entry(1).data, heard_at: '1970-01-01T00:00:00.001Z' },
  ]);
});

test('two clocks: every question narrows how far they are apart; those that may agree are taken to', () => {
  const at = (ms: number) => new Date(ms).toISOString();
  const slow = offsetFrom(1000, 1200, at(61_150));
  const both = narrowed(slow, offsetFrom(2000, 2010, at(62_005)));
  assert.deepEqual(both, { low: 59_995, high: 60_005 });
  assert.deepEqual(narrowed(both, offsetFrom(3000, 3010, at(3005))), { low: -5, high: 5 });
  assert.equal(elapsed(at(70_000), 10_012, both), 7);
  assert.equal(elapsed(at(10_000), 10_012, { low: -40, high: 5 }), 12);
  assert.equal(elapsed(at(10_000), 9_999, { low: -40, high: 5 }), 0);
});
