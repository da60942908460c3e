import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { longestStretch } from '#contract/schedule.ts';
import type { Stretch } from '#web/schedule/schedule-queries.ts';
import { daysAfter, daysBetween, monthAfter } from './dates.ts';

/** From where one began to where one is: either may be the earlier. */
export type Selection = { anchor: string; focus: string };
/** A day that the focus goes to; a new one each time. */
type Goal = { day: string };

/**
 * One day or a stretch of them: by click and Shift-click, by dragging, by arrow keys with Shift. Never before today.
 * What would take a chosen day away goes through `first`, which may ask.
 */
export function useSelection(
  today: string,
  place: (day: string) => number,
  first: (from: Selection | null, go: () => void) => void,
) {
  const [month, setMonth] = useState(() => monthAfter(today, 0));
  const [selection, setSelection] = useState<Selection | null>(null);
  const [isExtending, setExtending] = useState(false);
  const table = useRef<HTMLTableElement>(null);
  const [goal, setGoal] = useState<Goal | null>(null);

  // By keyboard the focus goes along, into another month too.
  useEffect(() => {
    if (!goal) return;
    const day = table.current?.querySelector<HTMLElement>(`[data-day="${goal.day}"]:enabled`);
    (day ?? table.current?.querySelector<HTMLElement>('[tabindex="0"]'))?.focus();
  }, [goal]);

  function choose(day: string, extends_: boolean, goal?: Goal) {
    if (day < today) return;
    const anchor = (extends_ || isExtending) && selection ? selection.anchor : day;
    go({ anchor, focus: atMost(anchor, day) }, goal);
  }

  function go(to: Selection, goal?: Goal) {
    if (to.anchor === selection?.anchor) take(to, goal);
    else first(selection, () => take(to, goal));
  }

  function take(to: Selection | null, goal?: Goal) {
    setExtending(false);
    setSelection(to);
    if (goal) setGoal({ ...goal });
  }

  /** The focus goes back to the days. */
  function close() {
    if (!selection) return;
    first(selection, () => take(null, { day: selection.focus }));
  }

  /** What was chosen has been applied: unless others are chosen by now, none are. */
  function done() {
    setSelection((now) => (now?.anchor === selection?.anchor ? null : now));
    if (isLost(document.activeElement)) setGoal({ day: selection?.focus ?? today });
  }

  function press(event: KeyboardEvent, from: string) {
    if (event.key === 'Escape') return close();
    const to = reached(from, event, place);
    if (to === null) return;
    event.preventDefault();
    const day = to < today ? today : to;
    const goal = { day: event.shiftKey && selection ? atMost(selection.anchor, day) : day };
    setGoal(goal);
    setMonth(monthAfter(day, 0));
    choose(day, event.shiftKey, goal);
  }

  function enter({ buttons, pointerType }: PointerEvent, day: string) {
    if (buttons === 1 && pointerType !== 'touch' && selection) choose(day, true);
  }

  /** Shown as it is asked for from elsewhere on the page. */
  function show({ from, to }: Stretch) {
    setMonth(monthAfter(from, 0));
    go({ anchor: from < today ? today : from, focus: to });
  }

  return {
    table,
    month,
    selection,
    isExtending,
    choose,
    press,
    enter,
    show,
    close,
    done,
    leaf: (by: number) => setMonth(monthAfter(month, by)),
    extend: () => setExtending(true),
  };
}

export function stretchOf({ anchor, focus }: Selection): Stretch {
  return anchor <= focus ? { from: anchor, to: focus } : { from: focus, to: anchor };
}

/** It was in the form that goes. */
function isLost(active: Element | null): boolean {
  return !active || active === document.body || active.closest('[data-override]') !== null;
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
