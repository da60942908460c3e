import { type QueryClient, queryOptions, useQueries } from '@tanstack/react-query';
import { type Availability, readAvailability, type Slot } from '#contract/booking.ts';
import { call } from '#web/platform/api.ts';
import { daysAfter, daysBetween } from './days.ts';

export type Day = Availability['days'][number];
export type SlotNews = { starts_at: string; ends_at: string; status: 'free' | 'booked' | 'held' };

/** Days are fetched in stretches of two weeks, counted from today: paging to and fro asks for nothing twice. */
const stretch = 14;
const farthest = 62;

export function availabilityKey(doctorId: number) {
  return ['availability', doctorId] as const;
}

function stretchQuery(doctorId: number, from: string, days = stretch) {
  return queryOptions({
    queryKey: [...availabilityKey(doctorId), from, days],
    queryFn: ({ signal }) => call(readAvailability, { params: { id: doctorId }, query: { from, days }, signal }),
    staleTime: 30_000,
  });
}

/** The days from `from` on as far as they are known, with the stretch after them already on its way. */
export function useDays(doctorId: number, today: string, from: string, count: number) {
  const first = Math.floor(daysBetween(today, from) / stretch);
  const last = Math.floor((daysBetween(today, from) + count - 1) / stretch);
  const wanted = [...new Set([first, last, last + 1])];
  const answers = useQueries({
    queries: wanted.map((place) => stretchQuery(doctorId, daysAfter(today, place * stretch))),
  });
  const days = answers.flatMap(({ data }) => data?.days ?? []);
  const needed = answers.slice(0, first === last ? 1 : 2);
  return {
    known: days,
    shown: Array.from({ length: count }, (_, at) => daysAfter(from, at)).map(
      (date) => days.find((day) => day.date === date) ?? { date, enabled: true, slots: undefined },
    ),
    isPending: needed.some(({ isPending }) => isPending),
    isFetching: needed.some(({ isFetching }) => isFetching),
    error: needed.find(({ isError, data }) => isError && !data)?.error ?? null,
  };
}

/** The first day from `from` on that has a free slot; undefined where there is none within two months. */
export async function nextFreeDay(queries: QueryClient, doctorId: number, from: string): Promise<string | undefined> {
  const { days } = await queries.fetchQuery(stretchQuery(doctorId, from, farthest));
  return days.find(hasFree)?.date;
}

export function hasFree({ slots }: { slots: readonly Slot[] | undefined }): boolean {
  return slots?.some(({ status }) => status === 'free') ?? false;
}

/** What somebody else's act makes of the slots: at once, before it is fetched again. */
export function applyNews(days: Availability['days'], news: SlotNews): Availability['days'] {
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
