import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Slot } from '#contract/booking.ts';
import { useClinicTimes } from '#web/booking/clinic-times.ts';
import { dayIn, daysAfter, week } from '#web/booking/days.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { ErrorState } from '#web/ui/error-state.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import { availabilityKey, useDays } from './availability.ts';
import { DayColumn } from './day-column.tsx';
import { DayStrip } from './day-strip.tsx';
import { useGridKeys } from './grid-keys.ts';
import { NextFree } from './next-free.tsx';
import { PickerBar, Zones } from './picker-bar.tsx';
import { hasFree, isSame } from './slot-news.ts';
import classes from './slot-picker.module.css';
import { useSlotNews } from './use-slot-news.ts';

export type SlotPickerProps = {
  doctorId: number;
  /** the start that is chosen */
  chosen?: string | undefined;
  /** starts that are kept for this person */
  yours?: readonly string[];
  /** undefined: one may look, not choose */
  onChoose?: ((slot: Slot) => void) | undefined;
  /** one day at a time, whatever the width: inside a dialog */
  narrow?: boolean;
};

/** A doctor's days side by side, on a phone one after the other; what others take turns *Booked* where it stands. */
export function SlotPicker({ doctorId, chosen, yours = [], onChoose, narrow = false }: SlotPickerProps) {
  const { t } = useTranslation('booking');
  const times = useClinicTimes();
  const queries = useQueryClient();
  const isNarrow = useNarrow() || narrow;
  const today = dayIn(times.zone, new Date());
  const [asked, setAsked] = useState<string | undefined>(undefined);
  const [day, setDay] = useState<string | undefined>(undefined);
  const first = useFirstDay(doctorId, today, chosen ? times.day(chosen) : undefined);
  const from = asked ?? first ?? today;
  const { shown, isPending, isFetching, error } = useDays(doctorId, today, from, week);
  const isShown = (instant: string) => times.day(instant) >= from && times.day(instant) < daysAfter(from, week);
  const isMine = (start: string) => isSame(start, chosen) || yours.some((one) => isSame(one, start));
  const said = useSlotNews(doctorId, ({ starts_at }) => isShown(starts_at) && !isMine(starts_at));

  const wanted = day ?? (chosen && times.day(chosen));
  const open = shown.find(({ date }) => date === wanted) ?? shown.find(hasFree) ?? shown[0];
  const columns = (isNarrow ? shown.filter((one) => one === open) : shown).map((one) => ({
    ...one,
    slots: one.slots?.filter(({ status, starts_at }) => status !== 'past' || isMine(starts_at)),
  }));
  const grid = useRef<HTMLDivElement>(null);
  const keys = useGridKeys({
    lengths: columns.map(({ slots }) => slots?.length ?? 0),
    start: startOf(columns, chosen),
    element: grid,
    onTurn: (way) => (way === 1 || from > today) && turn(way),
  });

  function turn(way: -1 | 1) {
    const to = daysAfter(from, way * week);
    show(to < today ? today : to);
  }

  function show(to: string) {
    setAsked(to);
    setDay(undefined);
  }

  return (
    <section className={classes.picker} aria-label={t('picker.title')} data-narrow={isNarrow}>
      <PickerBar
        from={from}
        isFirst={from <= today}
        isFetching={isFetching}
        onTurn={turn}
        onRefresh={() => void queries.invalidateQueries({ queryKey: availabilityKey(doctorId) })}
      />
      <Zones />
      {error && (
        <ErrorState error={error} retry={() => void queries.refetchQueries({ queryKey: availabilityKey(doctorId) })} />
      )}
      {!error && isNarrow && <DayStrip days={shown} open={open?.date} onOpen={setDay} />}
      {!error && (
        // biome-ignore lint/a11y/noStaticElementInteractions: the keys are its buttons', heard here for all of them
        <div ref={grid} className={classes.days} onKeyDown={keys.press}>
          {columns.map((column, at) => (
            <DayColumn
              key={column.date}
              column={column}
              at={at}
              times={times}
              chosen={chosen}
              yours={yours}
              onChoose={onChoose}
              headed={!isNarrow}
              focus={keys.at}
              onFocus={keys.note}
            />
          ))}
        </div>
      )}
      {!error && !isPending && !shown.some(hasFree) && <NextFree doctorId={doctorId} from={from} onFound={show} />}
      <p className={classes.said} role="status">
        {said}
      </p>
    </section>
  );
}

/** Where one begins: in the week of what is free first, or of what is chosen. Found once, and kept. */
function useFirstDay(doctorId: number, today: string, chosen: string | undefined): string | undefined {
  const found = useRef<string | undefined>(undefined);
  const { known, isPending } = useDays(doctorId, today, today, 1);
  if (found.current === undefined && !isPending) {
    const free = known.find(hasFree)?.date;
    const isBeside = free !== undefined && chosen !== undefined && chosen >= free && chosen < daysAfter(free, week);
    found.current = isBeside ? free : (chosen ?? free);
  }
  return found.current;
}

function startOf(columns: readonly { slots: readonly Slot[] | undefined }[], chosen: string | undefined) {
  const place = (wanted: (slot: Slot) => boolean) => {
    const day = columns.findIndex(({ slots }) => slots?.some(wanted));
    return day < 0 ? undefined : { day, slot: columns[day]?.slots?.findIndex(wanted) ?? 0 };
  };
  return (
    place(({ starts_at }) => isSame(starts_at, chosen)) ?? place(({ status }) => status === 'free') ?? place(() => true)
  );
}
