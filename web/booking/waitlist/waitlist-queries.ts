import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { joinWaitlist, leaveWaitlist, readWaitlist, type Wait } from '#contract/waitlist.ts';
import { availabilityKey } from '#web/booking/slots/availability.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';

const waitlistKey = ['waitlist'] as const;

/** What this account waits for. */
export const waitlistQuery = queryOptions({
  queryKey: waitlistKey,
  queryFn: ({ signal }) => call(readWaitlist, { signal }),
});

export function isWaiting({ status }: Wait): boolean {
  return status === 'waiting' || status === 'offered';
}

/** Waits for a time of a doctor within some days: what becomes free is offered, and held for ten minutes. */
export function useJoinWaitlist(doctorId: number) {
  const queries = useQueryClient();
  const { t } = useTranslation('booking');
  const reason = useReason();
  return useMutation({
    mutationFn: (span: { from: string; to: string }) => call(joinWaitlist, { body: { doctor_id: doctorId, ...span } }),
    onSuccess: () => say(t('waitlist.joined')),
    onError: (error) => say(reason(error), { tone: 'alarm' }),
    onSettled: () => queries.invalidateQueries({ queryKey: waitlistKey }),
  });
}

/** Waits no longer: gone at once, back with the reason where the server refuses. */
export function useLeaveWaitlist() {
  const queries = useQueryClient();
  const reason = useReason();
  return useMutation({
    mutationFn: ({ id }: Wait) => call(leaveWaitlist, { params: { id } }),
    onMutate: ({ id }) => {
      const before = queries.getQueryData<Wait[]>(waitlistKey);
      queries.setQueryData<Wait[]>(waitlistKey, (waits) => waits?.filter((wait) => wait.id !== id));
      return { before };
    },
    onError: (error, _, context) => {
      queries.setQueryData(waitlistKey, context?.before);
      say(reason(error), { tone: 'alarm' });
    },
    onSettled: (_, __, { doctor }) =>
      Promise.all([waitlistKey, availabilityKey(doctor.id)].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
