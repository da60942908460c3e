import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { endSignIn, listSignIns, type SignIn } from '#contract/identity.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';

export const signInsKey = ['sign-ins'] as const;

const signInsQuery = queryOptions({
  queryKey: signInsKey,
  queryFn: ({ signal }) => call(listSignIns, { signal }),
});

/** Browsers and programs that are signed in to this account: the one in use first, then the latest used. */
export function useSignIns(kind: SignIn['kind']) {
  return useQuery({
    ...signInsQuery,
    select: (all) =>
      all
        .filter((one) => one.kind === kind)
        .sort((a, b) => Number(b.current) - Number(a.current) || b.last_used_at.localeCompare(a.last_used_at)),
  });
}

/** It leaves the list at once, and comes back with a reason if the server refuses. */
export function useEndSignIn() {
  const { t } = useTranslation('identity');
  const queries = useQueryClient();
  const reason = useReason();
  return useMutation({
    mutationFn: ({ id }: SignIn) => call(endSignIn, { params: { id } }),
    onMutate: async ({ id }) => {
      await queries.cancelQueries({ queryKey: signInsKey });
      const before = queries.getQueryData(signInsQuery.queryKey);
      queries.setQueryData(signInsQuery.queryKey, (all) => all?.filter((one) => one.id !== id));
      return { before };
    },
    onSuccess: (_, { name }) => say(t('sign_ins.ended', { name })),
    onError: (error, _, kept) => {
      queries.setQueryData(signInsQuery.queryKey, kept?.before);
      say(reason(error), { tone: 'alarm' });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: signInsKey }),
  });
}
