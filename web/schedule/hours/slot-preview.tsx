import { weekdays } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from '#web/schedule/schedule.module.css';
import { readWhole } from '#web/ui/form/whole-number.ts';
import { daySlots, type ScheduleFields } from './schedule-fields.ts';

/** What these hours and terms come to: of the first day that is on, and of a week. */
export function SlotPreview({ values }: { values: ScheduleFields }) {
  const { t } = useTranslation('schedule');
  const first = weekdays.find((weekday) => values[weekday].enabled);
  const minutes = readWhole(values.slot_minutes);
  const slots = first && daySlots(values, first);
  if (!first || minutes === null || slots === undefined || slots === null) return null;
  const week = weekdays.reduce((sum, weekday) => sum + (daySlots(values, weekday) ?? 0), 0);
  return (
    <p className={classes.preview} role="status">
      {t(`preview.${first}`, { slots: t('preview.slots', { count: slots }), minutes })}
      {' · '}
      {t('preview.week', { count: week })}
    </p>
  );
}
