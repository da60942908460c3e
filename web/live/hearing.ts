import type { EventName, Heard, NumberedChannel } from '#contract/channel.ts';
import type { News } from './live-channel.ts';

/** What is done with each event of a channel, under its name and with what the contract says that it brings. */
export type Hearing<C extends NumberedChannel> = { readonly [E in EventName<C>]?: (told: Heard<C, E>) => void };

/** What comes over the wire is taken to be what the contract says: the server tells nothing that its schemas refuse. */
export function hear<C extends NumberedChannel>(
  hearing: Hearing<C>,
  { event, data }: Pick<News, 'event' | 'data'>,
): void {
  if (!Object.hasOwn(hearing, event)) return;
  const name = event as EventName<C>;
  hearing[name]?.(data as Heard<C, typeof name>);
}
