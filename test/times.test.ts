import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import pg from 'pg';
import { isDay, isInstant } from '#contract/times.ts';
import { readCursor, writeCursor } from '#server/platform/cursor.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { cloneDatabase } from './cluster.ts';
import { forms, placesInTime } from './hostile/forms.ts';

const { connection, drop } = await cloneDatabase('empty');
const client = new pg.Client(connection);
await client.connect();
after(() => client.end().then(drop));

const days = ['1800-01-01', '1900-02-28', '1970-01-01', '2000-02-29', '2024-02-29', '2026-12-31', '2999-12-31'];
const clocks = ['00:00:00', '09:30:00', '23:59:59'];
const fractions = ['', '.5', '.123', '.123456', '.999999999'];
const offsets = ['Z', '+00:00', '-00:00', '+01:00', '+05:45', '-03:30', '+14:00', '-14:00', '+13:59'];

test('an instant that we read, Temporal, Date and PostgreSQL read alike', async () => {
  const instants = days.flatMap((day) =>
    clocks.flatMap((clock) => fractions.flatMap((part) => offsets.map((offset) => `${day}T${clock}${part}${offset}`))),
  );
  const { rows } = await client.query<{ text: string; micros: string }>(
    `select text, (extract(epoch from text::timestamptz) * 1000000)::bigint as micros from unnest($1::text[]) as text`,
    [instants],
  );
  assert.equal(rows.length, instants.length);
  for (const { text, micros } of rows) {
    assert(isInstant(text), text);
    const { epochNanoseconds, epochMilliseconds } = Temporal.Instant.from(text);
    const apart = epochNanoseconds - BigInt(micros) * 1000n;
    assert(apart >= -500n && apart <= 500n, `${text}: PostgreSQL keeps microseconds, and no other moment`);
    assert(Math.abs(Date.parse(text) - epochMilliseconds) <= 1, text);
  }
});

test('a day that we read, PostgreSQL keeps as it is', async () => {
  const { rows } = await client.query<{ day: string; kept: string }>(
    `select day, day::date::text as kept from unnest($1::text[]) as day`,
    [days],
  );
  for (const { day, kept } of rows) {
    assert(isDay(day));
    assert.equal(kept, day);
    assert.equal(Temporal.PlainDate.from(day).toString(), day);
  }
});

for (const text of forms.date ?? []) {
  test(`no day: ${JSON.stringify(text.slice(0, 60))}`, () => assert.equal(isDay(text), false));
}
for (const text of forms['date-time'] ?? []) {
  test(`no instant: ${JSON.stringify(text.slice(0, 60))}`, () => assert.equal(isInstant(text), false));
}

test('every day of four centuries around us is one, and none between them', () => {
  const all = new Set<string>();
  for (let day = Temporal.PlainDate.from('1800-01-01'); day.year < 2200; day = day.add({ days: 1 }))
    all.add(String(day));
  const two = (number: number) => String(number).padStart(2, '0');
  const numbers = Array.from({ length: 33 }, (_, number) => number);
  for (const year of [1800, 1900, 1999, 2000, 2023, 2024, 2100, 2199]) {
    for (const month of numbers.slice(0, 14)) {
      for (const day of numbers) {
        const text = `${year}-${two(month)}-${two(day)}`;
        assert.equal(isDay(text), all.has(text), text);
      }
    }
  }
});

test('a cursor holds what it was written with, and is read as strictly as a body', () => {
  assert.deepEqual(readCursor(writeCursor(['2026-03-01T09:30:00.000Z', 7]), ['instant', 'id']), [
    '2026-03-01T09:30:00.000Z',
    7,
  ]);
  assert.deepEqual(readCursor(writeCursor(['haddad', 1]), ['text', 'id']), ['haddad', 1]);
  assert.deepEqual(readCursor(writeCursor([-9e15, 1]), ['integer', 'id']), [-9e15, 1]);
  const broken = [...placesInTime, ['2026-03-01T09:30:00.000Z'], ['2026-03-01T09:30:00.000Z', 1, 1], [1, 1]];
  for (const parts of broken as [string, number][]) {
    assert.throws(() => readCursor(writeCursor(parts), ['instant', 'id']), isInvalidCursor, String(parts[0]));
  }
  for (const parts of [
    ['a\0', 1],
    ['\ud800', 1],
    [null, 1],
    [1, 1],
  ] as [string, number][]) {
    assert.throws(() => readCursor(writeCursor(parts), ['text', 'id']), isInvalidCursor);
  }
  for (const parts of [
    [2 ** 53, 1],
    [0.5, 1],
    ['1', 1],
    [1, 0],
    [1, 2 ** 31],
    [1, 1.5],
  ] as [number, number][]) {
    assert.throws(() => readCursor(writeCursor(parts), ['integer', 'id']), isInvalidCursor);
  }
});

function isInvalidCursor(error: unknown): boolean {
  return error instanceof Refusal && JSON.stringify(error.more).includes('"field":"cursor"');
}
