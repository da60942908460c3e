import type { QueryKey } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { channelName, type NumberedChannel } from '#contract/channel.ts';
import { queries } from '#web/platform/queries.ts';
import { live } from './browser.ts';
import { type Hearing, hear } from './hearing.ts';
import type { ChannelView, LiveStatus } from './journal.ts';
import type { Listener } from './live-channel.ts';
import { openRefresher } from './refresher.ts';

/** More channels than this on one page are a list that needs a channel of its own. */
const mostChannels = 160;
const refresher = openRefresher(queries);

/**
 * Hears a channel while the page is there: every fact once and in order, whatever happens to the network. A number that
 * is not known yet is `undefined`.
 */
export function useLive<C extends NumberedChannel>(
  channel: C,
  id: number | undefined,
  hearing: Hearing<C>,
  more: Omit<Listener, 'onEvent'> = {},
): void {
  const name = id === undefined ? undefined : channelName<NumberedChannel>(channel, id);
  useListener(name, { ...more, onEvent: (news) => hear(hearing, news) });
}

/** Hears a channel by whatever name a person has given it. */
export function useListener(channel: string | undefined, listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  const after = listener.after ?? 'events';
  useEffect(() => {
    if (channel === undefined) return;
    return live.listen(channel, {
      after,
      onEvent: (news) => latest.current.onEvent?.(news),
      onResync: (why) => latest.current.onResync?.(why),
      onDenied: (denial) => latest.current.onDenied?.(denial),
    });
  }, [channel, after]);
}

/** Has these queries fetched again whenever one of the channels tells something, and after every gap. */
export function useLiveQueries(channels: readonly string[], keys: readonly QueryKey[]): void {
  const names = channels.slice(0, mostChannels).join(' ');
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const touch = () => refresher.touch(latest.current);
    const stops = names
      .split(' ')
      .filter(Boolean)
      .map((name) => live.listen(name, { after: 'fetch', onEvent: touch, onResync: touch }));
    return () => {
      for (const stop of stops) stop();
    };
  }, [names]);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(live.hear, live.status);
}

export function useLiveChannels(): readonly ChannelView[] {
  return useSyncExternalStore(live.hear, live.channels);
}
