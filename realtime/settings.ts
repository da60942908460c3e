/** How often clients may whisper on channels whose names begin so; the first rule that fits counts. */
export type ClientEventRate = { readonly prefix: string; readonly perSecond: number; readonly burst: number };

export type WebhookName =
  | 'channel_occupied'
  | 'channel_vacated'
  | 'member_added'
  | 'member_removed'
  | 'client_event'
  | 'cache_miss'
  | 'subscription_count';

export type WebhookSettings = {
  readonly url: string;
  /** all of them, unless named */
  readonly events?: readonly WebhookName[];
  /** only of channels whose names begin so */
  readonly channelPrefix?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Limits = {
  /** sockets of the application, on all processes */
  connections: number;
  channelsPerConnection: number;
  membersPerChannel: number;
  /** of `user_info`, as JSON */
  memberBytes: number;
  eventNameLength: number;
  /** of an event's data */
  eventBytes: number;
  /** through the HTTP API */
  channelsPerEvent: number;
  eventsPerBatch: number;
  watchlist: number;
  /** one incoming WebSocket message */
  messageBytes: number;
  messageFragments: number;
  messagesPerSecond: number;
  /** what may wait for one socket before it is closed as too slow */
  unreadBytes: number;
  /** last events kept for `cache-` channels */
  cachedChannels: number;
  cachedSeconds: number;
};

export type AppSettings = {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly enabled?: boolean;
  /** `members`: from who is subscribed to the channel; `all`: from anyone connected who knows its name */
  readonly clientEvents?: 'off' | 'members' | 'all';
  readonly clientEventRates?: readonly ClientEventRate[];
  /** tell public and private channels how many subscribers they have */
  readonly subscriptionCounts?: boolean;
  readonly watchlists?: boolean;
  readonly webhooks?: WebhookSettings | undefined;
  /** seconds of silence after which either side asks whether the other lives */
  readonly activityTimeout?: number;
  /** seconds in which the answer must come */
  readonly pongTimeout?: number;
  /**
   * `refuse`: a signed POST is accepted once. The official SDKs sign by the second, so the very same call twice in one
   * second is refused too; `within-window` accepts repetitions for as long as the timestamp holds.
   */
  readonly replays?: 'refuse' | 'within-window';
  readonly limits?: Partial<Limits>;
};

/** An application's settings with nothing left open. */
export type App = Required<Omit<AppSettings, 'webhooks' | 'limits'>> & {
  readonly webhooks: WebhookSettings | undefined;
  readonly limits: Limits;
};

export function completeSettings(settings: AppSettings): App {
  for (const name of ['id', 'key', 'secret'] as const) {
    if (!settings[name]) throw new Error(`An application needs ${name}`);
  }
  return {
    enabled: true,
    clientEvents: 'members',
    subscriptionCounts: false,
    watchlists: true,
    activityTimeout: 120,
    pongTimeout: 30,
    replays: 'refuse',
    webhooks: undefined,
    ...settings,
    clientEventRates: [...(settings.clientEventRates ?? []), { prefix: '', perSecond: 10, burst: 20 }],
    limits: { ...usualLimits, ...settings.limits },
  };
}

const usualLimits: Limits = {
  connections: 100_000,
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
