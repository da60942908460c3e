import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { FamilyMember } from '#contract/patients.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { say } from '#web/ui/toasts.ts';

/** A person of the family was added, changed or joined: the page shows it and a line says so. */
export function useFamilySaved(onDone: () => void, words = 'act.saved') {
  const queries = useQueryClient();
  const { t } = useTranslation('clinic');
  return useCallback(
    (saved: FamilyMember) => {
      queries.setQueryData<FamilyMember[]>(['family'], (people) => people && withPerson(people, saved));
      for (const noun of ['family', 'me']) void queries.invalidateQueries({ queryKey: [noun] });
      say(t(words, { name: saved.name }));
      onDone();
    },
    [queries, t, words, onDone],
  );
}

function withPerson(people: FamilyMember[], saved: FamilyMember): FamilyMember[] {
  const known = people.some(({ id }) => id === saved.id);
  return known ? people.map((one) => (one.id === saved.id ? saved : one)) : [...people, saved];
}
