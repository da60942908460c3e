import type { DayHours, WeeklyHours } from '#contract/schedule.ts';
import {
  type Busy,
  dayNumber,
  firstFree,
  instantOf,
  type SlotDay,
  slotsBetween,
  type Terms,
} from '#server/schedule/schedule.ts';
import { figure, median, whole } from '../test/figure.ts';

/** How fast slots are worked out: four weeks of one doctor, Monday to Friday, 320 slots with 80 appointments among them. */

const day: DayHours = { enabled: true, start: '09:00', end: '17:00' };
const off: DayHours = { enabled: false };
const week: WeeklyHours = {
  monday: day,
  tuesday: day,
  wednesday: day,
  thursday: day,
  friday: day,
  saturday: off,
  sunday: off,
};
const termsAnew = (): Terms => ({
  timezone: 'Europe/Paris',
  slot_minutes: 30,
  pause_minutes: 0,
  notice_minutes: 60,
  horizon_days: 90,
  availability_schedule: week,
  overrides: [],
});
const terms = termsAnew();
// The clocks change in the second of these weeks.
const monday = dayNumber('2026-03-16');
const now = monday * 1440 + 600;
const busy: Busy[] = Array.from({ length: 80 }, (_, index) => {
  const start = monday * 1440 + index * 500;
  return { start, end: start + 30, held: index % 5 === 0 };
});

const fourWeeks = (of: Terms) => slotsBetween(of, monday, 28, busy, now);
let seen = 0; // so that nothing is left out as unused

function eachSecond(work: () => number): number {
  const rates = Array.from({ length: 7 }, () => {
    let times = 0;
    const begun = performance.now();
    while (performance.now() - begun < 300) for (let index = 0; index < 200; index++, times++) seen += work();
    return (times / (performance.now() - begun)) * 1000;
  });
  return median(rates.slice(2)); // the first ones warm up
}

/** As the contract's answer has it. */
function answer(days: readonly SlotDay[]): string {
  return JSON.stringify(
    days.map((each) => ({
      date: new Date(each.day * 86_400_000).toISOString().slice(0, 10),
      enabled: each.enabled,
      slots: each.slots.map(({ start, end, status }) => ({
        starts_at: instantOf(start),
        ends_at: instantOf(end),
        status,
      })),
    })),
  );
}

const aim = 300_000;
const computed = eachSecond(() => fourWeeks(terms).length);
figure(
  '4 weeks of one doctor, computations/s',
  whole(computed),
  `aim ${whole(aim)}${computed < aim ? ': MISSED' : ''}`,
);
const anew = eachSecond(() => fourWeeks(termsAnew()).length);
figure('  with hours read anew each time', whole(anew));
const told = eachSecond(() => answer(fourWeeks(terms)).length);
figure('  with JSON as the API answers it', whole(told), `${whole(answer(fourWeeks(terms)).length / 1024)} KiB each`);
const first = eachSecond(() => firstFree(terms, busy, now, 3).length);
figure('the next three free slots, computations/s', whole(first));
if (seen === 0) throw new Error('nothing was computed');
