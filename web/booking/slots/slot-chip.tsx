import { IconCheck } from '@tabler/icons-react';
import type { Slot } from '#contract/booking.ts';
import type { ClinicTimes } from '#web/booking/clinic-times.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import classes from './slot-chip.module.css';

export type SlotChipProps = {
  slot: Slot;
  times: ClinicTimes;
  /** what the person has chosen; `yours` is kept for another visit of the same booking */
  mark?: 'chosen' | 'yours' | undefined;
  /** one may look, not choose */
  idle?: boolean;
  spot: string;
  tabIndex: number;
  onFocus: () => void;
  onChoose: () => void;
};

/** A time. It keeps its size whatever becomes of it, so that nothing moves under a finger. */
export function SlotChip({ slot, times, mark, idle = false, spot, tabIndex, onFocus, onChoose }: SlotChipProps) {
  const { t } = useTranslation('booking');
  const state = mark ?? slot.status;
  const canBeChosen = !idle && slot.status === 'free' && mark === undefined;
  const word = state === 'free' || state === 'past' ? undefined : t(`slot.${state}`);
  const own = times.differs(slot.starts_at) ? times.ownTime(slot.starts_at) : undefined;
  const below = word ?? own;
  return (
    <button
      type="button"
      className={classes.chip}
      data-state={state}
      data-spot={spot}
      aria-pressed={mark === 'chosen'}
      aria-disabled={!canBeChosen && mark !== 'chosen'}
      tabIndex={tabIndex}
      onFocus={onFocus}
      onClick={() => canBeChosen && onChoose()}
    >
      <span className={classes.said}>
        {[times.full(slot.starts_at), times.own(slot.starts_at), word].filter(Boolean).join(', ')}
      </span>
      <span className={classes.time} aria-hidden>
        {mark === 'chosen' && <IconCheck size={15} stroke={2.5} aria-hidden />}
        {times.time(slot.starts_at)}
      </span>
      {below && (
        <span className={classes.word} aria-hidden>
          {below}
        </span>
      )}
    </button>
  );
}
