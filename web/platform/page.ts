import type { ComponentType } from 'react';
import type { Who } from '#contract/route.ts';
import type { Namespace } from './i18n.ts';

/**
 * What stands around a page: `plain` nothing but the wordmark, `public` the top bar and, on phones, the bottom bar,
 * `staff` the rail; `account` whichever of these two the person's role uses elsewhere.
 */
export type Frame = 'plain' | 'public' | 'staff' | 'account';

/** One page as data. A room lists its own in `<room>/room.ts`; `app.tsx` mounts them all. */
export type Page = {
  /** in the router's syntax: `/doctors/$id` */
  path: string;
  /** fetched when the page is reached, or when somebody is about to (hover, focus) */
  load: () => Promise<{ Page: ComponentType }>;
  frame: Frame;
  /** who may see it; the server checks again */
  who: Who;
  /** the words that it needs beside those of its room, `frame` and `ui` */
  words?: readonly Namespace[];
};
