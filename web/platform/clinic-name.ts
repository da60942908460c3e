import { queryOptions, useQuery } from '@tanstack/react-query';
import { readClinic } from '#contract/clinic.ts';
import { call } from './api.ts';

export const clinicKey = ['clinic'] as const;

/** The clinic's name, zone and currency, and in a demo its accounts: every frame shows some of it. */
export const clinicQuery = queryOptions({
  queryKey: clinicKey,
  queryFn: ({ signal }) => call(readClinic, { signal }),
  staleTime: 5 * 60_000,
});

export function useClinic() {
  return useQuery(clinicQuery).data;
}
