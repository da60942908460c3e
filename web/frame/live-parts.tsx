import { Corner, LastKnownWords } from '#web/live/corner.tsx';
import { useOwnPresence } from '#web/presence/own-presence.ts';

/** What of the live rooms stands on every page: the connection's corner, and that whoever is signed in is here. */
export const liveParts = { Corner: CornerOfSomebody, LastKnownWords };
export type LiveParts = typeof liveParts;

function CornerOfSomebody() {
  useOwnPresence();
  return <Corner />;
}
