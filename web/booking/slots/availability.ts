import { type QueryClient, queryOptions, useQueries } from '@tanstack/react-query';
import { readAvailability } from '#contract/booking.ts';
import { daysAfter, daysBetween } from '#web/booking/days.ts';
import { call } from '#web/platform/api.ts';
import { hasFree } from './slot-news.ts';

/** Days are fetched in stretches of two weeks, counted from today: paging to and fro asks for nothing twice. */
const stretch = 14;
const farthest = 62;

export const availabilitiesKey = ['availability'] as const;

export function availabilityKey(doctorId: number) {
  return [...availabilitiesKey, doctorId] as const;
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
