import { channelName, type NumberedChannel } from '#contract/channel.ts';
import { live } from './browser.ts';
import { type Hearing, hear } from './hearing.ts';
import type { Listener } from './live-channel.ts';

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
