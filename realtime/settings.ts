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

/** Where an application's own server hears what happens here. */
export type WebhookSettings = {
  readonly url: string;
  /** which are told; all of them, unless named */
  readonly events?: readonly WebhookName[];
  /** told only of channels whose names begin so */
  readonly channelPrefix?: string;
  /** and end so */
  readonly channelSuffix?: string;
  /** sent with each call, beside our own, which nothing here replaces */
  readonly headers?: Readonly<Record<string, string>>;
};

/** How much is too much; README.md says what is usual, and what happens beyond it. */
export type Limits = {
  /** sockets of the application, on all processes */
  connections: number;
  /** sockets of one user on one process: as `admit` says whose they are, and as they sign in */
  connectionsPerUser: number;
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

/** An application: whose clients and servers share channels, a key and a secret. */
export type AppSettings = {
  /** as server SDKs name it */
  readonly id: string;
  /** as clients name it; anybody may know it */
  readonly key: string;
  /** what signatures are made with; it stays on servers */
  readonly secret: string;
  /** `false`: nobody is let in, and the HTTP API answers 403 */
  readonly enabled?: boolean;
  /** `members`: from who is subscribed to the channel; `all`: from anyone connected who knows its name */
  readonly clientEvents?: 'off' | 'members' | 'all';
  /** of private and presence channels, those whose hearers may whisper; all of them, unless asked */
  readonly clientEventsOn?: (channel: string) => boolean;
  /** before the usual one: 10 a second, 20 at once, for a connection's channels together */
  readonly clientEventRates?: readonly ClientEventRate[];
  /** tell public and private channels how many subscribers they have */
  readonly subscriptionCounts?: boolean;
  /** whether who signs in may watch who else is */
  readonly watchlists?: boolean;
  /** one, or several: each is told by itself, and none waits for another */
  readonly webhooks?: WebhookSettings | readonly WebhookSettings[] | undefined;
  /** seconds of silence after which either side asks whether the other lives */
  readonly activityTimeout?: number;
  /** seconds in which the answer must come */
  readonly pongTimeout?: number;
  /**
   * Seconds in which a socket must be somebody's: by `admit`, by `pusher:signin`, or by a private or presence channel. Unless it
   * is set, nobody need be anybody.
   */
  readonly authorisedWithin?: number | undefined;
  /** seconds in which something must be subscribed to; for ever, unless it is set */
  readonly subscribedWithin?: number | undefined;
  /**
   * `within-window`, unless it is set: a signed POST is accepted for as long as its timestamp holds. `refuse`: it is accepted once;
   * the official SDKs sign by the second, so the very same call twice in one second is refused then.
   */
  readonly replays?: 'refuse' | 'within-window';
  readonly limits?: Partial<Limits>;
};
