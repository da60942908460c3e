import { type Schedule, type Weekday, weekdays } from '#contract/schedule.ts';
import type { Faults } from '#web/ui/form/draft.ts';
import { readWhole } from '#web/ui/form/whole-number.ts';
import { type DayFields, dayFields, dayHours, dayOff, hasFlaws, nineToFive, piecesOf } from './day-hours.ts';
import { slotsIn } from './pieces.ts';

/** Each weekday is a field of its own: of two people who changed different days, both keep what they wrote. */
export type ScheduleFields = Record<Weekday, DayFields> & {
  slot_minutes: string;
  pause_minutes: string;
  notice_minutes: string;
  horizon_days: string;
  confirms_by_hand: boolean;
};

export type Terms = Omit<Schedule, 'doctor_id' | 'timezone' | 'version'>;

/** What the contract allows. */
export const bounds = {
  slot_minutes: [5, 240],
  pause_minutes: [0, 120],
  notice_minutes: [0, 43_200],
  horizon_days: [1, 730],
} as const;
const numbers = ['slot_minutes', 'pause_minutes', 'notice_minutes', 'horizon_days'] as const;

export function scheduleFields(schedule: Schedule): ScheduleFields {
  const week = schedule.availability_schedule;
  return {
    ...eachDay((weekday) => dayFields(week[weekday])),
    ...eachOf(numbers, (name) => String(schedule[name])),
    confirms_by_hand: schedule.confirms_by_hand,
  };
}

export function termsOf(values: ScheduleFields): Terms {
  return {
    availability_schedule: eachDay((weekday) => dayHours(values[weekday])),
    ...eachOf(numbers, (name) => readWhole(values[name]) ?? 0),
    confirms_by_hand: values.confirms_by_hand,
  };
}

/** What is wrong can be said before anything is sent. A day says at its own fields what it is. */
export function scheduleFaults(values: ScheduleFields, say: (name: 'day' | keyof typeof bounds) => string): Faults {
  const days = weekdays.filter((weekday) => hasFlaws(values[weekday])).map((weekday) => [weekday, say('day')]);
  const wrong = numbers.filter((name) => !isWithin(readWhole(values[name]), bounds[name]));
  return Object.fromEntries([...days, ...wrong.map((name) => [name, say(name)])]);
}

function isWithin(value: number | null, [least, most]: readonly [number, number]): boolean {
  return value !== null && value >= least && value <= most;
}

/** `availability_schedule.monday.breaks.0` is the day's to say. */
export function schedulePlace({ field }: { field: string }): string {
  const [head = '', day = ''] = field.split('.');
  return head === 'availability_schedule' ? day : head;
}

export function daySlots(values: ScheduleFields, weekday: Weekday): number | null {
  const [slot, pause] = [readWhole(values.slot_minutes), readWhole(values.pause_minutes)];
  if (slot === null || slot < 1 || pause === null) return null;
  return slotsIn(piecesOf(values[weekday]), slot, pause);
}

export function isEmptyWeek(values: ScheduleFields): boolean {
  return weekdays.every((weekday) => !values[weekday].enabled);
}

export const workdays = weekdays.slice(0, 5);
export const usualWeek = eachDay((weekday) => (workdays.includes(weekday) ? nineToFive : dayOff));

export function eachDay<T>(of: (weekday: Weekday) => T): Record<Weekday, T> {
  return eachOf(weekdays, of);
}

function eachOf<K extends string, T>(names: readonly K[], of: (name: K) => T): Record<K, T> {
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, T>;
}
