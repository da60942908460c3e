import { Button } from '@mantine/core';
import '@mantine/core/styles/Button.layer.css';
import { IconCheck } from '@tabler/icons-react';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import type { SlotChoice } from '#web/booking/form/visit.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { Notice } from '#web/ui/notice.tsx';
import classes from './chosen-bar.module.css';
import type { Chosen } from './use-chosen.ts';

type ChosenBarProps = { chosen: Chosen; isBegun: boolean; onGo: (slot: SlotChoice) => void };

/** The time that is chosen, within the thumb's reach, and the way into the form. */
export function ChosenBar({ chosen, isBegun, onGo }: ChosenBarProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const when = times.full(chosen.slot.starts_at);
  if (chosen.isTaken) {
    return (
      <Notice tone="alarm" live>
        <p>{t('chosen.gone', { when })}</p>
      </Notice>
    );
  }
  return (
    <div className={classes.bar}>
      <p className={classes.words}>
        <IconCheck size={18} stroke={2.5} aria-hidden />
        <strong>{when}</strong>
        {times.own(chosen.slot.starts_at) && <span className={classes.own}>{times.own(chosen.slot.starts_at)}</span>}
      </p>
      <Button size="md" onClick={() => onGo(chosen.slot)}>
        {t(isBegun ? 'chosen.continue' : 'chosen.book')}
      </Button>
    </div>
  );
}
