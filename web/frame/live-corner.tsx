import { useEffect, useState } from 'react';
import { loadWords } from '#web/platform/i18n.ts';
import type { LiveParts } from './live-parts.tsx';

let parts: Promise<LiveParts> | undefined;

/** Everything live is fetched once the page itself is there: no first load waits for it. */
function fetchParts(): Promise<LiveParts> {
  parts ??= Promise.all([import('./live-parts.tsx'), loadWords(['live'])]).then(([{ liveParts }]) => liveParts);
  return parts;
}

function useParts(): LiveParts | undefined {
  const [there, setThere] = useState<LiveParts>();
  useEffect(() => {
    fetchParts().then(setThere, () => {
      parts = undefined; // no network yet: the next page tries again
    });
  }, []);
  return there;
}

/** The connection's state, in the corner of whatever page is live. */
export function LiveCorner() {
  const there = useParts();
  return there && <there.Corner />;
}

/** How old is what one sees, while the server cannot be reached. */
export function LastKnown() {
  const there = useParts();
  return there && <there.LastKnownWords />;
}
