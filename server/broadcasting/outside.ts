import Pusher from 'pusher';
import type { Broadcast } from '#server/platform/config.ts';
import type { Log } from '#server/platform/log.ts';
import type { NumberedFact } from './broadcasting.sql.ts';
import type { Render, Rendered } from './rendering.ts';

export type Outside = Extract<Broadcast, { kind: 'outside' }>;

/** Pusher's browsers go to another machine of the cluster than its servers. */
export function browserHost(host: string): string {
  return host.replace(/^api-(\w+)\.pusher\.com$/, 'ws-$1.pusher.com');
}

/** Most that Pusher's API takes at once. */
const batchSize = 10;

/**
 * Publishes facts to Pusher Channels, Reverb or Soketi, in order: what ends somebody's subscriptions is done before
 * what comes after it is told. What they cannot do is named in docs/operations.md: there, ending one sign-in's
 * subscriptions means ending all connections of that person.
 */
export function newPublisher(
  outside: Outside,
  log: Log,
  render: Render,
): (facts: NumberedFact[], signal: AbortSignal) => Promise<void> {
  const { id: appId, key, secret, host, port, https } = outside;
  const pusher = new Pusher({ appId, key, secret, host, port: String(port), useTLS: https, timeout: 10_000 });

  async function send(events: Pusher.BatchEvent[]): Promise<void> {
    try {
      await pusher.triggerBatch(events);
    } catch (error) {
      if (!isRefused(error, neverTaken)) throw error;
      const [event, ...others] = events;
      if (others.length > 0) for (const one of events) await send([one]);
      // one that is never taken must not keep all others: whoever asks for what they missed still gets it
      else log.error({ event: 'broadcast_refused', channel: event?.channel, name: event?.name, reason: error.body });
    }
  }

  async function end(users: Iterable<number>): Promise<void> {
    for (const user of users) {
      await pusher.terminateUserConnections(String(user)).catch((error: unknown) => {
        if (!isRefused(error, notKnown)) throw error;
        log.warn({ event: 'connections_not_ended', status: error.status }); // not every server knows the call
      });
    }
  }

  return async (facts, signal) => {
    for (const { events, users } of partsOf(facts.map(render))) {
      for (let sent = 0; sent < events.length; sent += batchSize) {
        signal.throwIfAborted();
        await send(events.slice(sent, sent + batchSize));
      }
      await end(users);
    }
  };
}

type Part = { events: Pusher.BatchEvent[]; users: Set<number> };

/** What may be told together, and whose connections end after it. */
function partsOf(facts: Rendered[]): Part[] {
  const parts: Part[] = [];
  for (const fact of facts) {
    let part = parts.at(-1);
    if (!part || part.users.size > 0) {
      part = { events: [], users: new Set() };
      parts.push(part);
    }
    part.events.push(...fact.events.map(({ channel, event, data }) => ({ channel, name: event, data })));
    // A server outside knows who has signed in there: a link never has, and what it was signed for runs out by itself.
    for (const ending of fact.ends) if ('user' in ending) part.users.add(ending.user);
    // All that is doubted of a person is asked for anew as they come back. What only those with a tie hear, nobody does there.
    for (const { user, channel } of fact.doubts) if (user !== undefined && channel === undefined) part.users.add(user);
  }
  return parts;
}

const neverTaken = [400, 413, 422];
const notKnown = [404, 405, 501];

/** The server has understood, and will say the same the next time; everything else may go well then. */
function isRefused(error: unknown, statuses: readonly number[]): error is Pusher.RequestError {
  return error instanceof Pusher.RequestError && statuses.includes(error.status ?? 0);
}
