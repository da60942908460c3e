import type { DayHours, NotedOverride } from '#contract/schedule.ts';
import { daysAfter } from './dates.ts';

/** Days in a row that differ in the same way. */
export type Run = { from: string; to: string; hours: DayHours; note: string };

export function runsOf(overrides: readonly NotedOverride[]): Run[] {
  const runs: Run[] = [];
  for (const { day, note, ...hours } of overrides) {
    const last = runs.at(-1);
    if (last && daysAfter(last.to, 1) === day && last.note === note && isSame(last.hours, hours)) last.to = day;
    else runs.push({ from: day, to: day, hours, note });
  }
  return runs;
}

function isSame(one: DayHours, other: DayHours): boolean {
  const told = ({ enabled, start, end, breaks = [] }: DayHours) => JSON.stringify([enabled, start, end, breaks]);
  return told(one) === told(other);
}
