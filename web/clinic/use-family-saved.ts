import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { FamilyMember } from '#contract/patients.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey } from '#web/platform/me.ts';
import { say } from '#web/ui/toasts.ts';
import { familyKey } from './keys.ts';

/** A person of the family was added, changed or joined: the page shows it and a line says so. */
export function useFamilySaved(onDone: () => void, words: 'act.saved' | 'family.joined' = 'act.saved') {
  const queries = useQueryClient();
  const { t } = useTranslation('clinic');
  return useCallback(
    (saved: FamilyMember) => {
      queries.setQueryData<FamilyMember[]>(familyKey, (people) => people && withPerson(people, saved));
      for (const queryKey of [familyKey, meKey]) void queries.invalidateQueries({ queryKey });
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
