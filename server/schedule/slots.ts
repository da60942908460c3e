import { openSpans, piecesOn, planOf, type Span } from './open-time.ts';
import type { Terms } from './terms.ts';
import { dayAt, startOf, type Zone, zoneOf } from './zones.ts';

/** What of a doctor's time is taken, the pause after included: sorted by start, in epoch minutes. */
export type Busy = { readonly start: number; readonly end: number; readonly held: boolean };
export type SlotStatus = 'free' | 'booked' | 'held' | 'past';
export type Slot = { start: number; end: number; status: SlotStatus };
/** The slots of the hours that open on a day; those of a night run on into the next. */
export type SlotDay = { day: number; enabled: boolean; slots: Slot[] };
export type StartRefusal =
  | 'day_unavailable'
  | 'outside_hours'
  | 'not_a_slot'
  | 'in_the_past'
  | 'too_soon'
  | 'too_far_ahead';

/** How far around a wanted time another is looked for. */
const daysAround = 14;

/** Slots of the days that begin with `firstDay`. `length` is the prestation's, where it is not the doctor's slot. */
export function slotsBetween(
  terms: Terms,
  firstDay: number,
  days: number,
  busy: readonly Busy[],
  now: number,
  length: number = terms.slot_minutes,
): SlotDay[] {
  const zone = zoneOf(terms.timezone);
  const plan = planOf(terms);
  const sweep = sweepOf(terms, zone, busy, now, length);
  const found: SlotDay[] = [];
  for (let day = firstDay; day < firstDay + days; day++) {
    const pieces = piecesOn(plan, day);
    found.push({ day, enabled: pieces.length > 0, slots: sweep(openSpans(pieces, day, zone)) });
  }
  return found;
}

export function slotsOn(terms: Terms, day: number, busy: readonly Busy[], now: number, length?: number): Slot[] {
  return slotsBetween(terms, day, 1, busy, now, length)[0]?.slots ?? [];
}

/** Walks along open time and what is taken of it at once. */
function sweepOf(terms: Terms, zone: Zone, busy: readonly Busy[], now: number, length: number) {
  const step = terms.slot_minutes + terms.pause_minutes;
  const blocked = length + terms.pause_minutes;
  const earliest = Math.ceil(now + terms.notice_minutes);
  const latest = horizonOf(terms, zone, now);
  let next = 0; // whatever lies before it is over
  let reached = 0;

  return (open: readonly Span[]): Slot[] => {
    const slots: Slot[] = [];
    for (const span of open) {
      let at = span.start < reached ? 0 : next; // a night that ran into today's hours
      let freeTo = freeBefore(busy, at, blocked);
      const last = Math.min(span.end - length, latest - 1);
      for (let start = span.start; start <= last; start += step) {
        let status: SlotStatus = start < earliest ? 'past' : 'free';
        if (start > freeTo) {
          while (at < busy.length && (busy[at] as Busy).end <= start) at++;
          freeTo = freeBefore(busy, at, blocked);
          if (start > freeTo && start >= earliest) status = takenBy(busy, at, start, start + blocked);
        }
        slots.push({ start, end: start + length, status });
      }
      next = at;
      reached = span.end;
    }
    return slots;
  };
}

/** Beyond every minute that a calendar knows, and small enough to stay a whole number of the machine's. */
const never = 2 ** 30;

/** Up to which start nothing is in the way of an appointment and its pause. */
function freeBefore(busy: readonly Busy[], at: number, blocked: number): number {
  return at < busy.length ? (busy[at] as Busy).start - blocked : never;
}

/** An appointment counts before a hold. Those of one doctor may overlap where the desk overbooked. */
function takenBy(busy: readonly Busy[], from: number, start: number, end: number): SlotStatus {
  let status: SlotStatus = 'free';
  for (let at = from; at < busy.length; at++) {
    const each = busy[at] as Busy;
    if (each.start >= end) break;
    if (each.end <= start) continue;
    if (!each.held) return 'booked';
    status = 'held';
  }
  return status;
}

/** Whole days: on the last one every slot can be booked, and from the midnight after it none. */
function horizonOf(terms: Terms, zone: Zone, now: number): number {
  return startOf(zone, dayAt(zone, now) + terms.horizon_days + 1);
}

/** Why nothing can begin then, whoever has taken what; undefined where it can. Judged on the grid that is shown. */
export function checkStart(terms: Terms, start: number, length: number, now: number): StartRefusal | undefined {
  const zone = zoneOf(terms.timezone);
  if (start < now) return 'in_the_past';
  if (start < now + terms.notice_minutes) return 'too_soon';
  if (start >= horizonOf(terms, zone, now)) return 'too_far_ahead';
  const day = dayAt(zone, start);
  const plan = planOf(terms);
  const pieces = piecesOn(plan, day);
  const nightBefore = openSpans(piecesOn(plan, day - 1), day - 1, zone);
  const around = [...nightBefore, ...openSpans(pieces, day, zone)].filter(
    (span) => span.start <= start && start < span.end,
  );
  if (around.length === 0) return pieces.length === 0 ? 'day_unavailable' : 'outside_hours';
  const whole = around.filter((span) => start + length <= span.end);
  if (whole.length === 0) return 'outside_hours';
  const step = terms.slot_minutes + terms.pause_minutes;
  return whole.some((span) => (start - span.start) % step === 0) ? undefined : 'not_a_slot';
}

/** Free times around one that cannot be had: the nearest first; they come in order, so of two as near the earlier. */
export function nearestFree(
  terms: Terms,
  start: number,
  busy: readonly Busy[],
  now: number,
  count = 3,
  length: number = terms.slot_minutes,
): Slot[] {
  const day = dayAt(zoneOf(terms.timezone), start);
  const distance = (slot: Slot) => Math.abs(slot.start - start);
  const days = slotsBetween(terms, day - daysAround, 2 * daysAround + 1, busy, now, length);
  return inOrder(days.flatMap(({ slots }) => slots.filter(isFree)))
    .filter((slot) => slot.start !== start)
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, count);
}

/** The first free slots from now on. */
export function firstFree(
  terms: Terms,
  busy: readonly Busy[],
  now: number,
  count: number,
  length: number = terms.slot_minutes,
): Slot[] {
  const zone = zoneOf(terms.timezone);
  const plan = planOf(terms);
  const sweep = sweepOf(terms, zone, busy, now, length);
  const today = dayAt(zone, now);
  const found: Slot[] = [];
  // Yesterday's night may still run.
  for (let day = today - 1; day <= today + terms.horizon_days; day++) {
    found.push(...sweep(openSpans(piecesOn(plan, day), day, zone)).filter(isFree));
    const furthest = found.length >= count ? inOrder(found)[count - 1] : undefined;
    if (furthest && furthest.start < startOf(zone, day + 1)) break;
  }
  return inOrder(found).slice(0, count);
}

function isFree({ status }: Slot): boolean {
  return status === 'free';
}

/** In order of time, each start once: nights may run into the next day's hours. */
function inOrder(slots: readonly Slot[]): Slot[] {
  const sorted = slots.toSorted((a, b) => a.start - b.start);
  return sorted.filter((slot, index) => slot.start !== sorted[index - 1]?.start);
}
