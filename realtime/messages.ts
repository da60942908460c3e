import { Frames, textFrame } from './frames.ts';

/** What a client says; nothing of it is believed yet. */
export type ClientMessage = { readonly event: string; readonly channel?: unknown; readonly data?: unknown };

/** What the server says, each as the frame that goes out. */
export function connectionEstablished(socketId: string, activityTimeout: number): Frames {
  return frame({
    event: 'pusher:connection_established',
    data: JSON.stringify({ socket_id: socketId, activity_timeout: activityTimeout }),
  });
}

/** Unlike all other events' its data is an object, not a string: so Pusher has it. */
export function errorMessage(message: string, code: number | null = null, channel?: string): Frames {
  return frame({ event: 'pusher:error', channel, data: { code, message } });
}

export function subscriptionSucceeded(channel: string, data: string): Frames {
  return frame({ event: 'pusher_internal:subscription_succeeded', channel, data });
}

export type SubscriptionError = { type: string; error: string; status: number };

export function subscriptionError(channel: string, problem: SubscriptionError): Frames {
  return frame({ event: 'pusher:subscription_error', channel, data: problem });
}

export function memberAdded(channel: string, id: string, info: unknown): Frames {
  return internal('member_added', channel, { user_id: id, user_info: info });
}

export function memberRemoved(channel: string, id: string): Frames {
  return internal('member_removed', channel, { user_id: id });
}

export function subscriptionCount(channel: string, count: number): Frames {
  return internal('subscription_count', channel, { subscription_count: count });
}

export function cacheMiss(channel: string): Frames {
  return frame({ event: 'pusher:cache_miss', channel, data: '{}' });
}

export function signedIn(userData: string): Frames {
  return frame({ event: 'pusher:signin_success', data: JSON.stringify({ user_data: userData }) });
}

export function watchlistEvents(events: { name: 'online' | 'offline'; user_ids: string[] }[]): Frames {
  return frame({ event: 'pusher_internal:watchlist_events', data: JSON.stringify({ events }) });
}

export function ping(): Frames {
  return new Frames(pingBytes);
}

export function pong(): Frames {
  return new Frames(pongBytes);
}

/** An event of the application's. Its data goes out as a string, as it came. */
export function channelEvent(channel: string, event: string, data: string, user?: string): Frames {
  return frame({ event, channel, data, user_id: user });
}

/** An event of another client's: its data keeps the shape in which that client sent it. */
export function clientEvent(channel: string, event: string, data: unknown, user?: string): Frames {
  return frame({ event, channel, data, user_id: user });
}

function internal(name: string, channel: string, data: object): Frames {
  return frame({ event: `pusher_internal:${name}`, channel, data: JSON.stringify(data) });
}

function frame(message: object): Frames {
  return new Frames(textFrame(JSON.stringify(message)));
}

const pingBytes = textFrame('{"event":"pusher:ping","data":"{}"}');
const pongBytes = textFrame('{"event":"pusher:pong","data":"{}"}');
