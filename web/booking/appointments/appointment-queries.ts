import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Appointment, listAppointments, readAppointment } from '#contract/appointments.ts';
import { call } from '#web/platform/api.ts';

export const appointmentsKey = ['appointments'] as const;

/** What began longer ago than this and is still in progress is looked for among what is past. */
const longestVisit = 6 * 60 * 60_000;

/** What is ahead or going on, as seen from a moment. */
export function aheadQuery(moment: number) {
  const from = new Date(moment - longestVisit).toISOString();
  return queryOptions({
    queryKey: [...appointmentsKey, 'ahead', from],
    queryFn: async ({ signal }) => (await call(listAppointments, { query: { from, limit: 100 }, signal })).data,
  });
}

export function pastQuery(moment: number) {
  const to = new Date(moment).toISOString();
  return infiniteQueryOptions({
    queryKey: [...appointmentsKey, 'past', to],
    queryFn: ({ pageParam, signal }) =>
      call(listAppointments, {
        query: { to, sort: '-scheduled_at', limit: 10, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** What waits for a doctor's word, the soonest first. */
export function requestsQuery(doctorId: number) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'requests', doctorId],
    queryFn: async ({ signal }) =>
      (await call(listAppointments, { query: { doctor_id: doctorId, status: 'pending', limit: 100 }, signal })).data,
  });
}

export function appointmentQuery(id: number) {
  return queryOptions({
    queryKey: [...appointmentsKey, 'one', id],
    queryFn: ({ signal }) => call(readAppointment, { params: { id }, signal }),
  });
}

export function isAhead({ ends_at, status }: Appointment, now: number): boolean {
  return status === 'in_progress' || Date.parse(ends_at) > now;
}

/** It stands: nobody has cancelled it, and it is not over. */
export function isStanding({ status }: Appointment): boolean {
  return status === 'pending' || status === 'confirmed' || status === 'in_progress';
}
