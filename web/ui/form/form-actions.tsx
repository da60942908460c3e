import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import type { ReactNode } from 'react';
import { useTranslation } from '#web/platform/i18n.ts';
import { usePanelClose } from '#web/ui/panel-guard.ts';
import classes from './form.module.css';

export type FormActionsProps = {
  pending: boolean;
  /** what the button does, as a verb; *Save* where none is named */
  label?: string;
  /** nothing to save yet */
  idle?: boolean;
  onCancel?: () => void;
  /** at the other end: what leads elsewhere */
  aside?: ReactNode;
};

/** One button sends, once: while it is pending it says so and sends nothing more. */
export function FormActions({ pending, label, idle = false, onCancel, aside }: FormActionsProps) {
  const { t } = useTranslation('ui');
  const closePanel = usePanelClose();
  return (
    <div className={classes.actions}>
      <Button type="submit" loading={pending} disabled={idle} aria-busy={pending}>
        {label ?? t('form.save')}
      </Button>
      {onCancel && (
        <Button variant="subtle" onClick={closePanel ?? onCancel} disabled={pending}>
          {t('form.cancel')}
        </Button>
      )}
      {aside && <div className={classes.aside}>{aside}</div>}
    </div>
  );
}
