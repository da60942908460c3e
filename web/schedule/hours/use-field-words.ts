import type { Weekday } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import type { FieldNames } from '#web/ui/form/version-conflict.tsx';
import type { DayFields } from './day-hours.ts';
import { eachDay, type ScheduleFields } from './schedule-fields.ts';
import { useNoticeWords } from './terms-fields.tsx';

/** The fields by name, and how their values read, to say where two versions differ. */
export function useFieldWords(): FieldNames<ScheduleFields> {
  const { t } = useTranslation('schedule');
  const sayNotice = useNoticeWords();
  const sayDay = useDayWords();
  const minutes = (value: string) => t('span.minutes', { count: Number(value) });
  return {
    ...eachDay((weekday: Weekday) => ({ name: t(`day.${weekday}`), say: sayDay })),
    slot_minutes: { name: t('terms.slot_minutes'), say: minutes },
    pause_minutes: { name: t('terms.pause_minutes'), say: minutes },
    notice_minutes: { name: t('terms.notice_minutes'), say: (value) => sayNotice(Number(value)) },
    horizon_days: { name: t('terms.horizon_days'), say: (value) => t('span.days', { count: Number(value) }) },
    confirms_by_hand: { name: t('terms.confirms_by_hand'), say: (value) => t(value ? 'yes' : 'no') },
  };
}

/** 09:00–17:00, break 12:00–13:00 */
export function useDayWords(): (day: DayFields) => string {
  const { t } = useTranslation('schedule');
  return ({ enabled, start, end, breaks }) => {
    if (!enabled) return t('hours.off');
    const pauses = breaks.map((each) => t('hours.breakOf', { from: each.start, to: each.end }));
    return [`${start}–${end}`, ...pauses].join(', ');
  };
}
