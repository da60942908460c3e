import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';

/** Where one stands among days and their slots. */
export type Spot = { day: number; slot: number };

type Grid = {
  /** how many slots each day shows */
  lengths: readonly number[];
  /** where the focus belongs before anything was done */
  start: Spot | undefined;
  element: RefObject<HTMLElement | null>;
  /** before the first day, after the last */
  onTurn?: ((way: -1 | 1) => void) | undefined;
};

/** One stop for Tab, arrows within: up and down a day, across to the next one that has slots, mirrored in Arabic. */
export function useGridKeys({ lengths, start, element, onTurn }: Grid) {
  const [spot, setSpot] = useState<Spot | undefined>(undefined);
  const at = isThere(spot, lengths) ? spot : start;
  const turned = useRef(false);

  // The chip that had the focus has gone with its week: the focus goes to where the new one begins.
  useEffect(() => {
    if (!turned.current || !at || !lengths.some((length) => length > 0)) return;
    turned.current = false;
    element.current?.querySelector<HTMLElement>('[data-spot][tabindex="0"]')?.focus();
  });

  function go(to: Spot | undefined) {
    if (!to) return;
    setSpot(to);
    element.current?.querySelector<HTMLElement>(`[data-spot="${to.day}-${to.slot}"]`)?.focus();
  }

  function press(event: KeyboardEvent) {
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault();
      turned.current = true;
      setSpot(undefined);
      return onTurn?.(event.key === 'PageUp' ? -1 : 1);
    }
    const to = moved(at, event.key, lengths);
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  }

  return { at, press, note: setSpot };
}

function isThere(spot: Spot | undefined, lengths: readonly number[]): spot is Spot {
  return spot !== undefined && spot.slot < (lengths[spot.day] ?? 0);
}

function moved(at: Spot, key: string, lengths: readonly number[]): Spot | undefined {
  const last = (lengths[at.day] ?? 1) - 1;
  const onward = document.documentElement.dir === 'rtl' ? -1 : 1;
  if (key === 'ArrowDown') return { ...at, slot: Math.min(last, at.slot + 1) };
  if (key === 'ArrowUp') return { ...at, slot: Math.max(0, at.slot - 1) };
  if (key === 'Home') return { ...at, slot: 0 };
  if (key === 'End') return { ...at, slot: last };
  if (key === 'ArrowRight') return across(at, onward, lengths);
  if (key === 'ArrowLeft') return across(at, -onward, lengths);
  return undefined;
}

function across(at: Spot, step: number, lengths: readonly number[]): Spot {
  for (let day = at.day + step; day >= 0 && day < lengths.length; day += step) {
    const length = lengths[day] ?? 0;
    if (length > 0) return { day, slot: Math.min(at.slot, length - 1) };
  }
  return at;
}
