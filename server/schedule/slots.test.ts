import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DayHours } from '#contract/schedule.ts';
import { type Busy, checkStart, firstFree, nearestFree, type Slot, slotsBetween, slotsOn } from './slots.ts';
import type { Terms } from './terms.ts';
import {
  everyDay,
  hoursOn,
  isOpenAt,
  seeded,
  startsOn,
  termsOf,
  type WallClock,
  wallClockOf,
} from './wall-clock-rig.ts';
import { dateOf, dayNumber, instantOf, minuteOf } from './zones.ts';

const zones = [
  'Africa/Algiers',
  'Europe/Paris',
  'America/New_York',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
];
const firstDay = dayNumber('2026-01-01');
const days = 725;
const long = firstDay * 1440 - 5000;

const clocks = new Map<string, WallClock>();
function clockOf(zone: string): WallClock {
  const clock = clocks.get(zone) ?? wallClockOf(zone, (firstDay - 4) * 1440, (firstDay + days + 6) * 1440);
  clocks.set(zone, clock);
  return clock;
}

const open = (start: string, end: string, ...breaks: [string, string][]): DayHours => ({
  enabled: true,
  start,
  end,
  breaks: breaks.map(([from, to]) => ({ start: from, end: to })),
});

/** hours, slot, pause, and another length where a prestation has one */
const plans: [string, DayHours, number, number, number?][] = [
  ['an ordinary day', open('09:00', '17:00', ['12:00', '13:00']), 30, 0],
  ['quarters with a pause', open('08:10', '12:40'), 15, 5],
  ['a night', open('22:00', '06:00'), 30, 0],
  [
    'a night with breaks on both sides of midnight',
    open('22:00', '06:00', ['23:30', '00:15'], ['02:30', '02:50']),
    20,
    0,
  ],
  ['twenty-four hours', open('00:00', '00:00', ['12:00', '12:30']), 45, 10],
  ['hours inside the changed one', open('02:15', '02:45'), 15, 0],
  ['midnight and after', open('00:00', '02:00'), 60, 0],
  ['before midnight', open('23:10', '23:55'), 15, 0],
  ['the half hour of Lord Howe', open('01:40', '02:10'), 5, 0],
  ['a prestation longer than its slot', open('00:30', '05:00', ['01:45', '02:20']), 20, 10, 45],
];

const startsOf = (slots: readonly Slot[]) => slots.map(({ start }) => start);

describe('two years of slots, with every clock change, are what Temporal shows minute by minute', () => {
  for (const zone of zones) {
    for (const [name, hours, slot_minutes, pause_minutes, length] of plans) {
      test(`${zone}: ${name}`, () => {
        const terms = termsOf({ timezone: zone, slot_minutes, pause_minutes, availability_schedule: everyDay(hours) });
        const shown = slotsBetween(terms, firstDay, days, [], long, length);
        assert.equal(shown.length, days);
        for (const { day, slots } of shown) {
          const expected = startsOn(terms, day, clockOf(zone), length);
          assert.deepEqual(startsOf(slots), expected, `${dateOf(day)}: ${slots.map(({ start }) => instantOf(start))}`);
        }
      });
    }
  }
});

describe('clock changes, told by hand', () => {
  // biome-ignore format: a table is read by its columns
  const told: [string, string, DayHours, number, string[]][] = [
    ['Europe/Paris',        '2026-03-29', open('02:00', '03:00'), 30, []],
    ['Europe/Paris',        '2026-03-29', open('01:00', '04:00'), 60, ['2026-03-29T00:00', '2026-03-29T01:00']],
    ['Europe/Paris',        '2026-10-25', open('01:00', '04:00'), 60, ['2026-10-24T23:00', '2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00']],
    ['Europe/Paris',        '2026-10-25', open('02:15', '02:45'), 30, ['2026-10-25T00:15', '2026-10-25T01:15']],
    ['Europe/Paris',        '2026-03-28', open('22:00', '06:00'), 120, ['2026-03-28T21:00', '2026-03-28T23:00', '2026-03-29T01:00']],
    ['America/New_York',    '2026-11-01', open('01:30', '02:00'), 30, ['2026-11-01T05:30', '2026-11-01T06:30']],
    ['Africa/Cairo',        '2026-04-24', open('00:00', '02:00'), 30, ['2026-04-23T22:00', '2026-04-23T22:30']],
    ['Africa/Cairo',        '2026-10-29', open('23:00', '00:00'), 30, ['2026-10-29T20:00', '2026-10-29T20:30', '2026-10-29T21:00', '2026-10-29T21:30']],
    ['Asia/Beirut',         '2026-03-29', open('00:00', '01:00'), 30, []],
    ['Australia/Lord_Howe', '2026-04-05', open('01:00', '02:00'), 30, ['2026-04-04T14:00', '2026-04-04T14:30', '2026-04-04T15:00']],
    ['Australia/Lord_Howe', '2026-10-04', open('01:00', '03:00'), 30, ['2026-10-03T14:30', '2026-10-03T15:00', '2026-10-03T15:30']],
  ];
  for (const [timezone, date, hours, slot_minutes, expected] of told) {
    test(`${timezone} on ${date}, ${hours.start}–${hours.end}`, () => {
      const terms = termsOf({ timezone, slot_minutes, availability_schedule: everyDay(hours) });
      const starts = slotsOn(terms, dayNumber(date), [], long).map(({ start }) => instantOf(start).slice(0, 16));
      assert.deepEqual(starts, expected);
    });
  }
});

// — what is taken —

/** Appointments, some overbooked upon each other, and holds: any length, on and off the grid. */
function randomBusy(random: (below: number) => number, from: number, days: number): Busy[] {
  const count = random(120);
  const busy = Array.from({ length: count }, () => {
    const start = from + random(days * 1440);
    return { start, end: start + 5 + random(random(10) === 0 ? 3000 : 90), held: random(3) === 0 };
  });
  return busy.toSorted((a, b) => a.start - b.start);
}

function statusOf(terms: Terms, start: number, length: number, busy: readonly Busy[], now: number): Slot['status'] {
  if (start < now + terms.notice_minutes) return 'past';
  const end = start + length + terms.pause_minutes;
  const overlapping = busy.filter((each) => each.start < end && each.end > start);
  if (overlapping.some(({ held }) => !held)) return 'booked';
  return overlapping.length > 0 ? 'held' : 'free';
}

function randomTerms(random: (below: number) => number): Terms {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const hours = () => pick([...plans.map(([, each]) => each), { enabled: false }]);
  return termsOf({
    timezone: pick(zones),
    slot_minutes: pick([15, 20, 30, 45, 60]),
    pause_minutes: pick([0, 0, 5, 15]),
    notice_minutes: pick([0, 60, 1500]),
    horizon_days: pick([1, 7, 40]),
    availability_schedule: {
      monday: hours(),
      tuesday: hours(),
      wednesday: hours(),
      thursday: hours(),
      friday: hours(),
      saturday: hours(),
      sunday: hours(),
    },
    overrides: [
      { day: '2026-03-29', ...hours() },
      { day: '2026-10-25', ...hours() },
    ],
  });
}

/** The same question asked of many clinics, each told by its seed. */
function property(name: string, holds: (terms: Terms, random: (below: number) => number, now: number) => void): void {
  test(name, () => {
    for (let seed = 1; seed <= 80; seed++) {
      const random = seeded(seed * 7919);
      const terms = randomTerms(random);
      const around = dayNumber(['2026-03-29', '2026-10-25', '2026-06-10', '2026-04-24'][random(4)] ?? '') - 20;
      const now = (around + random(20)) * 1440 + (random(2) ? random(48) * 30 : random(1440) + 0.5);
      try {
        holds(terms, random, now);
      } catch (error) {
        throw new Error(`with seed ${seed}`, { cause: error });
      }
    }
  });
}

/** What would be shown from a first day on, by the slow way: beyond the horizon nothing. */
function expectedSlots(
  terms: Terms,
  first: number,
  days: number,
  busy: readonly Busy[],
  now: number,
  length: number,
): Slot[] {
  const clock = clockOf(terms.timezone);
  const lastDay = Math.floor(clock(Math.floor(now)) / 1440) + terms.horizon_days;
  return Array.from({ length: days }, (_, index) => startsOn(terms, first + index, clock, length))
    .flat()
    .filter((start) => Math.floor(clock(start) / 1440) <= lastDay)
    .map((start) => ({ start, end: start + length, status: statusOf(terms, start, length, busy, now) }));
}

describe('any clinic, any appointments', () => {
  property('each slot says whether it is free, booked, held or past', (terms, random, now) => {
    const first = Math.floor(now / 1440) - 2;
    const busy = randomBusy(random, first * 1440, 16);
    const length = random(2) ? terms.slot_minutes : 25;
    const shown = slotsBetween(terms, first, 14, busy, now, length);
    assert.deepEqual(
      shown.flatMap(({ slots }) => slots),
      expectedSlots(terms, first, 14, busy, now, length),
    );
    const off = shown.filter(({ enabled }) => !enabled).map(({ day }) => day);
    assert.deepEqual(
      off,
      shown.map(({ day }) => day).filter((day) => !hoursOn(terms, day).enabled),
    );
  });

  property('what can be booked is what is shown, minute for minute', (terms, random, now) => {
    const day = Math.floor(now / 1440) + random(9) - 1;
    const length = random(2) ? terms.slot_minutes : 25;
    const offered = new Set(
      slotsBetween(terms, day - 2, 5, [], now, length).flatMap(({ slots }) =>
        slots.filter(({ status }) => status === 'free').map(({ start }) => start),
      ),
    );
    for (let minute = day * 1440; minute < (day + 1) * 1440; minute++) {
      const refusal = checkStart(terms, minute, length, now);
      assert.equal(
        refusal,
        offered.has(minute) ? undefined : expectedRefusal(terms, minute, length, now),
        instantOf(minute),
      );
    }
  });

  property('the nearest free slots are the nearest', (terms, random, now) => {
    const wanted = Math.floor(now) + random(8 * 1440);
    const busy = randomBusy(random, wanted - 1440, 4);
    const day = Math.floor(clockOf(terms.timezone)(wanted) / 1440);
    const all = expectedSlots(terms, day - 14, 29, busy, now, terms.slot_minutes).filter(
      ({ start, status }) => status === 'free' && start !== wanted,
    );
    const nearest = unique(all).toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b);
    assert.deepEqual(startsOf(nearestFree(terms, wanted, busy, now)), nearest.slice(0, 3));
  });

  property('the first free slots are the first', (terms, random, now) => {
    const first = Math.floor(now / 1440) - 2;
    const busy = randomBusy(random, first * 1440, 5);
    const count = 1 + random(12);
    const all = expectedSlots(terms, first, terms.horizon_days + 5, busy, now, terms.slot_minutes);
    const free = unique(all.filter(({ status }) => status === 'free'));
    assert.deepEqual(startsOf(firstFree(terms, busy, now, count)), free.toSorted((a, b) => a - b).slice(0, count));
  });
});

function unique(slots: readonly Slot[]): number[] {
  return [...new Set(startsOf(slots))];
}

function expectedRefusal(terms: Terms, minute: number, length: number, now: number): string {
  const clock = clockOf(terms.timezone);
  const today = Math.floor(clock(Math.floor(now)) / 1440);
  const day = Math.floor(clock(minute) / 1440);
  if (minute < now) return 'in_the_past';
  if (minute < now + terms.notice_minutes) return 'too_soon';
  if (day > today + terms.horizon_days) return 'too_far_ahead';
  const openDays = [day - 1, day].filter((each) => isOpenAt(hoursOn(terms, each), each, clock(minute)));
  if (openDays.length === 0) return hoursOn(terms, day).enabled ? 'outside_hours' : 'day_unavailable';
  const fits = openDays.some((each) => {
    const hours = hoursOn(terms, each);
    return Array.from({ length }, (_, index) => clock(minute + index)).every((wall) => isOpenAt(hours, each, wall));
  });
  return fits ? 'not_a_slot' : 'outside_hours';
}

describe('a start', () => {
  const terms = termsOf({
    timezone: 'Europe/Paris',
    notice_minutes: 60,
    horizon_days: 30,
    availability_schedule: {
      ...everyDay(open('09:00', '17:00', ['12:00', '13:00'])),
      saturday: { enabled: false },
      sunday: { enabled: false },
    },
    overrides: [
      { day: '2026-06-10', enabled: false },
      { day: '2026-06-13', enabled: true, start: '10:00', end: '12:00' },
    ],
  });
  const at = (instant: string) => minuteOf(Temporal.Instant.from(instant));
  const now = at('2026-06-08T09:00:30+02:00');
  // biome-ignore format: a table is read by its columns
  const judged: [string, string | undefined][] = [
    ['2026-06-08T09:00:00+02:00', 'in_the_past'],
    ['2026-06-06T09:00:00+02:00', 'in_the_past'],
    ['2026-06-08T10:00:00+02:00', 'too_soon'],
    ['2026-06-08T10:30:00+02:00', undefined],
    ['2026-06-08T08:30:00Z',      undefined],
    ['2026-06-08T10:45:00+02:00', 'not_a_slot'],
    ['2026-06-08T10:30:01+02:00', 'not_a_slot'],
    ['2026-06-08T12:00:00+02:00', 'outside_hours'],
    ['2026-06-08T16:30:00+02:00', undefined],
    ['2026-06-08T17:00:00+02:00', 'outside_hours'],
    ['2026-06-10T09:00:00+02:00', 'day_unavailable'],
    ['2026-06-13T10:00:00+02:00', undefined],
    ['2026-06-13T09:00:00+02:00', 'outside_hours'],
    ['2026-06-14T10:00:00+02:00', 'day_unavailable'],
    ['2026-07-08T16:30:00+02:00', undefined],
    ['2026-07-09T09:00:00+02:00', 'too_far_ahead'],
    ['2026-07-11T03:00:00+02:00', 'too_far_ahead'],
  ];
  for (const [instant, expected] of judged) {
    test(`at ${instant}: ${expected ?? 'can be booked'}`, () => {
      assert.equal(checkStart(terms, at(instant), 30, now), expected);
    });
  }

  test('just as far ahead as asked is not too soon, in what is shown as in what is checked', () => {
    const sharp = at('2026-06-08T09:00:00+02:00');
    const ten = at('2026-06-08T10:00:00+02:00');
    assert.equal(checkStart(terms, ten, 30, sharp), undefined);
    assert.equal(firstFree(terms, [], sharp, 1)[0]?.start, ten);
    assert.equal(slotsOn(terms, dayNumber('2026-06-08'), [], sharp)[2]?.status, 'free');
  });

  test('in a night that began yesterday is the first that is free', () => {
    const nights = termsOf({ availability_schedule: everyDay(open('22:00', '06:00')) });
    const [first] = firstFree(nights, [], at('2026-06-08T02:10:00+01:00'), 1);
    assert.equal(first?.start, at('2026-06-08T02:30:00+01:00'));
  });

  test('in the last hour of the last day can be booked, though the next day begins at one o’clock', () => {
    const evenings = {
      timezone: 'Asia/Beirut',
      horizon_days: 1,
      availability_schedule: everyDay(open('23:00', '01:30')),
    };
    const shown = slotsOn(termsOf(evenings), dayNumber('2026-03-28'), [], at('2026-03-27T12:00:00+02:00'));
    assert.deepEqual(
      shown.map(({ start }) => instantOf(start).slice(11, 16)),
      ['21:00', '21:30'],
    );
  });

  test('leaves room for a longer prestation, or does not begin', () => {
    assert.equal(checkStart(terms, at('2026-06-09T11:00:00+02:00'), 60, now), undefined);
    assert.equal(checkStart(terms, at('2026-06-09T11:30:00+02:00'), 60, now), 'outside_hours');
  });
});

describe('nights and days that overlap', () => {
  const terms = termsOf({
    slot_minutes: 60,
    availability_schedule: { ...everyDay(open('06:30', '09:30')), monday: open('22:00', '08:00') },
  });
  const monday = dayNumber('2026-06-08');
  const wall = (minute: number) =>
    dateOf(Math.floor((minute + 60) / 1440)).slice(8) + instantOf(minute + 60).slice(10, 16);

  test('keep grids of their own, and both are offered', () => {
    const [night, morning] = slotsBetween(terms, monday, 2, [], long).map(({ slots }) => startsOf(slots).map(wall));
    assert.deepEqual(night?.slice(-2), ['09T06:00', '09T07:00']);
    assert.deepEqual(morning, ['09T06:30', '09T07:30', '09T08:30']);
    for (const time of ['06:30', '07:00', '07:30']) {
      const start = minuteOf(Temporal.Instant.from(`2026-06-09T${time}:00+01:00`));
      assert.equal(checkStart(terms, start, 60, long), undefined, time);
    }
  });

  test('an appointment of the night takes what it overlaps of the morning', () => {
    const seven = minuteOf(Temporal.Instant.from('2026-06-09T07:00:00+01:00'));
    const busy = [{ start: seven, end: seven + 60, held: false }];
    const [night, morning] = slotsBetween(terms, monday, 2, busy, long);
    assert.deepEqual(
      night?.slots.slice(-2).map(({ status }) => status),
      ['free', 'booked'],
    );
    assert.deepEqual(
      morning?.slots.map(({ status }) => status),
      ['booked', 'booked', 'free'],
    );
  });
});

test('a minute is written as RFC 3339, whatever day it is', () => {
  const random = seeded(3);
  const minutes = Array.from({ length: 2000 }, () => random(4_000_000_000) - 1_000_000_000);
  for (const minute of [...minutes, 0, 1439, 1440, -1, 29_561_000.5, 29_561_000]) {
    assert.equal(instantOf(minute), new Date(minute * 60_000).toISOString());
  }
  assert.deepEqual(['2026-02-28', '2028-02-29', '1969-12-31'].map(dayNumber).map(dateOf), [
    '2026-02-28',
    '2028-02-29',
    '1969-12-31',
  ]);
});
