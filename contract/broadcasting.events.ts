import Type from 'typebox';
import { channel, type FactOf } from './channel.ts';
import { closed } from './route.ts';

const Message = closed({ message: Type.String() });

/** What the test page sends, to see the whole way from a commit to a screen. */
export const broadcastingFacts = { 'test.sent': Message };
export type BroadcastingFact = FactOf<typeof broadcastingFacts>;

export const realtimeTest = channel('private-realtime-test', 'admin', { 'test.sent': Message });
