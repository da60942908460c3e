import { useCallback } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from './reason.ts';
import { say } from './toasts.ts';

/**
 * Confirm with undo: what was asked has been done, these words say so, and for a few seconds there is a way back.
 * An undoing that the server refuses is told, with its reason.
 */
export function useUndo(): (message: string, back: () => Promise<unknown>) => void {
  const { t } = useTranslation('ui');
  const reason = useReason();
  return useCallback(
    (message, back) => {
      const undo = () =>
        void back().then(
          () => say(t('undo.undone')),
          (error: unknown) => say(t('undo.refused', { reason: reason(error) }), { tone: 'alarm' }),
        );
      say(message, { undo });
    },
    [t, reason],
  );
}
