import type { ChannelRule } from '#server/platform/channels.ts';
import type { Audience } from '#server/platform/facts.ts';

/** What the test page sends, to see the whole way from a commit to a screen. */
export type BroadcastingFact = { name: 'test.sent'; message: string };

export const testChannel = 'private-realtime-test';

export const broadcastingAudience: Audience<BroadcastingFact> = {
  'test.sent': ({ message }) => ({ heard: [{ channel: testChannel, event: 'test.sent', data: { message } }] }),
};

export const broadcastingChannels: ChannelRule[] = [{ name: testChannel, may: ({ role }) => role === 'admin' }];
