import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import type { Acting } from '#contract/acting.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { useMe } from '#web/platform/me.ts';
import classes from './acting.module.css';
import type { Asking } from './acting-act.tsx';

/** One who acts, or did: since when, by whose leave, until when. */
export function ActingOne({ one, onAsk }: { one: Acting; onAsk: (asking: Asking) => void }) {
  const { t } = useTranslation('clinic');
  const format = useFormat();
  const { data: me } = useMe();
  const isDesk = me?.user.role !== 'patient';
  const { name, until } = one;
  const way = one.let_by ? t(`acting.let.${one.how}`, { by: one.let_by }) : t(`acting.how.${one.how}`);
  return (
    <li>
      <p className={classes.name}>{one.is_me ? t('acting.you', { name }) : <bdi>{name}</bdi>}</p>
      <p>{t(`acting.as.${one.relation}`)}</p>
      <p>{t('acting.since', { date: format.date(one.since), way })}</p>
      {until && one.ended_how && (
        <p>
          {t('acting.until', {
            date: format.date(until),
            why: t(`acting.ended.${one.ended_how}`, { by: one.ended_by ?? '' }),
          })}
        </p>
      )}
      {one.ends_on && <p>{t('acting.endsOn', { date: format.day(one.ends_on) })}</p>}
      {!until && !one.sees_before && <p>{t('acting.seesFrom')}</p>}
      {!until && (
        <div className={classes.acts}>
          {one.may_keep && (
            <Button size="compact-sm" variant="default" onClick={() => onAsk({ act: 'keep', one })}>
              {t('acting.keep')}
            </Button>
          )}
          {isDesk && !one.sees_before && (
            <Button size="compact-sm" variant="default" onClick={() => onAsk({ act: 'past', one })}>
              {t('acting.past')}
            </Button>
          )}
          {one.may_end && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="coral"
              aria-label={t('acting.endNamed', { name })}
              onClick={() => onAsk({ act: 'end', one })}
            >
              {t('acting.end')}
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
