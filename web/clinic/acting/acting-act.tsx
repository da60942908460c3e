import { Textarea } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { type Acting, endActing, keepActing, openPast } from '#contract/acting.ts';
import { actingKey, familyKey, patientsKey } from '#web/clinic/keys.ts';
import { call } from '#web/platform/api.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { meKey, useMe } from '#web/platform/me.ts';
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx';
import { useReason } from '#web/ui/reason.ts';
import { say } from '#web/ui/toasts.ts';

export type Asking = { act: 'end' | 'keep' | 'past'; one: Acting };
type ActingActProps = { patient: number; name: string; asking: Asking | null; onDone: () => void };

/** Asks once before somebody's acting ends or goes on; the desk says why it lets somebody have more. */
export function ActingAct({ patient, name, asking, onDone }: ActingActProps) {
  const { t } = useTranslation('clinic');
  const { data: me } = useMe();
  const sayWhy = useReason();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const shown = useRef(asking);
  if (asking) shown.current = asking;
  const { act, one } = shown.current ?? { act: 'end' as const, one: undefined };
  const needsReason = act !== 'end' && me?.user.role !== 'patient';
  const who = one?.name ?? '';

  function close() {
    setReason('');
    setMissing(false);
    onDone();
  }

  const acting = useMutation({
    mutationFn: async () => {
      const params = { id: patient, acting_id: one?.id ?? 0 };
      if (act === 'end') return call(endActing, { params });
      if (act === 'past') return call(openPast, { params, body: { reason } });
      return call(keepActing, { params, body: needsReason ? { reason } : {} });
    },
    onSuccess: () => {
      say(t(`acting.done.${act}`, { who, name }));
      close();
    },
    onError: (error) => say(t('act.refused', { name: who, reason: sayWhy(error) }), { tone: 'alarm' }),
    onSettled: () => {
      for (const queryKey of [actingKey, familyKey, patientsKey, meKey]) void queries.invalidateQueries({ queryKey });
    },
  });

  return (
    <ConfirmDialog
      opened={asking !== null}
      title={t(`acting.ask.${act}`, { who, name })}
      confirm={t(`acting.${act}`)}
      pending={acting.isPending}
      onConfirm={() => (needsReason && reason.trim() === '' ? setMissing(true) : acting.mutate())}
      onCancel={close}
    >
      <p>{t(`acting.about.${act}`, { who, name })}</p>
      {needsReason && (
        <Textarea
          label={t('acting.reason')}
          description={t('acting.reasonAbout')}
          maxLength={500}
          autosize
          minRows={2}
          required
          value={reason}
          error={missing && reason.trim() === '' ? t('acting.reasonMissing') : undefined}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
      )}
    </ConfirmDialog>
  );
}
