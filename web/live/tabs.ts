import type { Who } from './live.ts';

/** What one tab knows of the sign-in that all of them share. */
type Told = { who: number | null };

export type Tabs = {
  /** to be called whenever this tab learns who is signed in */
  tell(who: Who): void;
  close(): void;
};

/** Tells the other tabs who is signed in, and hears when one of them knows better. */
export function openTabs(channel: BroadcastChannel, heard: (who: number | null) => void): Tabs {
  let known: Who;
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (known !== undefined && data.who !== known) heard(data.who);
  });
  return {
    tell: (who) => {
      if (who === undefined || who === known) return;
      known = who;
      channel.postMessage({ who } satisfies Told);
    },
    close: () => channel.close(),
  };
}
