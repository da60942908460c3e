import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { say } from '#web/ui/toasts.ts';
import { placeRow, settle } from './record-acts.ts';
import type { RecordsKey } from './records.ts';

type Live = { id: number; name: string; retired_at: string | null };

/** What follows when a form was saved: the lists show it, a line says so, the panel closes. */
export function useSaved(key: RecordsKey, onDone: () => void, touches?: readonly QueryKey[]) {
  const queries = useQueryClient();
  const { t } = useTranslation('clinic');
  return useCallback(
    (saved: Live) => {
      placeRow(queries, key, saved);
      settle(queries, key, touches);
      say(t('act.saved', { name: saved.name }));
      onDone();
    },
    [queries, key, touches, t, onDone],
  );
}
