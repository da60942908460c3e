import { useCallback, useReducer, useRef, useState } from 'react';
import type { News } from '#web/live/live-channel.ts';
import { useListener } from '#web/live/use-live.ts';
import { elapsed, narrowed, type Offset } from './clock-offset.ts';
import { emptyStream, streamAfter } from './stream.ts';

/** Everything that the page hears, on however many channels. */
export function useHeard() {
  const [stream, act] = useReducer(streamAfter, emptyStream);
  const [last, setLast] = useState<News & { at: number }>();
  const offset = useRef<Offset | undefined>(undefined);
  const keys = useRef(0);

  const hear = useCallback((news: News) => {
    const at = Date.now();
    keys.current += 1;
    act({ type: 'heard', entry: { ...news, key: keys.current, at, took: tookOf(news, at, offset.current) } });
    setLast({ ...news, at });
  }, []);

  const learn = useCallback((found: Offset) => {
    offset.current = narrowed(offset.current, found);
    return offset.current;
  }, []);

  return { stream, act, hear, learn, last };
}

export type Heard = ReturnType<typeof useHeard>;

/** Listens to one channel for as long as it is there. */
export function Ear({ channel, onNews }: { channel: string; onNews: (news: News) => void }) {
  useListener(channel, { onEvent: onNews });
  return null;
}

/** What was missed says nothing about how quick the way is. */
function tookOf({ data, missed }: News, at: number, offset: Offset | undefined): number | undefined {
  if (missed || !offset || typeof data !== 'object' || data === null || !('occurred_at' in data)) return undefined;
  return elapsed(String(data.occurred_at), at, offset);
}
