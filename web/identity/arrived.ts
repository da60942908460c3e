import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { clinicKey } from '#web/platform/clinic-name.ts';
import { homeOf, ownPath } from '#web/platform/home.ts';
import { meKey, meQuery, useMe } from '#web/platform/me.ts';

/** Somebody has just signed in: what the page knew of anybody before them is forgotten. */
export function useEnter(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    queries.removeQueries({ predicate: ({ queryKey: [name] }) => name !== clinicKey[0] && name !== meKey[0] });
    await queries.fetchQuery({ ...meQuery, staleTime: 0 });
  };
}

/** Who is signed in has no business here: on to where they wanted to go, or to where their work begins. */
export function useArrived(next: unknown): void {
  const { data: me } = useMe();
  const router = useRouter();
  useEffect(() => {
    if (me) router.history.replace(ownPath(next) ?? homeOf(me));
  }, [me, next, router]);
}
