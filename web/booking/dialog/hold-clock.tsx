import { IconClock } from '@tabler/icons-react';
import { useNow } from '#web/booking/use-now.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './hold-clock.module.css';

const minute = 60_000;

/** How long the times are still kept: calm, urgent in its last minute, said aloud at two and at one. */
export function HoldClock({ until }: { until: number }) {
  const { t } = useTranslation('booking');
  const now = useNow(true);
  const left = Math.max(0, until - now);
  if (left === 0) return null;
  return (
    <div className={classes.clock} data-urgent={left <= minute}>
      <IconClock size={16} aria-hidden />
      <span aria-hidden>{t('hold.left', { time: written(left) })}</span>
      <span className={classes.said} role="timer" aria-live="off">
        {t('hold.left', { time: written(left) })}
      </span>
      <span className={classes.said} role="status">
        {left <= 2 * minute && left > minute && t('hold.two')}
        {left <= minute && t('hold.one')}
      </span>
    </div>
  );
}

/** 9:41 */
function written(left: number): string {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
