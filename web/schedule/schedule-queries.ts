import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { readStranded } from '#contract/appointments.ts';
import { listOverrides, readSchedule } from '#contract/schedule.ts';
import { call, Refused } from '#web/platform/api.ts';

/** Everything that hangs on a doctor's schedule has a key under this one. */
export const scheduleKey = (id: number) => ['schedule', id] as const;

export const scheduleQuery = (id: number) =>
  queryOptions({
    queryKey: [...scheduleKey(id), 'terms'],
    queryFn: ({ signal }) => call(readSchedule, { params: { id }, signal }),
  });

/** Appointments that lie outside the present hours. A doctor who is retired has no hours that they could lie in. */
export const strandedQuery = (id: number) =>
  queryOptions({
    queryKey: [...scheduleKey(id), 'stranded'],
    queryFn: ({ signal }) =>
      call(readStranded, { params: { id }, body: {}, signal }).catch((error: unknown) => {
        if (error instanceof Refused && error.code === 'not_found') return [];
        throw error;
      }),
  });

export type Stretch = { from: string; to: string };

export const overridesQuery = (id: number, stretch: Stretch) =>
  queryOptions({
    queryKey: [...scheduleKey(id), 'overrides', stretch],
    queryFn: ({ signal }) => call(listOverrides, { params: { id }, query: stretch, signal }),
    placeholderData: keepPreviousData,
  });

export function useScheduleChanged(id: number): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries({ queryKey: scheduleKey(id) }), [queries, id]);
}
