import { useQueries, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Appointment } from '#contract/appointments.ts';
import { appointmentQuery, requestsQuery } from '#web/booking/appointments/appointment-queries.ts';

/**
 * A doctor's requests, the soonest first. One that has been answered, by whomever, stays where it was while one looks: it
 * says what happened, and nothing moves under the hand.
 */
export function useSteadyRequests(doctorId: number) {
  const list = useQuery({ ...requestsQuery(doctorId), enabled: doctorId > 0 });
  const seen = useRef(new Map<number, Appointment>());
  const waiting = list.data ?? [];
  for (const row of waiting) seen.current.set(row.id, row);
  const ids = new Set(waiting.map(({ id }) => id));
  const answered = list.data ? [...seen.current.values()].filter(({ id }) => !ids.has(id)) : [];
  const rows = useQueries({
    queries: answered.map((row) => ({ ...appointmentQuery(row.id), placeholderData: row })),
    combine: (since) => [...waiting, ...since.flatMap(({ data }) => data ?? [])].toSorted(soonestFirst),
  });
  return { ...list, rows: list.data && rows };
}

function soonestFirst(one: Appointment, other: Appointment): number {
  return Date.parse(one.scheduled_at) - Date.parse(other.scheduled_at) || one.id - other.id;
}
