import { useCallback } from 'react';
import type { FieldError } from '#contract/refusals.ts';
import { Offline, Refused } from '#web/platform/api.ts';
import { useTranslation, wordsInUse } from '#web/platform/i18n.ts';

/** What a refusal or a silence says to a person, in their language; the server's English where a code is new to us. */
export function useReason(): (error: unknown) => string {
  const { t } = useTranslation('ui');
  return useCallback(
    (error: unknown) => {
      if (error instanceof Offline) return t('refusal.offline');
      if (!(error instanceof Refused)) return t('refusal.internal');
      return t(`refusal.${error.code}`, { ns: wordsInUse(), defaultValue: error.message });
    },
    [t],
  );
}

/** Why a field was refused: by its rule, so that it reads the same in every form. */
export function useFieldReason(): (error: FieldError) => string {
  const { t } = useTranslation('ui');
  return useCallback((error: FieldError) => t(`rule.${error.rule}`, { defaultValue: error.message }), [t]);
}
