import { type ComponentType, useEffect, useState } from 'react';
import { loadWords } from '#web/platform/i18n.ts';

type Parts = { Corner: ComponentType; LastKnownWords: ComponentType };
let parts: Promise<Parts> | undefined;

/** Everything live is fetched once the page itself is there: no first load waits for it. */
function fetchParts(): Promise<Parts> {
  parts ??= Promise.all([import('./corner.tsx'), loadWords(['live'])]).then(([corner]) => corner);
  return parts;
}

function useParts(): Parts | undefined {
  const [there, setThere] = useState<Parts>();
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
