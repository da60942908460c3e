import type { Availability, Slot } from '#contract/booking.ts';
import type { SlotUpdate } from '#contract/schedule.events.ts';

export type Day = Availability['days'][number];

export function hasFree({ slots }: { slots: readonly Slot[] | undefined }): boolean {
  return slots?.some(({ status }) => status === 'free') ?? false;
}

/** What somebody else's act makes of the slots: at once, before it is fetched again. */
export function applyNews(days: Availability['days'], news: SlotUpdate): Availability['days'] {
  const from = Date.parse(news.starts_at);
  const to = Date.parse(news.ends_at);
  return days.map((day) => {
    if (!day.slots.some((slot) => isMeant(slot))) return day;
    return { ...day, slots: day.slots.map((slot) => (isMeant(slot) ? { ...slot, status: news.status } : slot)) };
  });

  function isMeant({ starts_at, ends_at, status }: Slot): boolean {
    return status !== 'past' && Date.parse(starts_at) < to && Date.parse(ends_at) > from;
  }
}

/** The slot that begins then, where it is known. */
export function slotAt(days: readonly Day[], startsAt: string): Slot | undefined {
  const moment = Date.parse(startsAt);
  return days.flatMap(({ slots }) => slots).find(({ starts_at }) => Date.parse(starts_at) === moment);
}

/** The three free starts that lie nearest. */
export function nearestFree(days: readonly Day[], startsAt: string): string[] {
  const distance = (start: string) => Math.abs(Date.parse(start) - Date.parse(startsAt));
  const free = days.flatMap(({ slots }) =>
    slots.filter(({ status }) => status === 'free').map((slot) => slot.starts_at),
  );
  return [...new Set(free)]
    .sort((one, other) => distance(one) - distance(other))
    .slice(0, 3)
    .sort();
}

export function isSame(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && Date.parse(one) === Date.parse(other);
}
