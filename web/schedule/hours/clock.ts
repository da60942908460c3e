import { plainDigits } from '#web/ui/form/digits.ts';

export const minutesOfDay = 1440;
/** What dragging and arrow keys move by. */
export const step = 15;

/** What a person types for a time of day → `HH:MM`: 9, 930, 9h30, 9.30, in any script's digits. Null where it is none. */
export function readClock(text: string): string | null {
  const [, hour, minute = '00'] = /^(\d{1,2})(?:\s*[:.,h٫]?\s*(\d{2}))?\s*h?$/i.exec(plainDigits(text.trim())) ?? [];
  if (hour === undefined) return null;
  const at = Number(hour) * 60 + Number(minute);
  if (Number(minute) > 59 || at > minutesOfDay) return null;
  return writeClock(at);
}

/** Minutes since some midnight, as a clock shows them. */
export function writeClock(minute: number): string {
  const at = ((minute % minutesOfDay) + minutesOfDay) % minutesOfDay;
  const [hour, rest] = [Math.floor(at / 60), at % 60].map((part) => String(part).padStart(2, '0'));
  return `${hour}:${rest}`;
}

export function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
