import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useClinic } from '#web/platform/clinic-name.ts';
import classes from './arrival.module.css';

const patience = 5000;

/**
 * What a browser does for a page of its own and an application must do itself: the tab is named after the page's
 * heading, and whoever arrives by a link finds the focus on that heading and hears its name.
 */
export function Arrival() {
  const clinic = useClinic();
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const heading = useHeading();
  const [said, setSaid] = useState('');
  const last = useRef<{ path: string | undefined; heading: Heading; until: number }>({ path, heading, until: 0 });

  useEffect(() => {
    if (heading.text) document.title = [heading.text, clinic?.name ?? 'Salle'].join(' · ');
  }, [heading.text, clinic?.name]);

  useEffect(() => {
    const { current } = last;
    if (path !== current.path) {
      // The first page is announced by the browser itself.
      current.until = current.path === undefined ? 0 : performance.now() + patience;
      current.path = path;
    }
    const waiting = performance.now() < current.until;
    // The page that is left may stand a moment longer.
    if (waiting && (heading === current.heading || !heading.element?.isConnected)) return;
    current.heading = heading;
    current.until = 0;
    if (!waiting || !heading.element) return;
    setSaid(heading.text);
    if (isFree(document.activeElement)) focusOn(heading.element);
  }, [heading, path]);

  return (
    <p className={classes.said} role="status">
      {said}
    </p>
  );
}

type Heading = { element: Element | null; text: string };

/** The page's `h1` as it comes, goes and changes. */
function useHeading(): Heading {
  const [heading, setHeading] = useState<Heading>({ element: null, text: '' });
  useEffect(() => {
    let frame = 0;
    function look() {
      const element = document.querySelector('main h1');
      const text = element?.textContent ?? '';
      setHeading((last) => (last.element === element && last.text === text ? last : { element, text }));
    }
    const observer = new MutationObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(look);
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    look();
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  }, []);
  return heading;
}

/** A page may have put the focus into its first field; it stays there. */
function isFree(active: Element | null): boolean {
  return !active || active === document.body || !active.closest('main, [role=dialog], dialog[open]');
}

function focusOn(element: Element) {
  if (!(element instanceof HTMLElement)) return;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}
