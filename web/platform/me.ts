import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Me, readMe } from '#contract/clinic.ts';
import { readProfile } from '#contract/identity.ts';
import type { Who } from '#contract/route.ts';
import { call, Refused } from './api.ts';

export const meKey = ['me'] as const;
export const profileKey = ['profile'] as const;

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: ({ signal }) => call(readMe, { signal }).catch(nobody),
  staleTime: 60_000,
});

export const profileQuery = queryOptions({
  queryKey: profileKey,
  queryFn: ({ signal }) => call(readProfile, { signal }),
  staleTime: 60_000,
});

export function useMe() {
  return useQuery(meQuery);
}

export function useProfile() {
  const { data: me } = useMe();
  return useQuery({ ...profileQuery, enabled: me !== null && me !== undefined });
}

/** Whether a page is for this person. A doctor who waits for approval is a doctor here; the server knows better. */
export function isFor(me: Me | null, who: Who): boolean {
  if (who === 'anyone') return true;
  if (me === null) return false;
  return who === 'signed-in' || who.includes(me.user.role);
}

function nobody(error: unknown): null {
  if (error instanceof Refused && error.status === 401) return null;
  throw error;
}
