import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/**
 * Where the row that has the focus goes (retired, approved, filtered away), the focus goes to the row that takes its
 * place, not to the top of the page.
 */
export function useKeptFocus(list: RefObject<HTMLElement | null>, rows: unknown): void {
  const place = useRef<number | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the list itself may come with its rows
  useEffect(() => {
    const within = list.current;
    function enter(event: FocusEvent) {
      const line = event.target instanceof Element ? event.target.closest('tr, li') : null;
      const at = line ? linesOf(within).indexOf(line) : -1;
      place.current = at < 0 ? null : at;
    }
    /** Left by the person, not lost with its row: that one is no longer in the page. */
    function leave({ target }: FocusEvent) {
      queueMicrotask(() => {
        if (target instanceof Node && target.isConnected && !within?.contains(document.activeElement))
          place.current = null;
      });
    }
    within?.addEventListener('focusin', enter);
    within?.addEventListener('focusout', leave);
    return () => {
      within?.removeEventListener('focusin', enter);
      within?.removeEventListener('focusout', leave);
    };
  }, [list, rows]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are what may have taken the focus away
  useLayoutEffect(() => {
    if (place.current === null || document.activeElement !== document.body) return;
    const lines = linesOf(list.current);
    const line = lines[Math.min(place.current, lines.length - 1)];
    const goal = line?.querySelector<HTMLElement>('[data-row], button') ?? list.current?.querySelector('input');
    goal?.focus({ preventScroll: true });
  }, [list, rows]);
}

function linesOf(list: HTMLElement | null): Element[] {
  return Array.from(list?.querySelectorAll('tbody > tr, ul > li') ?? []);
}
