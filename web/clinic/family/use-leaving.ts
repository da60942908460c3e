import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FamilyMember, leaveFamilyMember, rejoinFamilyMember } from '#contract/patients.ts';
import { familyKey } from '#web/clinic/keys.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey } from '#web/platform/me.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';
import { useUndo } from '#web/ui/undo.ts';

/** Stops acting for somebody: at once, with the way back. */
export function useLeaving() {
  const queries = useQueryClient();
  const { t } = useTranslation('clinic');
  const reason = useReason();
  const offerUndo = useUndo();

  function settle() {
    for (const queryKey of [familyKey, meKey]) void queries.invalidateQueries({ queryKey });
  }

  async function back({ id }: FamilyMember) {
    await call(rejoinFamilyMember, { params: { id } });
    settle();
  }

  return useMutation({
    mutationFn: ({ id }: FamilyMember) => call(leaveFamilyMember, { params: { id } }),
    onMutate: async (person) => {
      await queries.cancelQueries({ queryKey: familyKey });
      const before = queries.getQueryData<FamilyMember[]>(familyKey);
      queries.setQueryData<FamilyMember[]>(familyKey, (people) => people?.filter(({ id }) => id !== person.id));
      return { before };
    },
    onError: (error, { name }, context) => {
      queries.setQueryData(familyKey, context?.before);
      say(t('act.refused', { name, reason: reason(error) }), { tone: 'alarm' });
    },
    onSuccess: (_, person) => offerUndo(t('family.left', { name: person.name }), () => back(person)),
    onSettled: settle,
  });
}
