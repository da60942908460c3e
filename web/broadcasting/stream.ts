import type { News } from '#web/live/live-channel.ts';

/** One thing that was heard, as the stream keeps it. */
export type Entry = News & {
  readonly key: number;
  readonly at: number;
  /** from the commit to this screen, as well as two clocks can tell */
  readonly took: number | undefined;
};

/** What was heard, newest first, and no more of it than a person can look through. */
export type Stream = {
  readonly entries: readonly Entry[];
  /** held back while the stream is paused, newest first */
  readonly waiting: readonly Entry[];
  readonly paused: boolean;
};

export type StreamAct =
  | { readonly type: 'heard'; readonly entry: Entry }
  | { readonly type: 'pause' | 'resume' | 'clear' };

export const mostEntries = 500;
export const emptyStream: Stream = { entries: [], waiting: [], paused: false };

export function streamAfter(stream: Stream, act: StreamAct): Stream {
  switch (act.type) {
    case 'heard':
      return stream.paused
        ? { ...stream, waiting: bounded([act.entry, ...stream.waiting]) }
        : { ...stream, entries: bounded([act.entry, ...stream.entries]) };
    case 'pause':
      return { ...stream, paused: true };
    case 'resume':
      return { entries: bounded([...stream.waiting, ...stream.entries]), waiting: [], paused: false };
    case 'clear':
      return { ...stream, entries: [], waiting: [] };
  }
}

/** Those of which every word is found somewhere: in the channel, the event or what it says. */
export function matching(entries: readonly Entry[], filter: string): readonly Entry[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  return entries.filter((entry) => {
    const text = `${entry.channel} ${entry.event} ${JSON.stringify(entry.data)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** As one would keep it: what was heard, and nothing of how it was shown. */
export function asJson(entries: readonly Entry[]): string {
  const told = entries.map(({ channel, event, data, at }) => ({
    channel,
    event,
    data,
    heard_at: new Date(at).toISOString(),
  }));
  return JSON.stringify(told, null, 2);
}

function bounded(entries: readonly Entry[]): readonly Entry[] {
  return entries.length > mostEntries ? entries.slice(0, mostEntries) : entries;
}
