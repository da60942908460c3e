import type { AppSettings, Limits, WebhookSettings } from './settings.ts';

type Deadline = 'authorisedWithin' | 'subscribedWithin';

/** An application's settings with nothing left open. */
export type App = Required<Omit<AppSettings, 'webhooks' | 'limits' | Deadline>> & {
  readonly authorisedWithin: number;
  readonly subscribedWithin: number;
  readonly webhooks: readonly WebhookSettings[];
  readonly limits: Limits;
};

export function completeSettings(settings: AppSettings): App {
  for (const name of ['id', 'key', 'secret'] as const) {
    if (!settings[name]) throw new Error(`An application needs ${name}`);
  }
  return {
    enabled: true,
    clientEvents: 'members',
    clientEventsOn: () => true,
    subscriptionCounts: false,
    watchlists: true,
    activityTimeout: 120,
    pongTimeout: 30,
    replays: 'within-window',
    ...settings,
    webhooks: [settings.webhooks ?? []].flat(),
    authorisedWithin: settings.authorisedWithin ?? Number.POSITIVE_INFINITY,
    subscribedWithin: settings.subscribedWithin ?? Number.POSITIVE_INFINITY,
    clientEventRates: [...(settings.clientEventRates ?? []), { prefix: '', perSecond: 10, burst: 20 }],
    limits: { ...usualLimits, ...settings.limits },
  };
}

const usualLimits: Limits = {
  connections: 100_000,
  connectionsPerUser: Number.POSITIVE_INFINITY,
  channelsPerConnection: 200,
  membersPerChannel: 100,
  memberBytes: 1024,
  eventNameLength: 200,
  eventBytes: 10 * 1024,
  channelsPerEvent: 100,
  eventsPerBatch: 10,
  watchlist: 100,
  messageBytes: 64 * 1024,
  messageFragments: 64,
  messagesPerSecond: 200,
  unreadBytes: 1024 * 1024,
  cachedChannels: 10_000,
  cachedSeconds: 30 * 60,
};
