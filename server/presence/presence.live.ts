import { inUseChannels, statusChannels } from '#contract/presence.ts';
import type { ChannelRule } from '#server/platform/channels.ts';

const [beforeId = '', afterId = ''] = inUseChannels.split('{id}');

/** Whose device it is that listens here; undefined for every other channel. */
export function inUseBy(channel: string): string | undefined {
  const isOurs = channel.startsWith(beforeId) && channel.endsWith(afterId);
  return isOurs ? channel.slice(beforeId.length, -afterId.length) : undefined;
}

export function presenceChannels(maySee: ChannelRule['may']): ChannelRule[] {
  return [
    { name: statusChannels, may: maySee },
    { name: inUseChannels, may: (caller, id) => caller.account_id === id },
  ];
}
