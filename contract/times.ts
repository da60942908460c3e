/**
 * The one reading of days and instants, for bodies, addresses, cursors and pages. It is stricter than RFC 3339, so that
 * Temporal, `Date` and PostgreSQL all read the same in it: no 60th second, no small letters, no offset that no clock on
 * earth has, and years so far within what each of them can count that sums and offsets stay within too.
 */
const firstYear = 1800;
const lastYear = 2999;

/** A day of the calendar: `2026-02-28`. */
export function isDay(text: string): boolean {
  const year = Number(/^(\d{4})-\d\d-\d\d$/.exec(text)?.[1]);
  if (!(year >= firstYear && year <= lastYear)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  // some engines read 30 February as a day in March
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

const clock = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

/** A moment with its offset: `2026-02-28T09:30:00+01:00`. */
export function isInstant(text: string): boolean {
  return text[10] === 'T' && isDay(text.slice(0, 10)) && clock.test(text.slice(11));
}
