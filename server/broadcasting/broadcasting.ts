import type { FastifyInstance } from 'fastify';
import { realtimeTest } from '#contract/broadcasting.events.ts';
import type { LiveEvent } from '#contract/broadcasting.ts';
import type { Onward } from '#contract/route.ts';
import type { Observer } from '#realtime/hooks.ts';
import { openRealtime, type Realtime } from '#realtime/server.ts';
import { type Grant, signChannel, signUser } from '#realtime/signatures.ts';
import type { CallerLinks, Identity } from '#server/identity/identity.ts';
import type { Base } from '#server/platform/base.ts';
import { signInOf } from '#server/platform/browser.ts';
import { type ChannelRule, isPublic, mayHear, mayWhisper } from '#server/platform/channels.ts';
import type { Broadcast } from '#server/platform/config.ts';
import { system, type Transaction } from '#server/platform/database.ts';
import { type AccountCaller, type Caller, isAccount } from '#server/platform/door.ts';
import type { Delivery, Follower } from '#server/platform/facts.ts';
import type { Metrics } from '#server/platform/metrics.ts';
import { Refusal } from '#server/platform/refusal.ts';
import type { Room } from '#server/platform/room.ts';
import { network } from '#server/platform/throttle.ts';
import { newVisitorAddress } from '#server/platform/visitor-address.ts';
import { broadcastingAudience, broadcastingChannels } from './broadcasting.live.ts';
import * as statements from './broadcasting.sql.ts';
import { eventsAfter } from './catch-up.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { openDispatcher } from './dispatcher.ts';
import { type Stats, tellFigures } from './figures.ts';
import { openFollowers } from './followers.ts';
import { type Hearings, newHearings } from './hearings.ts';
import { browserHost, newPublisher, type Outside } from './outside.ts';
import { protocolRoutes } from './protocol.ts';
import { newRenderer, type Rendered } from './rendering.ts';

/** How long a signature may wait to be shown, in milliseconds: clocks of several machines differ by less. */
const grantLasts = 120_000;
/** How long a socket may be open for nothing, in seconds: a page subscribes at once. */
const unusedFor = 600;

type SocketsBase = Pick<Base, 'config' | 'connection' | 'secret' | 'database' | 'facts' | 'bell' | 'log'>;

export type BroadcastingDeps = {
  identity: Pick<Identity, 'lookUp' | 'holderOf'> & { callerLinks: Pick<CallerLinks, 'holderOf'> };
  /** whose channels there are */
  rooms: readonly Room[];
  /** from which pages sockets may come; programs say none */
  origins: ReadonlySet<string>;
  /** hears how many seconds each fact took from its change to the sockets of this process */
  toSocket?: (seconds: number) => void;
};

export type Broadcasting = {
  credentials: Pick<Credentials, 'key'>;
  /** where browsers connect, when it is not here */
  outside: Outside | undefined;
  authorize(caller: Caller, socketId: string, channel: string): Promise<{ auth: string; channel_data?: string }>;
  signIn(caller: AccountCaller, socketId: string): { auth: string; user_data: string };
  eventsAfter(caller: Caller | undefined, channel: string, after: string | undefined): Promise<Onward<LiveEvent>>;
  sendTest(tx: Transaction, message: string): Promise<{ channel: string; written_at: string }>;
  /** who is signed in and what is heard, on all processes: how it stands, then each change */
  observe(observer: Observer): void;
  /** something that no row stands behind, to the sockets of this process */
  tell(news: Delivery): void;
  /** lets a room act on facts after their commit, once, in one process at a time */
  follow(follower: Follower): Promise<void>;
  /** the protocol's own ways in: sockets, and its signed HTTP API */
  attach(web: FastifyInstance): Promise<void>;
  /** what is read of it by whoever watches over the clinic */
  tellFigures(metrics: Metrics): void;
  /** what cannot be reached just now, though the clinic goes on */
  degraded(): string[];
  sweep(): Promise<void>;
  close(): Promise<void>;
};

/** From the row of a fact to every screen that may hear of it. */
export async function openBroadcasting(base: SocketsBase, deps: BroadcastingDeps): Promise<Broadcasting> {
  const { config, connection, database, log } = base;
  const { broadcast } = config;
  const rules = [...deps.rooms.flatMap(({ channels = [] }) => channels), ...broadcastingChannels];
  const credentials = await readCredentials(database, base.secret, broadcast);
  const hearings = newHearings({
    may: async (session, channel) => {
      const caller = await callerBy(deps.identity, session);
      return caller !== undefined && mayHear(rules, caller, channel);
    },
    end: (hearing) => realtime.revoke(hearing),
    log,
  });
  const realtime = await openSockets(base, deps, rules, hearings.hooks, credentials);
  const facts = base.facts.heardBy(broadcastingAudience);
  // Told once: whoever catches up, or a server outside that is brought it again, finds it the same.
  const renderOnce = newRenderer(base.facts, (about) => log.error({ event: 'fact_not_told', ...about }));
  const render = newRenderer(base.facts);
  const followers = openFollowers({
    database,
    log,
    leads: () => dispatcher.leads(),
    position: () => dispatcher.position(),
  });
  const dispatcher = await openDispatcher({
    connection,
    log,
    bell: base.bell,
    alone: !config.redisUrl && broadcast.kind === 'embedded',
    publish: broadcast.kind === 'outside' ? newPublisher(broadcast, log, render) : undefined,
    tell: (facts) => {
      for (const fact of facts) {
        tellSockets(realtime, hearings, renderOnce(fact));
        deps.toSocket?.(ageOf(fact));
      }
      followers.ring();
    },
  });

  function stats(): Stats {
    return { ...realtime.stats(), position: dispatcher.position(), leads: dispatcher.leads() };
  }

  const face: Broadcasting = {
    credentials: { key: credentials.key },
    outside: broadcast.kind === 'outside' ? broadcast : undefined,
    authorize: async (caller, socketId, channel) => {
      if (!isPublic(channel) && !(await mayHear(rules, caller, channel))) throw new Refusal('forbidden');
      // Servers of others know nothing of a grant, and refuse a signature over more than they expect.
      const { member, grant } = signed(caller, channel);
      return signChannel(credentials, {
        socketId,
        channel,
        member,
        grant: broadcast.kind === 'embedded' ? grant : undefined,
      });
    },
    signIn: (caller, socketId) =>
      signUser(credentials, socketId, { id: String(caller.account_id), grant: grantTo(caller) }),
    eventsAfter: async (caller, channel, after) => {
      await refuseStrangers(rules, caller, channel);
      return eventsAfter({ database, render }, channel, after);
    },
    sendTest: async (tx, message) => {
      await facts.write(tx, { name: 'test.sent', message });
      return { channel: realtimeTest.name, written_at: new Date().toISOString() };
    },
    observe: (observer) => realtime.observe(observer),
    tell: ({ channel, event, data }) => realtime.publish({ channels: [channel], event, data }),
    follow: followers.follow,
    attach: async (web) => {
      await protocolRoutes(web, realtime);
      realtime.attach(web.server);
    },
    tellFigures: (metrics) => tellFigures(metrics, stats, database),
    sweep,
    close: async () => {
      await followers.stop();
      await realtime.close({ spread: 1000 });
      await dispatcher.stop();
    },
    degraded: () => [...(realtime.health().up ? [] : ['redis']), ...(dispatcher.works() ? [] : ['broadcast'])],
  };

  async function sweep(): Promise<void> {
    await database.as(system).rows(statements.sweepFacts);
  }

  return face;
}

/** Pages may only open what the server names: where somebody else carries the events, that too. */
export function socketsElsewhere(broadcast: Broadcast): string[] {
  if (broadcast.kind === 'embedded') return [];
  const host = `${browserHost(broadcast.host)}:${broadcast.port}`;
  return [`ws://${host}`, `wss://${host}`];
}

async function openSockets(
  { config, log }: SocketsBase,
  { origins, identity }: BroadcastingDeps,
  rules: readonly ChannelRule[],
  hearings: Hearings['hooks'],
  credentials: Credentials,
): Promise<Realtime> {
  const { redisUrl, sockets } = config;
  const addressOf = newVisitorAddress(config.trustProxy);
  const https = config.publicUrl?.protocol === 'https:';
  // The client of the bus is loaded where there is one.
  const bus = redisUrl
    ? (await import('#realtime/redis-bus.ts')).openRedisBus({ url: redisUrl, topic: `salle:${credentials.id}` })
    : undefined;
  return openRealtime({
    bus,
    apps: [
      {
        ...credentials,
        clientEvents: 'members',
        clientEventsOn: (channel) => mayWhisper(rules, channel),
        // media signalling comes in bursts
        clientEventRates: [{ prefix: 'presence-session.', perSecond: 50, burst: 100 }],
        webhooks: config.webhooks,
        replays: sockets.refusesReplays ? 'refuse' : 'within-window',
        authorisedWithin: sockets.signInWithin,
        subscribedWithin: unusedFor,
        limits: { connectionsPerUser: sockets.perAccount },
      },
    ],
    perNetwork: sockets.perAddress,
    networkOf: (request) => network(addressOf(request)),
    log: (event, fields) => log.info({ event: `realtime_${event}`, ...fields }),
    hooks: {
      admit: async ({ origin, headers }) => {
        // Signatures for a server of others carry no grant: sockets opened here could not be taken away.
        if (config.broadcast.kind === 'outside') return false;
        if (origin !== undefined && !origins.has(origin)) return false;
        const token = signInOf(headers.cookie, https);
        const caller = token === undefined ? undefined : await identity.lookUp(token);
        return caller ? holderOf(caller) : true;
      },
      ...hearings,
    },
  });
}

/** By two clocks, the database's and ours: where they differ it may come out before it began. */
function ageOf({ occurred_at }: { occurred_at: string }): number {
  return Math.max(0, (Date.now() - Date.parse(occurred_at)) / 1000);
}

function tellSockets(realtime: Realtime, hearings: Hearings, { events, ends, doubts }: Rendered): void {
  for (const ending of ends) {
    if ('link' in ending) realtime.revoke({ user: linkName(ending.link) });
    else {
      const { user, session, channel } = ending;
      realtime.revoke({ user: String(user), session: session === undefined ? undefined : String(session), channel });
    }
  }
  for (const { channel, event, data } of events) realtime.publish({ channels: [channel], event, data });
  for (const doubt of doubts) hearings.weigh(doubt);
}

/** What a revocation finds the subscription by; it travels signed, so that any process can tell whose a socket is. */
function grantTo(caller: Caller): Grant {
  const issued = Date.now();
  return { ...holderOf(caller), issued, expires: issued + grantLasts };
}

function holderOf(caller: Caller): { user: string; session: string } {
  if (!isAccount(caller)) return { user: linkName(caller.link_id), session: linkName(caller.link_id) };
  return { user: String(caller.account_id), session: String(caller.sign_in_id) };
}

/** A link is its own session, and no account's. */
function linkName(id: number): string {
  return `link:${id}`;
}

/** Who is behind a session now, if they still are. */
async function callerBy({ holderOf, callerLinks }: BroadcastingDeps['identity'], session: string) {
  const link = /^link:(\d+)$/.exec(session)?.[1];
  return link === undefined ? holderOf(Number(session)) : callerLinks.holderOf(Number(link));
}

function signed(caller: Caller, channel: string) {
  const member = channel.startsWith('presence-')
    ? { user_id: holderOf(caller).user, user_info: isAccount(caller) ? { name: caller.name } : {} }
    : undefined;
  return { grant: grantTo(caller), member };
}

async function refuseStrangers(
  rules: readonly ChannelRule[],
  caller: Caller | undefined,
  channel: string,
): Promise<void> {
  if (isPublic(channel)) return;
  if (!caller) throw new Refusal('sign_in_required');
  if (!(await mayHear(rules, caller, channel))) throw new Refusal('forbidden');
}
