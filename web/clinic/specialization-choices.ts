import { useQuery } from '@tanstack/react-query';
import { listSpecializations } from '#contract/catalogue.ts';
import { call } from '#web/platform/api.ts';
import { specializationsKey } from './keys.ts';

/** Every specialization that is not retired, for lists to choose from. */
export function useSpecializations() {
  return useQuery({
    queryKey: [...specializationsKey, 'choices'],
    queryFn: ({ signal }) => call(listSpecializations, { query: { sort: 'name', limit: 100 }, signal }),
    staleTime: 60_000,
    select: (page) => page.data,
  });
}

type Named = { id: number; name: string };

/** As a select has them. One that was retired since is kept where it is the present choice. */
export function specializationChoices(known: readonly Named[] | undefined, present?: Named | null) {
  const all = known ?? [];
  const kept = present && !all.some(({ id }) => id === present.id) ? [present, ...all] : all;
  return kept.map(({ id, name }) => ({ value: String(id), label: name }));
}
