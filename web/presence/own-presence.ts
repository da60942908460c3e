import { useEffect } from 'react';
import { deviceInUse } from '#contract/presence.events.ts';
import { live } from '#web/live/browser.ts';
import { listen } from '#web/live/listen.ts';
import { useMe } from '#web/platform/me.ts';
import { type Device, watchUse } from './device-use.ts';

/** Whoever is signed in is seen to be here by those who may know, for as long as a tab is open. */
export function useOwnPresence(): void {
  const { data: me } = useMe();
  const id = me?.user.id;
  useEffect(() => (id === undefined ? undefined : bePresent(id)), [id]);
}

function bePresent(id: number): () => void {
  const leave = live.stay();
  let putDown = () => {};
  const stopWatching = watchUse(thisDevice, (isInUse) => {
    putDown();
    putDown = isInUse ? listen(deviceInUse, id, {}, { after: 'fetch', quiet: true }) : () => {};
  });
  return () => {
    stopWatching();
    putDown();
    leave();
  };
}

const thisDevice: Device = {
  target: window,
  isVisible: () => document.visibilityState === 'visible',
  now: () => Date.now(),
  later: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
