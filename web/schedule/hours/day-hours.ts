import type { DayHours } from '#contract/schedule.ts';
import { minuteOf, minutesOfDay, readClock, writeClock } from './clock.ts';
import type { Piece } from './pieces.ts';

/** One day as it stands in the form: what was typed, readable or not. */
export type DayFields = { enabled: boolean; start: string; end: string; breaks: BreakFields[] };
export type BreakFields = { start: string; end: string };

/** `start`, `end`, `breaks.0.start` … → why it cannot be used, as a word of `flaw.*`. */
export type Flaws = Readonly<Record<string, 'time' | 'outside' | 'order'>>;

export const dayOff: DayFields = { enabled: false, start: '', end: '', breaks: [] };
export const nineToFive: DayFields = { enabled: true, start: '09:00', end: '17:00', breaks: [] };
export const mostBreaks = 12;

export function dayFields({ enabled, start = '', end = '', breaks = [] }: DayHours): DayFields {
  return { enabled, start, end, breaks: breaks.map((each) => ({ start: each.start, end: each.end })) };
}

/** What is sent. A day off keeps its hours for when it is on again, if they are any. */
export function dayHours(fields: DayFields): DayHours {
  const [start, end] = [readClock(fields.start), readClock(fields.end)];
  if (start === null || end === null || hasFlaws({ ...fields, enabled: true })) return { enabled: fields.enabled };
  const breaks = fields.breaks.map((each) => ({ start: clock(each.start), end: clock(each.end) }));
  return { enabled: fields.enabled, start, end, ...(breaks.length > 0 && { breaks }) };
}

export function hasFlaws(fields: DayFields): boolean {
  return Object.keys(flawsOf(fields)).length > 0;
}

/** What the server would refuse, told at the field where it is. */
export function flawsOf(fields: DayFields): Flaws {
  if (!fields.enabled) return {};
  const unread = [
    ...unreadable(fields, ''),
    ...fields.breaks.flatMap((each, index) => unreadable(each, `breaks.${index}.`)),
  ];
  return Object.fromEntries(unread.length > 0 ? unread : misplaced(fields));
}

function unreadable({ start, end }: BreakFields, under: string): [string, 'time'][] {
  const times = [
    [`${under}start`, start],
    [`${under}end`, end],
  ] as const;
  return times.flatMap(([name, text]) => (readClock(text) === null ? [[name, 'time'] as [string, 'time']] : []));
}

function misplaced(fields: DayFields): [string, 'outside' | 'order'][] {
  const { opens, closes } = boundsOf(fields);
  let reached = opens;
  return fields.breaks.flatMap((each, index): [string, 'outside' | 'order'][] => {
    const { start, end } = breakWithin(each, opens);
    if (end > closes) return [[`breaks.${index}.end`, 'outside']];
    if (start < reached) return [[`breaks.${index}.start`, 'order']];
    reached = end;
    return [];
  });
}

/** The open pieces between breaks; none on a day off, or while its times cannot be read. */
export function piecesOf(fields: DayFields): Piece[] {
  if (!fields.enabled || readClock(fields.start) === null || readClock(fields.end) === null) return [];
  const { opens, closes } = boundsOf(fields);
  const pieces: Piece[] = [];
  let from = opens;
  for (const pause of fields.breaks.filter(isReadable).map((each) => breakWithin(each, opens))) {
    if (pause.start > from) pieces.push({ start: from, end: Math.min(pause.start, closes) });
    from = Math.max(from, pause.end);
  }
  if (from < closes) pieces.push({ start: from, end: closes });
  return pieces;
}

/** The day with these pieces drawn instead. Without any it is off, and remembers its hours. */
export function withPieces(fields: DayFields, pieces: readonly Piece[]): DayFields {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last || first.start >= minutesOfDay) return { ...fields, enabled: false };
  const breaks = pieces.slice(1).map((piece, index) => ({
    start: writeClock(pieces[index]?.end ?? 0),
    end: writeClock(piece.start),
  }));
  if (breaks.length > mostBreaks) return fields;
  return { enabled: true, start: writeClock(first.start), end: writeClock(last.end), breaks };
}

/** Switched on for the first time, a day has hours that one can start from. */
export function switched(fields: DayFields, enabled: boolean): DayFields {
  const isBlank = readClock(fields.start) === null && readClock(fields.end) === null;
  return enabled && isBlank ? nineToFive : { ...fields, enabled };
}

/** A break of an hour in the middle of the longest piece, where there is room. */
export function withBreak(fields: DayFields): DayFields {
  const longest = piecesOf(fields).toSorted((a, b) => b.end - b.start - (a.end - a.start))[0];
  if (!longest || longest.end - longest.start < 60) {
    return { ...fields, breaks: [...fields.breaks, { start: '', end: '' }] };
  }
  const length = longest.end - longest.start > 120 ? 60 : 15;
  const start = Math.floor((longest.start + longest.end - length) / 2 / 30) * 30;
  const added = { start: writeClock(start), end: writeClock(start + length) };
  const opens = minuteOf(clock(fields.start));
  const order = (each: BreakFields) => (isReadable(each) ? breakWithin(each, opens).start : Number.POSITIVE_INFINITY);
  return { ...fields, breaks: [...fields.breaks, added].toSorted((a, b) => order(a) - order(b)) };
}

/** An end not after its start is on the next day. */
export function runsOn(fields: DayFields): boolean {
  const [start, end] = [readClock(fields.start), readClock(fields.end)];
  return fields.enabled && start !== null && end !== null && end <= start && end !== '00:00';
}

function boundsOf({ start, end }: BreakFields): { opens: number; closes: number } {
  const opens = minuteOf(clock(start));
  return { opens, closes: following(minuteOf(clock(end)), opens) };
}

/** A break before the start is on the next day. */
function breakWithin({ start, end }: BreakFields, opens: number): Piece {
  const begins = minuteOf(clock(start));
  const from = begins < opens ? begins + minutesOfDay : begins;
  return { start: from, end: following(minuteOf(clock(end)), from) };
}

function following(end: number, start: number): number {
  let at = end;
  while (at <= start) at += minutesOfDay;
  return at;
}

function isReadable({ start, end }: BreakFields): boolean {
  return readClock(start) !== null && readClock(end) !== null;
}

function clock(text: string): string {
  return readClock(text) ?? '00:00';
}
