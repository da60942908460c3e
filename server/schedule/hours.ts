import type { FieldError } from '#contract/refusals.ts';
import { type DayHours, longestStretch, type WeeklyHours, weekdays } from '#contract/schedule.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { breakWithin, following, wallMinute } from './open-time.ts';
import { dayNumber } from './zones.ts';

/** What a schema cannot say of hours, told at the field where it is. */
export function requireSoundWeek(week: WeeklyHours, field: string): void {
  refuse(weekdays.flatMap((weekday) => flawsOf(week[weekday], `${field}.${weekday}.`)));
}

export function requireSoundDay(hours: DayHours): void {
  refuse(flawsOf(hours, ''));
}

/** A stretch of dates, first and last included. */
export function requireStretch({ from, to }: { from: string; to: string }): void {
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (days < 1) refuse([{ field: 'to', rule: 'minimum', message: 'The last day must not be before the first.' }]);
  if (days > longestStretch) {
    refuse([{ field: 'to', rule: 'maximum', message: `This must be at most ${longestStretch} days.` }]);
  }
}

function refuse(errors: FieldError[]): void {
  if (errors.length > 0) throw new Refusal('invalid', { errors });
}

function flawsOf({ enabled, start, end, breaks }: DayHours, under: string): FieldError[] {
  const isBare = start === undefined && end === undefined && breaks === undefined;
  if (isBare && !enabled) return [];
  if (start !== undefined && end !== undefined) return breakFlaws(start, end, breaks ?? [], under);
  const missing = [...(start === undefined ? ['start'] : []), ...(end === undefined ? ['end'] : [])];
  return missing.map((name) => ({ field: under + name, rule: 'required', message: 'This is needed.' }));
}

function breakFlaws(start: string, end: string, breaks: NonNullable<DayHours['breaks']>, under: string): FieldError[] {
  const opens = wallMinute(start);
  const closes = following(wallMinute(end), opens);
  let reached = opens;
  return breaks.flatMap((each, index) => {
    const span = breakWithin(each, opens);
    const field = `${under}breaks.${index}`;
    if (span.end > closes) return [{ field, rule: 'outside', message: 'A break lies within the day’s hours.' }];
    if (span.start < reached)
      return [{ field, rule: 'order', message: 'Breaks follow one another and do not overlap.' }];
    reached = span.end;
    return [];
  });
}
