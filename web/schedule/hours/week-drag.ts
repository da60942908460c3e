import { type PointerEvent, type RefObject, useEffect, useState } from 'react';
import type { Weekday } from '#contract/schedule.ts';
import { minutesOfDay, step } from './clock.ts';
import { drawn, type Edge, moved, type Piece, stretched, within, without } from './pieces.ts';

export type Week = Readonly<Record<Weekday, readonly Piece[]>>;
export type Changed = Partial<Record<Weekday, readonly Piece[]>>;
/** The minutes that the drawing shows. */
export type Axis = { from: number; until: number };

type Grip = { kind: 'draw' } | { kind: 'move'; index: number } | { kind: Edge; index: number };
type Drag = {
  grip: Grip;
  weekday: Weekday;
  /** the minute that was gripped */
  minute: number;
  week: Week;
  axis: Axis;
  x: number;
  y: number;
  /** a touch draws nothing before it has proved no scrolling */
  isTouch: boolean;
  hasMoved: boolean;
  changed: Changed;
};

const slack = 4;

type Draggable = {
  week: Week;
  axis: Axis;
  element: RefObject<HTMLElement | null>;
  onChange: (changed: Changed) => void;
};

/**
 * Drawing, stretching and moving by pointer, in quarters of an hour; Escape gives up. A finger draws by a tap, since a
 * swipe scrolls, and takes hold of what it has tapped before.
 */
export function useWeekDrag({ week, axis, element, onChange }: Draggable) {
  const [drag, setDrag] = useState<Drag | null>(null);

  useEffect(() => {
    if (!drag) return;
    const giveUp = ({ key }: KeyboardEvent) => key === 'Escape' && setDrag(null);
    addEventListener('keydown', giveUp);
    return () => removeEventListener('keydown', giveUp);
  }, [drag]);

  function grip(event: PointerEvent<HTMLElement>) {
    const place = placeOf(event);
    if (!place || event.button !== 0) return;
    const isTouch = event.pointerType === 'touch';
    if (isTouch && place.grip.kind !== 'draw' && !place.block?.contains(document.activeElement)) return;
    if (!isTouch) event.currentTarget.setPointerCapture(event.pointerId);
    const minute = minuteAt(element.current, axis, event.clientY);
    const { clientX: x, clientY: y } = event;
    setDrag({ ...place, minute, week, axis, x, y, isTouch, hasMoved: false, changed: {} });
  }

  function pull(event: PointerEvent<HTMLElement>) {
    if (!drag) return;
    const hasMoved = drag.hasMoved || Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > slack;
    if (!hasMoved) return;
    if (drag.isTouch && drag.grip.kind === 'draw') return setDrag(null);
    const minute = minuteAt(element.current, drag.axis, event.clientY);
    const weekday = weekdayAt(element.current, event.clientX) ?? drag.weekday;
    setDrag({ ...drag, hasMoved, changed: pulled(drag, minute, weekday) });
  }

  function drop() {
    if (!drag) return;
    setDrag(null);
    if (drag.hasMoved) return onChange(drag.changed);
    if (drag.grip.kind === 'draw') onChange(drawnAt(drag));
  }

  return {
    /** as it looks while something is being dragged */
    shown: drag ? { ...week, ...drag.changed } : week,
    axis: drag?.axis ?? axis,
    isDragging: drag?.hasMoved ?? false,
    handlers: {
      onPointerDown: grip,
      onPointerMove: pull,
      onPointerUp: drop,
      onPointerCancel: () => setDrag(null),
    },
  };
}

function placeOf({ target }: PointerEvent): { weekday: Weekday; grip: Grip; block: Element | null } | null {
  if (!(target instanceof Element)) return null;
  const column = target.closest<HTMLElement>('[data-weekday]');
  const block = target.closest<HTMLElement>('[data-piece]');
  if (!column || target.closest('[data-add]')) return null;
  const weekday = column.dataset.weekday as Weekday;
  if (!block) return { weekday, block, grip: { kind: 'draw' } };
  const edge = target.closest<HTMLElement>('[data-edge]')?.dataset.edge as Edge | undefined;
  return { weekday, block, grip: { kind: edge ?? 'move', index: Number(block.dataset.piece) } };
}

function pulled({ grip, week, weekday, minute }: Drag, to: number, over: Weekday): Changed {
  const pieces = week[weekday];
  if (grip.kind === 'draw') return { [weekday]: drawn(pieces, snapped(minute), snapped(to)) };
  if (grip.kind !== 'move') return { [weekday]: stretched(pieces, grip.index, grip.kind, snapped(to)) };
  const by = snapped(to - minute);
  const piece = pieces[grip.index];
  if (over === weekday || !piece) return { [weekday]: moved(pieces, grip.index, by) };
  const start = within(piece.start + by, 0, minutesOfDay - step);
  return {
    [weekday]: without(pieces, grip.index),
    [over]: drawn(week[over], start, start + piece.end - piece.start),
  };
}

/** A click draws an hour. */
function drawnAt({ week, weekday, minute }: Drag): Changed {
  const start = Math.floor(minute / 30) * 30;
  return { [weekday]: drawn(week[weekday], start, Math.min(start + 60, minutesOfDay)) };
}

const snapped = (minute: number) => Math.round(minute / step) * step;

function minuteAt(element: HTMLElement | null, { from, until }: Axis, y: number): number {
  const column = element?.querySelector('[data-weekday]')?.getBoundingClientRect();
  if (!column) return from;
  return within(from + ((y - column.top) / column.height) * (until - from), 0, 2 * minutesOfDay);
}

function weekdayAt(element: HTMLElement | null, x: number): Weekday | undefined {
  const columns = Array.from(element?.querySelectorAll<HTMLElement>('[data-weekday]') ?? []);
  const over = columns.find((column) => {
    const { left, right } = column.getBoundingClientRect();
    return left <= x && x < right;
  });
  return over?.dataset.weekday as Weekday | undefined;
}
