import { ActionIcon } from '@mantine/core';
import '@mantine/core/styles/ActionIcon.layer.css';
import { IconChevronLeft, IconChevronRight, IconRefresh } from '@tabler/icons-react';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { daysAfter, week } from '#web/booking/days.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './slot-picker.module.css';

type PickerBarProps = {
  from: string;
  isFirst: boolean;
  isFetching: boolean;
  onTurn: (way: -1 | 1) => void;
  onRefresh: () => void;
};

/** Which days are shown, and the way to others. */
export function PickerBar({ from, isFirst, isFetching, onTurn, onRefresh }: PickerBarProps) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  return (
    <div className={classes.bar}>
      <h2 className={classes.title} aria-live="polite">
        {t('picker.range', { from: format.dayMonth(from), to: format.dayMonth(daysAfter(from, week - 1)) })}
      </h2>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t('picker.earlier')}
        disabled={isFirst}
        onClick={() => onTurn(-1)}
      >
        <IconChevronLeft size={20} className={classes.mirrored} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="default" size={44} aria-label={t('picker.later')} onClick={() => onTurn(1)}>
        <IconChevronRight size={20} className={classes.mirrored} aria-hidden />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" size={44} aria-label={t('picker.refresh')} onClick={onRefresh}>
        <IconRefresh size={20} className={isFetching ? classes.turning : undefined} aria-hidden />
      </ActionIcon>
    </div>
  );
}

/** Told only to whom it concerns: whoever is elsewhere than the clinic. */
export function Zones() {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  if (!times.differs(new Date().toISOString())) return null;
  return <p className={classes.zones}>{t('zones.about', { clinic: times.place, own: times.ownPlace })}</p>;
}
