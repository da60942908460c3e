import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from './reason.ts';
import classes from './state.module.css';

export type ErrorStateProps = { error: unknown; retry?: () => void; title?: string };

/** What happened and what to do, in words. */
export function ErrorState({ error, retry, title }: ErrorStateProps) {
  const { t } = useTranslation('ui');
  const reason = useReason();
  return (
    <div className={classes.state} role="alert">
      <IconPlugConnectedX size={32} stroke={1.25} aria-hidden />
      <p className={classes.title}>{title ?? t('error.title')}</p>
      <p className={classes.about}>{reason(error)}</p>
      {retry && (
        <Button variant="default" onClick={retry}>
          {t('error.retry')}
        </Button>
      )}
    </div>
  );
}
