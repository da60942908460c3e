import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DayHours } from '#contract/schedule.ts';
import { requireSoundDay } from '#server/schedule/hours.ts';
import { piecesOf as serverPieces } from '#server/schedule/open-time.ts';
import { slotsOn } from '#server/schedule/slots.ts';
import { everyDay, seeded, termsOf } from '#server/schedule/wall-clock-rig.ts';
import { dayNumber } from '#server/schedule/zones.ts';
import { readClock, writeClock } from './clock.ts';
import {
  dayFields,
  dayHours,
  flawsOf,
  nineToFive,
  piecesOf,
  runsOn,
  switched,
  withBreak,
  withPieces,
} from './day-hours.ts';
import { drawn, moved, type Piece, slotsIn, stretched } from './pieces.ts';

const seed = 20_261_121;

test('a time is read however it is typed', () => {
  const read = ['9', '09:30', '930', '0930', '9h30', '9 h', '14.15', '٩:٣٠', '24:00', ' 7 '].map(readClock);
  const meant = ['09:00', '09:30', '09:30', '09:30', '09:30', '09:00', '14:15', '09:30', '00:00', '07:00'];
  assert.deepEqual(read, meant);
  for (const text of ['', '25', '9:60', '24:15', 'nine', '12345', '9:3']) assert.equal(readClock(text), null, text);
});

test('a day looks to the page as it does to the server: flaws, open pieces, slots', () => {
  const random = seeded(seed);
  let sound = 0;
  for (let round = 0; round < 3000; round++) {
    const hours = randomDay(random);
    const fields = dayFields(hours);
    const isSound = accepts(hours);
    assert.equal(Object.keys(flawsOf(fields)).length === 0, isSound, JSON.stringify(hours));
    if (!isSound) continue;
    sound += 1;
    assert.deepEqual(piecesOf(fields), serverPieces(hours));
    assert.deepEqual(dayHours(fields), hours);
  }
  assert(sound > 500);
});

test('as many slots are promised as the server cuts', () => {
  const random = seeded(seed);
  for (let round = 0; round < 200; round++) {
    const hours = randomDay(random);
    if (!accepts(hours)) continue;
    const [slot_minutes, pause_minutes] = [5 + random(60), random(20)];
    const terms = termsOf({ availability_schedule: everyDay({ enabled: false }), slot_minutes, pause_minutes });
    const day = '2026-11-25';
    const offered = slotsOn(
      { ...terms, overrides: [{ day, ...hours }] },
      dayNumber(day),
      [],
      (dayNumber(day) - 1) * 1440,
    );
    const promised = slotsIn(piecesOf(dayFields(hours)), slot_minutes, pause_minutes);
    assert.equal(promised, offered.length, JSON.stringify({ hours, slot_minutes, pause_minutes }));
  }
});

test('whatever is drawn, moved or stretched is a sound day, and reads back as it was drawn', () => {
  const random = seeded(seed);
  let pieces: readonly Piece[] = [];
  for (let round = 0; round < 5000; round++) {
    pieces = acted(pieces, random);
    const fields = withPieces(nineToFive, pieces);
    if (pieces.length === 0 || pieces.length > 13) continue;
    assert(accepts(dayHours(fields)), JSON.stringify({ pieces, fields }));
    assert.deepEqual(piecesOf(fields), pieces);
  }
});

test('drawing joins what it touches, and moving stops at the neighbour', () => {
  const morning = { start: 540, end: 720 };
  const evening = { start: 840, end: 1020 };
  assert.deepEqual(drawn([morning, evening], 700, 840), [{ start: 540, end: 1020 }]);
  assert.deepEqual(moved([morning, evening], 0, -600), [{ start: 0, end: 180 }, evening]);
  assert.deepEqual(stretched([morning, evening], 1, 'start', 780), [morning, { start: 780, end: 1020 }]);
  assert.deepEqual(moved([{ start: 1200, end: 1320 }], 0, 180), [{ start: 1380, end: 1500 }]);
});

test('a day that is switched on has hours to start from, and keeps those it had', () => {
  assert.deepEqual(switched({ enabled: false, start: '', end: '', breaks: [] }, true), nineToFive);
  const kept = { enabled: false, start: '10:00', end: '12:00', breaks: [] };
  assert.deepEqual(switched(kept, true), { ...kept, enabled: true });
  assert.deepEqual(dayHours(kept), { enabled: false, start: '10:00', end: '12:00' });
});

test('a break is put where there is room, in its order', () => {
  const once = withBreak(nineToFive);
  assert.deepEqual(once.breaks, [{ start: '12:30', end: '13:30' }]);
  const twice = withBreak(once);
  assert(accepts(dayHours(twice)) && twice.breaks.length === 2);
  assert.equal(runsOn({ ...nineToFive, end: '02:00' }), true);
  assert.equal(runsOn({ ...nineToFive, end: '00:00' }), false);
});

function accepts(hours: DayHours): boolean {
  try {
    requireSoundDay(hours);
    return true;
  } catch {
    return false;
  }
}

function randomDay(random: (below: number) => number): DayHours {
  const clock = () => writeClock(random(96) * 15);
  const breaks = Array.from({ length: random(3) }, () => ({ start: clock(), end: clock() }));
  return { enabled: true, start: clock(), end: clock(), ...(breaks.length > 0 && { breaks }) };
}

function acted(pieces: readonly Piece[], random: (below: number) => number): readonly Piece[] {
  const quarter = (quarters: number) => random(quarters) * 15;
  const act = random(20);
  const index = random(pieces.length || 1);
  if (act === 0) return [];
  if (act < 5 || pieces.length === 0) return drawn(pieces, quarter(96), quarter(150));
  if (act < 10) return moved(pieces, index, quarter(100) - 750);
  return stretched(pieces, index, act < 15 ? 'start' : 'end', quarter(190));
}
