import type { DayHours, Schedule as Hours, Weekday, WeeklyHours } from '#contract/schedule.ts';
import type { DemoDoctor } from '#server/clinic/clinic.ts';
import type { Transaction } from '#server/platform/database.ts';
import type { Schedule } from './schedule.ts';

type DemoTerms = Omit<Hours, 'doctor_id' | 'timezone' | 'version'>;
/** `leave` is a day of next week: 0 is its Monday. */
type DemoHours = { terms?: Partial<DemoTerms>; week?: Partial<WeeklyHours>; leave?: number };

const off: DayHours = { enabled: false };
const from = (start: string, end: string, ...breaks: [string, string][]): DayHours => ({
  enabled: true,
  start,
  end,
  ...(breaks.length > 0 ? { breaks: breaks.map(([begins, ends]) => ({ start: begins, end: ends })) } : {}),
});
const workday = from('09:00', '17:00');
const each = (days: readonly Weekday[], hours: DayHours) =>
  Object.fromEntries(days.map((day) => [day, hours])) as Partial<WeeklyHours>;
const weekdaysOnly = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;

const usualWeek = { ...each(weekdaysOnly, workday), saturday: off, sunday: off } as WeeklyHours;
const usual: Omit<DemoTerms, 'availability_schedule'> = {
  slot_minutes: 30,
  pause_minutes: 0,
  notice_minutes: 60,
  horizon_days: 90,
  confirms_by_hand: false,
};

/** Who works otherwise than Monday to Friday from nine to five. */
const others: Readonly<Record<string, DemoHours>> = {
  'youssef.cherif@salle.test': {
    terms: { slot_minutes: 20 },
    week: each(weekdaysOnly, from('09:00', '17:00', ['12:00', '13:00'])),
  },
  'leila.saidi@salle.test': {
    terms: { confirms_by_hand: true },
    week: each(weekdaysOnly, from('08:30', '16:30', ['12:30', '13:30'])),
  },
  'mourad.ziani@salle.test': { week: { monday: off, saturday: from('08:30', '12:30') } },
  'ines.ferhat@salle.test': {
    terms: { slot_minutes: 60, notice_minutes: 24 * 60 },
    week: each(['monday', 'wednesday', 'friday'], from('10:00', '18:00', ['13:00', '14:00'])),
  },
  'thomas.lefevre@salle.test': { leave: 2 },
  'salima.kaci@salle.test': { week: { thursday: off } },
  'claire.dumont@salle.test': {
    week: { tuesday: from('12:00', '21:00', ['16:00', '17:00']), thursday: from('12:00', '21:00', ['16:00', '17:00']) },
  },
  'rachid.amrani@salle.test': { terms: { slot_minutes: 15, pause_minutes: 5 } },
};

/** Gives a doctor of the demo their hours, as the editor would. */
export async function giveDemoHours(
  schedule: Pick<Schedule, 'change' | 'setOverrides'>,
  tx: Transaction,
  { id, email }: DemoDoctor,
  today: Temporal.PlainDate,
): Promise<void> {
  const { terms, week, leave } = others[email] ?? {};
  const availability_schedule = { ...usualWeek, ...week };
  await schedule.change(tx, id, { version: 1, ...usual, ...terms, availability_schedule });
  if (leave === undefined) return;
  const day = today.add({ days: 8 - today.dayOfWeek + leave }).toString();
  await schedule.setOverrides(tx, id, { from: day, to: day, enabled: false, note: 'Congress' });
}
