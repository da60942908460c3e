import type { Slot } from '#contract/booking.ts';
import type { ClinicTimes } from '#web/booking/clinic-times.ts';
import { useFormat } from '#web/platform/format.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { SkeletonLine } from '#web/ui/skeleton.tsx';
import type { Spot } from './grid-keys.ts';
import { SlotChip } from './slot-chip.tsx';
import { isSame } from './slot-news.ts';
import classes from './slot-picker.module.css';

type DayColumnProps = {
  column: { date: string; enabled: boolean; slots: readonly Slot[] | undefined };
  at: number;
  times: ClinicTimes;
  chosen: string | undefined;
  yours: readonly string[];
  onChoose: ((slot: Slot) => void) | undefined;
  /** with its name above; on a phone the strip has it */
  headed: boolean;
  /** which chip Tab comes to */
  focus: Spot | undefined;
  onFocus: (spot: Spot) => void;
};

/** One day's slots, one below the other. */
export function DayColumn({ column, at, times, chosen, yours, onChoose, headed, focus, onFocus }: DayColumnProps) {
  const { t } = useTranslation('booking');
  const format = useFormat();
  const { date, slots } = column;
  const markOf = (start: string) => {
    if (isSame(start, chosen)) return 'chosen' as const;
    return yours.some((one) => isSame(one, start)) ? ('yours' as const) : undefined;
  };
  return (
    <section className={classes.day} aria-label={format.longDay(date)} data-empty={slots?.length === 0}>
      {headed && (
        <h3 className={classes.head}>
          <span className={classes.weekday}>{format.weekday(date)}</span>
          <span>{format.dayMonth(date)}</span>
        </h3>
      )}
      <div className={classes.slots}>
        {slots?.map((slot, index) => (
          <SlotChip
            key={slot.starts_at}
            slot={slot}
            times={times}
            mark={markOf(slot.starts_at)}
            idle={onChoose === undefined}
            spot={`${at}-${index}`}
            tabIndex={focus?.day === at && focus.slot === index ? 0 : -1}
            onFocus={() => onFocus({ day: at, slot: index })}
            onChoose={() => onChoose?.(slot)}
          />
        ))}
        {slots?.length === 0 && <p className={classes.closed}>{t(column.enabled ? 'picker.over' : 'picker.closed')}</p>}
        {slots === undefined && bones.map((bone) => <SkeletonLine key={bone} size="2.75rem" />)}
      </div>
    </section>
  );
}

const bones = ['one', 'two', 'three', 'four', 'five', 'six'];
