import Pusher from 'pusher';
import type { Broadcast } from '#server/platform/config.ts';
import type { Log } from '#server/platform/log.ts';
import type { NumberedFact } from './broadcasting.sql.ts';
import { eventsOf } from './catch-up.ts';

export type Outside = Extract<Broadcast, { kind: 'outside' }>;

/** Pusher's browsers go to another machine of the cluster than its servers. */
export function browserHost(host: string): string {
  return host.replace(/^api-(\w+)\.pusher\.com$/, 'ws-$1.pusher.com');
}

/** Most that Pusher's API takes at once. */
const batchSize = 10;

/**
 * Publishes facts to Pusher Channels, Reverb or Soketi. What they cannot do is named in docs/operations.md: there,
 * ending one sign-in's subscriptions means ending all connections of that person.
 */
export function publisherTo(outside: Outside, log: Log): (facts: NumberedFact[]) => Promise<void> {
  const { id: appId, key, secret, host, port, https } = outside;
  const pusher = new Pusher({ appId, key, secret, host, port: String(port), useTLS: https, timeout: 10_000 });
  return async (facts) => {
    const events = facts.flatMap(eventsOf).map(({ channel, event, data }) => ({ channel, name: event, data }));
    for (let sent = 0; sent < events.length; sent += batchSize) {
      await pusher.triggerBatch(events.slice(sent, sent + batchSize));
    }
    const users = new Set(facts.flatMap(({ endings }) => endings.map(({ user }) => user)));
    for (const user of users) {
      await pusher.terminateUserConnections(String(user)).catch((error: Error) => {
        log.warn({ event: 'connections_not_ended', reason: error.message }); // Reverb knows no such call
      });
    }
  };
}
