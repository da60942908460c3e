import type { DayHours, NotedOverride } from '#contract/schedule.ts';
import { type DayFields, dayFields, dayHours, nineToFive } from '#web/schedule/hours/day-hours.ts';
import type { Choice } from './use-override-acts.ts';

export const kinds = ['leave', 'other', 'usual'] as const;
export type Kind = (typeof kinds)[number];

/** What is filled in for days that are to differ. */
export type OverrideFields = { kind: Kind; hours: DayFields; note: string };

/** As the day is now; one that is as usual begins as leave, which is what most come for. */
export function overrideFields(present: NotedOverride | undefined, usual: DayHours): OverrideFields {
  const known = [present, usual].find((each) => each?.enabled);
  return {
    kind: present?.enabled ? 'other' : 'leave',
    hours: known ? dayFields(known) : nineToFive,
    note: present?.note ?? '',
  };
}

export function choiceOf({ kind, hours, note }: OverrideFields): Choice {
  if (kind === 'usual') return null;
  return { hours: kind === 'other' ? dayHours(hours) : { enabled: false }, note };
}

export function isSame(one: OverrideFields, other: OverrideFields): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
