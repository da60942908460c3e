import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { say } from '#web/ui/toasts.ts';
import { placeRow, settle } from './record-acts.ts';

type Live = { id: number; name: string; retired_at: string | null };

/** What follows when a form was saved: the lists show it, a line says so, the panel closes. */
export function useSaved(noun: string, onDone: () => void, touches?: readonly string[]) {
  const queries = useQueryClient();
  const { t } = useTranslation('clinic');
  return useCallback(
    (saved: Live) => {
      placeRow(queries, noun, saved);
      settle(queries, noun, touches);
      say(t('act.saved', { name: saved.name }));
      onDone();
    },
    [queries, noun, touches, t, onDone],
  );
}
