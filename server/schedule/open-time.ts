import { type DayHours, weekdays } from '#contract/schedule.ts';
import type { Terms } from './terms.ts';
import { dayNumber, minutesOfDay, type Zone } from './zones.ts';

/** Half-open, in minutes: of the epoch, or of the wall clock counted from a day's midnight. */
export type Span = { start: number; end: number };

/** A day's hours as the wall clock shows them, breaks taken out. None on a day off. */
export type Plan = { week: readonly (readonly Span[])[]; overrides: ReadonlyMap<number, readonly Span[]> };

let lastRead: { terms: Terms; plan: Plan } | undefined;

/** Questions come several about one doctor. To keep the plans of all costs more than to read one anew. */
export function planOf(terms: Terms): Plan {
  if (lastRead?.terms !== terms) lastRead = { terms, plan: readPlan(terms) };
  return lastRead.plan;
}

function readPlan({ availability_schedule, overrides }: Terms): Plan {
  return {
    week: weekdays.map((weekday) => piecesOf(availability_schedule[weekday])),
    overrides: new Map(overrides.map((override) => [dayNumber(override.day), piecesOf(override)])),
  };
}

/** The wall-clock pieces of one day: an override counts instead of the week. */
export function piecesOn({ week, overrides }: Plan, day: number): readonly Span[] {
  const override = overrides.size > 0 ? overrides.get(day) : undefined;
  // 1 January 1970 was a Thursday, and a week begins on Monday.
  const weekday = (day + 3) % 7;
  return override ?? week[weekday < 0 ? weekday + 7 : weekday] ?? [];
}

/** Wall minutes between breaks. An end not after its start is on the next day, and so is a break before the start. */
export function piecesOf({ enabled, start, end, breaks }: DayHours): Span[] {
  if (!enabled || start === undefined || end === undefined) return [];
  const opens = wallMinute(start);
  const closes = following(wallMinute(end), opens);
  const pieces: Span[] = [];
  let from = opens;
  for (const pause of (breaks ?? []).map((each) => breakWithin(each, opens))) {
    if (pause.start > from) pieces.push({ start: from, end: Math.min(pause.start, closes) });
    from = Math.max(from, pause.end);
  }
  if (from < closes) pieces.push({ start: from, end: closes });
  return pieces;
}

/** A break by the minutes of the day that opened. */
export function breakWithin({ start, end }: { start: string; end: string }, opens: number): Span {
  const begins = wallMinute(start);
  const from = begins < opens ? begins + minutesOfDay : begins;
  return { start: from, end: following(wallMinute(end), from) };
}

export function wallMinute(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** The first time after `start` at which the clock shows `end`. */
export function following(end: number, start: number): number {
  let at = end;
  while (at <= start) at += minutesOfDay;
  return at;
}

/**
 * A day's open time: every instant whose wall clock lies in its pieces. What a clock change repeats is open twice, what
 * it skips not at all, and where two stretches touch in real time there is no seam.
 */
export function openSpans(pieces: readonly Span[], day: number, zone: Zone): Span[] {
  const open: Span[] = [];
  if (pieces.length === 0) return open;
  const midnight = day * minutesOfDay;
  for (const { from, until, offset } of zone.stretchesOf(day)) {
    for (const piece of pieces) {
      const start = Math.max(from, midnight + piece.start - offset);
      const end = Math.min(until, midnight + piece.end - offset);
      if (start < end) append(open, start, end);
    }
  }
  return open;
}

function append(open: Span[], start: number, end: number): void {
  const last = open.at(-1);
  if (last?.end === start) last.end = end;
  else open.push({ start, end });
}
