import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Data, Page, Route } from '#contract/route.ts';
import { type Asked, call } from '#web/platform/api.ts';
import type { ListState } from '#web/ui/table/list-state.ts';

type ListRoute = Route & { list: true };

/** What a list was asked for: part of its key, so that each page, search and filter is kept apart. */
export type RecordsQuery = Record<string, string | undefined>;

/** Under which a kind of record is known: `keys.ts` has them all. */
export type RecordsKey = readonly [noun: string];

export function listKey(key: RecordsKey, query: RecordsQuery) {
  return [...key, 'list', query] as const;
}

/** One page of such records, as the address says; the page before stays in sight until it has come. */
export function useRecords<R extends ListRoute>(
  key: RecordsKey,
  route: R,
  state: ListState,
): UseQueryResult<Page<Data<R>>> {
  const query: RecordsQuery = { ...state.filters, q: state.q, sort: state.sort, cursor: state.cursor };
  return useQuery({
    queryKey: listKey(key, query),
    queryFn: ({ signal }) => listed(route, query, signal),
    placeholderData: keepPreviousData,
  });
}

/** The server judges what an address asks for; the types of a query cannot. */
export async function listed<R extends ListRoute>(
  route: R,
  query: RecordsQuery,
  signal?: AbortSignal,
): Promise<Page<Data<R>>> {
  const asked: unknown = { query, signal };
  const answer: unknown = await call<ListRoute>(route, asked as Asked<ListRoute>);
  return answer as Page<Data<R>>;
}

/** A record by its id, where only its list can be read. */
export async function lookIn<R extends ListRoute>(route: R, id: number): Promise<Data<R> | null> {
  for (let cursor: string | undefined; ; ) {
    const page = await listed(route, { state: 'all', limit: '100', cursor });
    const found = page.data.find((row) => (row as { id: number }).id === id);
    if (found || page.next === null) return found ?? null;
    cursor = page.next;
  }
}
