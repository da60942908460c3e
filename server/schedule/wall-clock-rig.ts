import type { DayHours, WeeklyHours } from '#contract/schedule.ts';
import { weekdays } from '#contract/schedule.ts';
import type { Terms } from './terms.ts';

/** Slots worked out the slow and obvious way: Temporal is asked what the clocks show, minute by minute. */

const day = 1440;

/** What a zone's clocks show at each minute of a stretch, counted from 1970 as if in UTC. */
export type WallClock = (minute: number) => number;

export function wallClockOf(zone: string, from: number, until: number): WallClock {
  const ask = (minute: number) => {
    const shown = Temporal.Instant.fromEpochMilliseconds(minute * 60_000)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime();
    return shown.toZonedDateTime('UTC').epochMilliseconds / 60_000;
  };
  const shown = new Int32Array(until - from);
  let first = ask(from);
  for (let quarter = from; quarter < until; quarter += 15) {
    const next = ask(quarter + 15);
    const steady = next === first + 15;
    for (let minute = 0; minute < 15; minute++)
      shown[quarter + minute - from] = steady ? first + minute : ask(quarter + minute);
    first = next;
  }
  return (minute) => {
    const wall = shown[minute - from];
    if (wall === undefined) throw new Error(`minute ${minute} lies outside the clock`);
    return wall;
  };
}

const minutes = (time: string) => Number(time.split(':')[0]) * 60 + Number(time.split(':')[1]);

const openMinutes = new WeakMap<DayHours, boolean[]>();

/** Whether a day's hours are open when the clocks show this. */
export function isOpenAt(hours: DayHours, date: number, wall: number): boolean {
  return openMinutesOf(hours)[wall - date * day] ?? false;
}

function openMinutesOf(hours: DayHours): readonly boolean[] {
  const known = openMinutes.get(hours) ?? Array.from({ length: 2 * day }, (_, minute) => isOpenMinute(hours, minute));
  openMinutes.set(hours, known);
  return known;
}

/** Counted from the midnight of the day that opens. */
function isOpenMinute({ enabled, start, end, breaks = [] }: DayHours, minute: number): boolean {
  if (!enabled || start === undefined || end === undefined) return false;
  const opens = minutes(start);
  const closes = minutes(end) <= opens ? minutes(end) + day : minutes(end);
  const inBreak = breaks.some((each) => {
    const begins = minutes(each.start) < opens ? minutes(each.start) + day : minutes(each.start);
    const length = (minutes(each.end) - minutes(each.start) + day) % day || day;
    return minute >= begins && minute < begins + length;
  });
  return minute >= opens && minute < closes && !inBreak;
}

/** The starts of the hours that open on a date: each run of open minutes has a grid of its own. */
export function startsOn(terms: Terms, date: number, clock: WallClock, length = terms.slot_minutes): number[] {
  const hours = hoursOn(terms, date);
  if (!hours.enabled) return [];
  const starts: number[] = [];
  const isOpen = openMinutesOf(hours);
  let opened: number | undefined;
  const isOvernight = minutes(hours.end ?? '') <= minutes(hours.start ?? '');
  const last = (date + (isOvernight ? 2 : 1)) * day + 900;
  for (let minute = date * day - 900; minute <= last; minute++) {
    const open = isOpen[clock(minute) - date * day] ?? false;
    if (open) opened ??= minute;
    if (open || opened === undefined) continue;
    for (let start = opened; start + length <= minute; start += terms.slot_minutes + terms.pause_minutes)
      starts.push(start);
    opened = undefined;
  }
  return starts;
}

export function hoursOn(terms: Terms, date: number): DayHours {
  const name = new Date(date * day * 60_000).toISOString().slice(0, 10);
  const weekday = weekdays[Temporal.PlainDate.from(name).dayOfWeek - 1] ?? 'monday';
  return terms.overrides.find((override) => override.day === name) ?? terms.availability_schedule[weekday];
}

/** The same hours on every day of the week. */
export function everyDay(hours: DayHours): WeeklyHours {
  return Object.fromEntries(weekdays.map((weekday) => [weekday, hours])) as WeeklyHours;
}

export function termsOf(terms: Partial<Terms>): Terms {
  return {
    timezone: 'Africa/Algiers',
    slot_minutes: 30,
    pause_minutes: 0,
    notice_minutes: 0,
    horizon_days: 730,
    availability_schedule: everyDay({ enabled: true, start: '09:00', end: '17:00' }),
    overrides: [],
    ...terms,
  };
}

/** Numbers that look random and are the same in every run. */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
