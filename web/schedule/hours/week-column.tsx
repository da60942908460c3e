import { IconPlus } from '@tabler/icons-react';
import { type CSSProperties, type KeyboardEvent, useRef } from 'react';
import type { Weekday } from '#contract/schedule.ts';
import { useTranslation } from '#web/platform/i18n.ts';
import { minutesOfDay, step, writeClock } from './clock.ts';
import { moved, type Piece, stretched, within, without } from './pieces.ts';
import type { Axis } from './week-drag.ts';
import classes from './week-grid.module.css';

type WeekColumnProps = {
  weekday: Weekday;
  axis: Axis;
  pieces: readonly Piece[];
  /** what runs on from the day before */
  night: readonly Piece[];
  onChange: (pieces: readonly Piece[], touched?: Piece) => void;
};

export function WeekColumn({ weekday, axis, pieces, night, onChange }: WeekColumnProps) {
  const { t } = useTranslation('schedule');
  const column = useRef<HTMLDivElement>(null);
  const day = t(`day.${weekday}`);

  function press(event: KeyboardEvent, index: number) {
    const changed = pressed(pieces, index, event);
    if (changed) {
      event.preventDefault();
      return onChange(changed, changed[Math.min(index, changed.length - 1)]);
    }
    if (event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    onChange(without(pieces, index));
    // What had the focus is gone: it goes to what is left of the day.
    requestAnimationFrame(() => column.current?.querySelector<HTMLElement>('[data-piece], [data-add]')?.focus());
  }

  function add() {
    const piece = { start: 9 * 60, end: 17 * 60 };
    onChange([piece], piece);
    requestAnimationFrame(() => column.current?.querySelector<HTMLElement>('[data-piece]')?.focus());
  }

  return (
    <fieldset className={classes.day} aria-label={day}>
      <span className={classes.name} aria-hidden data-off={pieces.length === 0}>
        {t(`short.${weekday}`)}
      </span>
      <div
        ref={column}
        className={classes.column}
        data-weekday={weekday}
        data-off={pieces.length === 0}
        style={{ '--hours': (axis.until - axis.from) / 60 } as CSSProperties}
      >
        {night.map((piece) => (
          <div key={piece.start} className={classes.night} style={placed(piece, axis)} aria-hidden>
            {writeClock(piece.end)}
          </div>
        ))}
        {pieces.length === 0 && (
          <button type="button" data-add className={classes.add} aria-label={t('grid.add', { day })} onClick={add}>
            <IconPlus size={18} aria-hidden />
          </button>
        )}
        {pieces.map((piece, index) => (
          <button
            type="button"
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece keeps its place while it is moved
            key={index}
            data-piece={index}
            data-short={piece.end - piece.start < 60 || undefined}
            data-onward={piece.end > minutesOfDay || undefined}
            className={classes.piece}
            style={placed(piece, axis)}
            aria-label={t('grid.piece', { day, from: writeClock(piece.start), to: writeClock(piece.end) })}
            onClick={({ currentTarget }) => currentTarget.focus()}
            onKeyDown={(event) => press(event, index)}
          >
            <span className={classes.edge} data-edge="start" />
            <span className={classes.times} dir="ltr">
              <span data-time={writeClock(piece.start)} />
              <span data-time={writeClock(piece.end)} />
            </span>
            <span className={classes.edge} data-edge="end" />
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** The arrows move; with Shift they move the end, with Alt the start. */
function pressed(
  pieces: readonly Piece[],
  index: number,
  { key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent,
): Piece[] | null {
  const way = { ArrowUp: -step, ArrowDown: step }[key];
  const piece = pieces[index];
  if (way === undefined || !piece || ctrlKey || metaKey) return null;
  if (shiftKey) return stretched(pieces, index, 'end', piece.end + way);
  if (altKey) return stretched(pieces, index, 'start', piece.start + way);
  return moved(pieces, index, way);
}

/** Where it lies on the axis, in parts of a hundred. */
function placed({ start, end }: Piece, { from, until }: Axis) {
  const part = (minute: number) => ((within(minute, from, until) - from) / (until - from)) * 100;
  return { insetBlockStart: `${part(start)}%`, blockSize: `${part(end) - part(start)}%` };
}
