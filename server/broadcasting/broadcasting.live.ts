import { type BroadcastingFact, realtimeTest } from '#contract/broadcasting.events.ts';
import { type ChannelRule, newRule } from '#server/platform/channels.ts';
import { type Audience, told } from '#server/platform/facts.ts';

export const broadcastingAudience: Audience<BroadcastingFact> = {
  'test.sent': ({ message }) => ({ heard: [told(realtimeTest, 'test.sent', { message })] }),
};

export const broadcastingChannels: readonly ChannelRule[] = [newRule(realtimeTest)];
