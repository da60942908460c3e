/** Days as `YYYY-MM-DD`: no time and no offset may move them. */
export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(`${last}T00:00:00Z`) - Date.parse(`${first}T00:00:00Z`)) / 86_400_000);
}

/** The first of the month that lies so many months from a day's. */
export function monthAfter(day: string, count: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

export function todayIn(zone: string): string {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...parts }).format(new Date());
}

/** A month's days by weeks, filled up with the days around it. `place` is the weekday's in the week, from 0. */
export function weeksOf(month: string, place: (day: string) => number): string[][] {
  const first = daysAfter(month, -place(month));
  const weeks = Math.ceil(daysBetween(first, monthAfter(month, 1)) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => daysAfter(first, week * 7 + day)),
  );
}
