import { channelName, type EventName, type Heard, type NumberedChannel } from '#contract/channel.ts';
import { live } from './browser.ts';
import type { Listener, News } from './live-channel.ts';

/** What is done with each event of a channel, under its name and with what the contract says that it brings. */
export type Hearing<C extends NumberedChannel> = { readonly [E in EventName<C>]?: (told: Heard<C, E>) => void };

/** Hears a channel until the answer is called. */
export function listen<C extends NumberedChannel>(
  channel: C,
  id: number,
  hearing: Hearing<C>,
  more: Omit<Listener, 'onEvent'> = {},
): () => void {
  return live.listen(channelName<NumberedChannel>(channel, id), {
    ...more,
    onEvent: (news) => hear(hearing, news),
  });
}

/** What comes over the wire is taken to be what the contract says: the server tells nothing that its schemas refuse. */
export function hear<C extends NumberedChannel>(hearing: Hearing<C>, { event, data }: News): void {
  if (!Object.hasOwn(hearing, event)) return;
  const name = event as EventName<C>;
  hearing[name]?.(data as Heard<C, typeof name>);
}
