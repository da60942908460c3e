import { useState } from 'react';

const key = 'salle.rail';

/** Whether the rail shows only its icons; remembered by this browser. */
export function useSlim(): [slim: boolean, setSlim: (slim: boolean) => void] {
  const [slim, setSlim] = useState(remembered);
  function change(now: boolean) {
    setSlim(now);
    try {
      localStorage.setItem(key, now ? 'slim' : 'wide');
    } catch {
      // Storage may be blocked: it then lasts as long as the page.
    }
  }
  return [slim, change];
}

function remembered(): boolean {
  try {
    return localStorage.getItem(key) === 'slim';
  } catch {
    return false;
  }
}
