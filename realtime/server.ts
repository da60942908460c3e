import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { Application } from './application.ts';
import { type Bus, type BusHealth, noBus } from './bus.ts';
import type { ApiAnswer, ApiRequest, Event, InApp, Revocation } from './calls.ts';
import { userChannel } from './channel-name.ts';
import { type Clock, every, wallClock } from './clock.ts';
import { closing } from './codes.ts';
import type { Hooks, Log, Observer } from './hooks.ts';
import { HttpApi } from './http/api.ts';
import { receiveHttp } from './http/exchange.ts';
import type { AppState, Note } from './notes.ts';
import { Outbox } from './outbox.ts';
import { Peers } from './peers.ts';
import { revoke } from './revoking.ts';
import type { AppSettings } from './settings.ts';
import { UsedSignatures } from './used-signatures.ts';
import { turnAway, Welcome } from './welcome.ts';

export type RealtimeOptions = {
  readonly apps: readonly AppSettings[];
  /** where the program around has its say; without them, what is signed is let in */
  readonly hooks?: Hooks;
  /** to the other processes; without one, this is the only one */
  readonly bus?: Bus;
  /** the time to go by; the machine's, unless a test moves one of its own */
  readonly clock?: Clock;
  /** hears what went wrong, and which process was lost; without it nobody does */
  readonly log?: Log;
  /** sockets of this process, all applications together */
  readonly capacity?: number;
  /** sockets of this process from one network; as many as come, unless it is set */
  readonly perNetwork?: number;
  /**
   * Where a socket comes from, as `perNetwork` counts: the other end's address, unless it is asked. Behind a proxy it must say whom
   * that speaks for, and of IPv6 it should say the /64, which is one household's.
   */
  readonly networkOf?: (request: IncomingMessage) => string;
};

export type RealtimeStats = {
  readonly connections: number;
  /** heard by anybody, here or on another process */
  readonly channels: number;
  /** of these connections */
  readonly subscriptions: number;
  /** frames and bytes written since the start */
  readonly messages: number;
  readonly bytes: number;
  /** connections let go because they did not read */
  readonly tooSlow: number;
  /** connections that ended, by their code, and subscriptions that were refused, by the kind of refusal */
  readonly closings: Readonly<Record<string, number>>;
  readonly refusals: Readonly<Record<string, number>>;
  /** events that wait to be brought to webhooks */
  readonly webhooks: number;
  /** other processes that are heard */
  readonly peers: number;
};

export type Realtime = {
  /** Takes the upgrades to `/app/{key}` of this server; others are left to whoever else listens. */
  attach(server: HttpServer): void;
  /** The same for one upgrade; false: it is not ours. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** The signed HTTP API under `/apps/`; false: the path is not ours. */
  handleHttp(request: IncomingMessage, response: ServerResponse): boolean;
  /** The same, for a server that has read the body already. */
  answer(request: ApiRequest): ApiAnswer;
  /** The answer to a call that is refused before its body is read; undefined: it is to be read. */
  refusal(request: Omit<ApiRequest, 'body'>): ApiAnswer | undefined;
  /** To the sockets of this process: for what every process publishes by itself. */
  publish(event: Event & InApp): void;
  /** To the sockets of all processes. */
  broadcast(event: Event & InApp): void;
  /** To the sockets of all processes on which this user is signed in. */
  sendToUser(user: string, event: string, data: unknown, inApp?: InApp): void;
  /** Ends what is concerned, on all processes; nothing is delivered to it after. */
  revoke(revocation: Revocation & InApp): void;
  /** Whether a socket of any process is signed in as this user. */
  isOnline(user: string, inApp?: InApp): boolean;
  /** Who is signed in and which channels are heard, on all processes: how it stands, then each change. */
  observe(observer: Observer, inApp?: InApp): void;
  /** Figures of this process, all applications together. */
  stats(): RealtimeStats;
  /** Whether the other processes can be reached. */
  health(): BusHealth;
  /** Sends everybody away, spread over a time so that they do not all come back at once. */
  close(options?: { spread?: number }): Promise<void>;
};

/** Opens a server; it listens once it is attached to an HTTP server of the program's. */
export function openRealtime(options: RealtimeOptions): Realtime {
  const { hooks = {}, bus = noBus, clock = wallClock, log = () => {} } = options;
  const outbox = new Outbox();
  const applications = new Map<string, Application>();
  const peers = new Peers(bus, clock, { state, heard, lost, note });
  const used = new UsedSignatures(clock);
  for (const settings of options.apps) {
    const application = new Application(settings, {
      clock,
      hooks,
      log,
      isReported: !bus.health().alone,
      leads: () => peers.leads,
      elsewhere: (app) => peers.connections(app),
      placesElsewhere: (app) => peers.places(app),
      ask: (app, count, heard) => peers.ask(app, count, heard),
      say: (what) => peers.say(what),
      changed: () => peers.changed(),
    });
    applications.set(application.app.id, application);
  }
  const all = [...applications.values()];
  const welcome = new Welcome(all, {
    hooks,
    clock,
    log,
    outbox,
    capacity: options.capacity ?? 100_000,
    perNetwork: options.perNetwork ?? Number.POSITIVE_INFINITY,
    networkOf: options.networkOf ?? ((request) => request.socket.remoteAddress ?? ''),
  });
  const api = new HttpApi(applications, { clock, used, say: (what) => peers.say(what), revoke: revokeEverywhere });
  const stopSweeping = every(clock, 1_000, () => {
    for (const application of all) application.sweep();
  });
  peers.open();

  function inApp({ app }: InApp = {}): Application {
    const found = app === undefined ? all[0] : applications.get(app);
    if (!found) throw new Error(`There is no application ${app}`);
    return found;
  }

  function broadcast(event: Event & InApp): void {
    const application = inApp(event);
    application.publish(event);
    const { channels, event: name, data, except } = event;
    peers.say({ kind: 'event', app: application.app.id, channels, event: name, data, except });
  }

  function revokeEverywhere(application: Application, revocation: Revocation): void {
    revoke(application, revocation);
    peers.say({ kind: 'revoke', app: application.app.id, revocation });
  }

  function state(whole: boolean): AppState[] {
    return all.map((application) => ({
      app: application.app.id,
      connections: application.places.taken,
      asked: peers.asked(application.app.id),
      reports: application.roster.reports(whole),
      cached: whole ? application.cache.all() : undefined,
    }));
  }

  function heard(peer: string, apps: readonly AppState[], whole: boolean): void {
    for (const { app, reports, cached } of apps) {
      const application = applications.get(app);
      for (const [channel, event] of cached ?? []) application?.cache.take(channel, event);
      application?.follow(application.roster.hear(peer, reports, whole));
    }
  }

  function lost(peer: string): void {
    log('peer.lost', { peer });
    for (const application of all) application.follow(application.roster.lose(peer));
  }

  function note(said: Note): void {
    const application = 'app' in said ? applications.get(said.app) : undefined;
    if (!application) return;
    if (said.kind === 'event') application.publish(said);
    else if (said.kind === 'whisper') {
      application.whisper(said.channel, said.event, said.data, said.user, undefined);
    } else if (said.kind === 'revoke') revoke(application, said.revocation);
    else if (said.kind === 'used') used.add(said.app, said.signature, said.until);
  }

  return {
    attach(server) {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        if (welcome.handleUpgrade(request, socket, head) || server.listenerCount('upgrade') > 1) return;
        turnAway(socket, '404 Not Found');
      });
    },
    handleUpgrade: (request, socket, head) => welcome.handleUpgrade(request, socket, head),
    handleHttp: (request, response) => receiveHttp(api, request, response, log),
    answer: (request) => api.answer(request),
    refusal: (request) => api.refusal(request),
    publish: (event) => inApp(event).publish(event),
    broadcast,
    sendToUser: (user, event, data, where) => broadcast({ ...where, channels: [userChannel(user)], event, data }),
    revoke: ({ app, ...revocation }) => revokeEverywhere(inApp({ app }), revocation),
    isOnline: (user, where) => inApp(where).isOnline(user),
    observe: (observer, where) => inApp(where).observe(observer),
    stats() {
      const sizes = all.map((application) => application.roster.size);
      return {
        connections: all.reduce((sum, { connections }) => sum + connections.size, 0),
        channels: sizes.reduce((sum, size) => sum + size.channels, 0),
        subscriptions: sizes.reduce((sum, size) => sum + size.subscriptions, 0),
        messages: outbox.messages,
        bytes: outbox.bytes,
        tooSlow: outbox.tooSlow,
        closings: outbox.closings.all(),
        refusals: outbox.refusals.all(),
        webhooks: all.reduce((sum, { webhooks }) => sum + webhooks.waiting(), 0),
        peers: peers.count,
      };
    },
    health: () => bus.health(),
    async close({ spread } = {}) {
      welcome.close();
      const connections = all.flatMap((application) => [...application.connections.values()]);
      await sendAway(connections, spread ?? Math.min(3_000, connections.length * 2));
      stopSweeping();
      peers.close();
      for (const application of all) application.webhooks.close();
      await bus.close();
      welcome.cutOff();
    },
  };

  /** In random order, a few each 50 ms. */
  async function sendAway(connections: { close(why: typeof closing.restart): void }[], spread: number) {
    const order = connections.map((one) => ({ one, at: Math.random() })).sort((a, b) => a.at - b.at);
    const steps = Math.max(1, Math.ceil(spread / 50));
    const each = Math.max(1, Math.ceil(order.length / steps));
    for (let sent = 0; sent < order.length; sent += each) {
      if (sent > 0) await new Promise<void>((resolve) => clock.later(50, resolve));
      for (const { one } of order.slice(sent, sent + each)) one.close(closing.restart);
    }
  }
}
