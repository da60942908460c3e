import { useEffect } from 'react';
import { inUseChannels } from '#contract/presence.ts';
import { live } from '#web/live/browser.ts';
import { useMe } from '#web/platform/me.ts';
import { type Device, watchUse } from './device-use.ts';
import { channelOf } from './person-channel.ts';

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
    putDown = isInUse ? live.listen(channelOf(inUseChannels, id), { after: 'fetch', quiet: true }) : () => {};
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
