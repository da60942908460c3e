import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { longestStretch } from '#contract/schedule.ts';
import { daysAfter, daysBetween, monthAfter } from './dates.ts';
import type { Stretch } from './schedule-queries.ts';

/** From where one began to where one is: either may be the earlier. */
export type Selection = { anchor: string; focus: string };

/** One day or a stretch of them: by click and Shift-click, by dragging, by arrow keys with Shift. Never before today. */
export function useSelection(today: string, place: (day: string) => number) {
  const [month, setMonth] = useState(() => monthAfter(today, 0));
  const [selection, setSelection] = useState<Selection | null>(null);
  const [isExtending, setExtending] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  const goes = useRef(false);

  // By keyboard the focus goes along, into another month too.
  useEffect(() => {
    if (!goes.current || !selection) return;
    goes.current = false;
    table.current?.querySelector<HTMLElement>(`[data-day="${selection.focus}"]`)?.focus();
  }, [selection]);

  function choose(day: string, extends_: boolean) {
    if (day < today) return;
    const anchor = (extends_ || isExtending) && selection ? selection.anchor : day;
    setExtending(false);
    setSelection({ anchor, focus: atMost(anchor, day) });
  }

  function press(event: KeyboardEvent, from: string) {
    const to = reached(from, event, place);
    if (to === null) return;
    event.preventDefault();
    const day = to < today ? today : to;
    goes.current = true;
    choose(day, event.shiftKey);
    if (monthAfter(day, 0) !== month) setMonth(monthAfter(day, 0));
  }

  function enter({ buttons, pointerType }: PointerEvent, day: string) {
    if (buttons === 1 && pointerType !== 'touch' && selection) choose(day, true);
  }

  /** Shown as it is asked for from elsewhere on the page. */
  function show({ from, to }: Stretch) {
    setMonth(monthAfter(from, 0));
    setSelection({ anchor: from < today ? today : from, focus: to });
  }

  return {
    ...{ table, month, selection, isExtending, choose, press, enter, show },
    leaf: (by: number) => setMonth(monthAfter(month, by)),
    extend: () => setExtending(true),
    clear: () => setSelection(null),
  };
}

export function stretchOf({ anchor, focus }: Selection): Stretch {
  return anchor <= focus ? { from: anchor, to: focus } : { from: focus, to: anchor };
}

function atMost(anchor: string, day: string): string {
  const days = daysBetween(anchor, day);
  if (Math.abs(days) < longestStretch) return day;
  return daysAfter(anchor, Math.sign(days) * (longestStretch - 1));
}

function reached(day: string, { key, ctrlKey, metaKey, altKey }: KeyboardEvent, place: (day: string) => number) {
  if (ctrlKey || metaKey || altKey) return null;
  const onward = document.documentElement.dir === 'rtl' ? -1 : 1;
  const by = { ArrowRight: onward, ArrowLeft: -onward, ArrowDown: 7, ArrowUp: -7 }[key];
  if (by !== undefined) return daysAfter(day, by);
  if (key === 'Home') return daysAfter(day, -place(day));
  if (key === 'End') return daysAfter(day, 6 - place(day));
  if (key === 'PageDown' || key === 'PageUp') return inMonth(day, key === 'PageDown' ? 1 : -1);
  return null;
}

/** The same day of another month, or its last. */
function inMonth(day: string, by: number): string {
  const last = daysAfter(monthAfter(day, by + 1), -1);
  const wanted = monthAfter(day, by).slice(0, 8) + day.slice(8);
  return wanted < last ? wanted : last;
}
