/** A stretch of time in which a zone's clocks keep one distance from UTC; all in minutes, `from` included. */
export type Stretch = { readonly from: number; readonly until: number; readonly offset: number };

/** What is asked of a zone: the stretches that touch a day's local hours and those of the night after it. */
export type Zone = { readonly stretchesOf: (day: number) => readonly Stretch[] };

export const minutesOfDay = 1440;

const zones = new Map<string, Zone>();

/** Temporal is asked once for each 256 days of a zone; from there on it is whole numbers. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const spans = new Map<number, readonly Stretch[]>();
  const stretchesOf = (day: number) => {
    const span = Math.floor(day / 256);
    const found = spans.get(span);
    if (found) return found;
    // A local day begins up to fifteen hours from UTC's, and its hours may run on into the next.
    const stretches = stretchesBetween(name, (span * 256 - 1) * minutesOfDay, (span * 256 + 259) * minutesOfDay);
    spans.set(span, stretches);
    return stretches;
  };
  const zone = { stretchesOf };
  zones.set(name, zone);
  return zone;
}

function stretchesBetween(name: string, from: number, until: number): Stretch[] {
  const stretches: Stretch[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(from * 60_000).toZonedDateTimeISO(name);
  for (let begun = from; begun < until; ) {
    const change = at.getTimeZoneTransition('next');
    const ends = change ? Math.min(until, change.epochMilliseconds / 60_000) : until;
    stretches.push({ from: begun, until: ends, offset: Math.round(at.offsetNanoseconds / 60e9) });
    if (!change || ends >= until) break;
    at = change;
    begun = ends;
  }
  return stretches;
}

/** The day that the clinic's clocks show at a minute. */
export function dayAt(zone: Zone, minute: number): number {
  const stretches = zone.stretchesOf(Math.floor(minute / minutesOfDay));
  const now = stretches.find(({ from, until }) => from <= minute && minute < until);
  return Math.floor((minute + (now?.offset ?? 0)) / minutesOfDay);
}

/** The minute with which a local day begins, whatever its clocks do at midnight. */
export function startOf(zone: Zone, day: number): number {
  const midnight = day * minutesOfDay;
  for (const { from, until, offset } of zone.stretchesOf(day)) {
    if (midnight - offset < until) return Math.max(from, midnight - offset);
  }
  return midnight;
}

const dayMilliseconds = 86_400_000;

/** Days are counted from 1 January 1970. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayMilliseconds;
}

export function dateOf(day: number): string {
  return new Date(day * dayMilliseconds).toISOString().slice(0, -'T00:00:00.000Z'.length);
}

/** Epoch minutes; what lies between two minutes stays a fraction, and is on no grid. */
export function minuteOf(instant: Temporal.Instant): number {
  return Number(instant.epochNanoseconds) / 60e9;
}

const clockFaces = Array.from({ length: minutesOfDay }, (_, minute) => {
  const [hour, rest] = [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0'));
  return `T${hour}:${rest}:00.000Z`;
});
let lastDay = { day: Number.NaN, date: '' };

/** As `Date` writes it, but slots come by the hundred, and many of one day. */
export function instantOf(minute: number): string {
  const day = Math.floor(minute / minutesOfDay);
  const face = clockFaces[minute - day * minutesOfDay];
  if (face === undefined) return new Date(minute * 60_000).toISOString();
  if (lastDay.day !== day) lastDay = { day, date: dateOf(day) };
  return lastDay.date + face;
}
