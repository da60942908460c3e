import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Offline, Refused } from '#web/platform/api.ts';
import { useConnectionLost } from '#web/platform/connection.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useReason } from '#web/ui/reason.ts';
import classes from './page-error.module.css';

/** Where a page could not be shown: what happened, what to do, and by which number we find it in our log. */
export function PageError({ error, reset }: { error: unknown; reset?: () => void }) {
  const { t } = useTranslation('frame');
  const router = useRouter();
  const reason = useReason();
  const lost = useConnectionLost();
  const again = () => {
    reset?.();
    void router.invalidate();
  };
  useAgainWhenBack(error instanceof Offline && !lost, again);
  return (
    <section className={classes.page}>
      <h1>{t(error instanceof Offline ? 'error.offline' : 'error.title')}</h1>
      <p role="alert">{reason(error)}</p>
      <div className={classes.actions}>
        <Button onClick={again}>{t('error.again')}</Button>
        <Button variant="default" component={Link} to="/">
          {t('to_start')}
        </Button>
      </div>
      {error instanceof Refused && error.requestId && (
        <p className={classes.small}>
          {t('error.number')} <bdi>{error.requestId}</bdi>
        </p>
      )}
    </section>
  );
}

/** A page that failed for want of a network comes by itself when that is back. */
function useAgainWhenBack(back: boolean, again: () => void) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the connection is back
  useEffect(() => {
    if (back) again();
  }, [back]);
}
