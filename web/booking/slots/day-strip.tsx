import type { Slot } from '#contract/booking.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './slot-picker.module.css';

type DayStripProps = {
  days: readonly { date: string; slots: readonly Slot[] | undefined }[];
  open: string | undefined;
  onOpen: (date: string) => void;
};

/** A week to choose a day of, where there is room for one day only. */
export function DayStrip({ days, open, onOpen }: DayStripProps) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  return (
    <fieldset className={classes.strip}>
      <legend className={classes.said}>{t('picker.days')}</legend>
      {days.map(({ date, slots }) => {
        const free = slots?.filter(({ status }) => status === 'free').length ?? 0;
        return (
          <button
            key={date}
            type="button"
            className={classes.stripDay}
            aria-pressed={date === open}
            data-free={free > 0}
            onClick={() => onOpen(date)}
          >
            <span className={classes.said}>{`${format.longDay(date)}, ${t('picker.free', { count: free })}`}</span>
            <span className={classes.weekday} aria-hidden>
              {format.weekday(date)}
            </span>
            <span className={classes.stripNumber} aria-hidden>
              {format.number(Number(date.slice(-2)))}
            </span>
            <span className={classes.dot} aria-hidden />
          </button>
        );
      })}
    </fieldset>
  );
}
