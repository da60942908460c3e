import type { Event } from './calls.ts';
import { readChannelName, signedInChannel, userChannel } from './channel-name.ts';
import type { Clock } from './clock.ts';
import { closing } from './codes.ts';
import { type App, completeSettings } from './complete-settings.ts';
import type { Connection } from './connection.ts';
import { EventCache } from './event-cache.ts';
import type { Frames } from './frames.ts';
import type { Hooks, Log, Observer } from './hooks.ts';
import { channelEvent, clientEvent, memberAdded, memberRemoved, ping, subscriptionCount } from './messages.ts';
import type { Note } from './notes.ts';
import { Places } from './places.ts';
import { Revocations } from './revocations.ts';
import { type Change, Roster, type Subscription } from './roster.ts';
import type { AppSettings } from './settings.ts';
import { Tally } from './tally.ts';
import { Watchers } from './watchers.ts';
import { openWebhooks, type Webhooks } from './webhooks.ts';

export type Surroundings = {
  readonly clock: Clock;
  readonly hooks: Hooks;
  readonly log: Log;
  /** whether other processes hear of this one */
  readonly isReported: boolean;
  /** whether it is this process that tells webhooks what concerns all */
  readonly leads: () => boolean;
  /** connections of this application on other processes */
  readonly elsewhere: (app: string) => number;
  /** the same, with the places that were asked for there */
  readonly placesElsewhere: (app: string) => number;
  /** asks for places on all processes, and calls back when all that was said before has been heard */
  readonly ask: (app: string, count: number, heard: () => void) => void;
  /** to the other processes */
  readonly say: (note: Note) => void;
  /** something is to be reported at the end of the tick */
  readonly changed: () => void;
};

/** One application in this process: its sockets, who hears what, and what follows from a change. */
export class Application {
  readonly app: App;
  readonly connections = new Map<string, Connection>();
  /** the connections of each, as `admit` said whose they are */
  readonly users = new Tally();
  readonly roster: Roster<Connection>;
  readonly revocations = new Revocations();
  readonly cache: EventCache;
  readonly webhooks: Webhooks;
  readonly places: Places;
  readonly around: Surroundings;
  readonly #watchers = new Watchers();
  readonly #observers: Observer[] = [];
  readonly #counted = new Set<string>();

  constructor(settings: AppSettings, around: Surroundings) {
    this.app = completeSettings(settings);
    this.around = around;
    this.roster = new Roster(around.isReported);
    this.cache = new EventCache(this.app.limits.cachedChannels, this.app.limits.cachedSeconds);
    this.webhooks = openWebhooks(this.app, around);
    const { id, limits } = this.app;
    this.places = new Places({
      most: limits.connections,
      here: () => this.connections.size,
      elsewhere: () => around.placesElsewhere(id),
      ask: (count, heard) => around.ask(id, count, heard),
    });
  }

  /** To the sockets of this process. A frame is made once for each channel, whoever hears it. */
  publish({ channels, event, data, except }: Event): void {
    const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? 'null');
    const excepted = except === undefined ? undefined : this.connections.get(except);
    const now = this.around.clock.now();
    for (const name of channels) {
      if (readChannelName(name)?.cached) this.cache.keep(name, event, text, now);
      const seats = this.roster.seats(name);
      if (seats.size === 0) continue;
      this.#tell(seats, channelEvent(name, event, text), excepted);
    }
  }

  /** A client's own event, to the others of its channel. */
  whisper(channel: string, event: string, data: unknown, user: string | undefined, from: Connection | undefined): void {
    const seats = this.roster.seats(channel);
    if (seats.size > 0) this.#tell(seats, clientEvent(channel, event, data, user), from);
  }

  sendToUser(user: string, event: string, data: unknown): void {
    this.publish({ channels: [userChannel(user)], event, data });
  }

  /** `welcome` is said before anything that the channel says. */
  subscribe(connection: Connection, channel: string, subscription: Subscription, welcome?: () => void): void {
    const changes = this.roster.subscribe(connection, channel, subscription);
    connection.isUsed = true;
    if (readChannelName(channel)?.kind !== 'public') connection.isAuthorised = true; // `#signed-in` is no name at all
    welcome?.();
    this.follow(changes, connection);
    if (channel === signedInChannel) return;
    this.#hook('subscribed', connection, channel, subscription);
  }

  unsubscribe(connection: Connection, channel: string): void {
    const subscription = this.roster.subscription(connection, channel);
    if (!subscription) return;
    this.follow(this.roster.unsubscribe(connection, channel));
    if (channel === signedInChannel) return;
    this.#hook('left', connection, channel, subscription);
  }

  enter(connection: Connection): void {
    this.connections.set(connection.id, connection);
    if (connection.holder.user !== undefined) this.users.add(connection.holder.user);
  }

  leave(connection: Connection): void {
    this.connections.delete(connection.id);
    if (connection.holder.user !== undefined) this.users.remove(connection.holder.user);
    for (const channel of [...this.roster.channelsOf(connection)]) this.unsubscribe(connection, channel);
    this.#watchers.remove(connection);
    this.around.changed();
  }

  /** Tells those concerned what a step has changed, wherever the step was made. */
  follow(changes: readonly Change[], by?: Connection): void {
    if (changes.length > 0) this.around.changed();
    for (const change of changes) {
      if (this.#observers.length > 0) this.#show(change);
      if (change.channel === signedInChannel) this.#watchers.follow(change);
      else this.#follow(change, by);
    }
  }

  /** The socket is nobody's any more. */
  signOut(connection: Connection): void {
    if (!connection.signedIn) return;
    this.unsubscribe(connection, signedInChannel);
    this.#watchers.remove(connection);
    connection.signedIn = undefined;
  }

  watch(connection: Connection, watchlist: readonly string[]): void {
    this.#watchers.add(connection, watchlist, (user) => this.isOnline(user));
  }

  /** Tells how it stands, and from then on what changes. */
  observe(observer: Observer): void {
    this.#observers.push(observer);
    for (const { id } of this.roster.members(signedInChannel)) observer.user(id, true);
    for (const name of this.roster.names()) if (name !== signedInChannel) observer.channel(name, true);
  }

  isOnline(user: string): boolean {
    return this.roster.member(signedInChannel, user) !== undefined;
  }

  /** Asks the silent whether they live; lets go of those who do not answer, and of those who are here for nothing. Told each second. */
  sweep(): void {
    const now = this.around.clock.now();
    const { activityTimeout, pongTimeout, authorisedWithin, subscribedWithin } = this.app;
    for (const connection of [...this.connections.values()]) {
      const heard = connection.heardSince(now);
      if (connection.pingedAt !== undefined) {
        if (now - connection.pingedAt >= pongTimeout * 1000) connection.close(closing.silent);
      } else if (now - heard >= activityTimeout * 1000) {
        connection.pingedAt = now;
        connection.send(ping());
      }
      const age = (now - connection.opened) / 1000;
      if (!connection.isAuthorised && age >= authorisedWithin) connection.close(closing.nobody);
      else if (!connection.isUsed && age >= subscribedWithin) connection.close(closing.unused);
    }
    for (const channel of this.#counted) {
      const count = this.roster.count(channel);
      this.#tell(this.roster.seats(channel), subscriptionCount(channel, count));
      this.webhooks.tell({ name: 'subscription_count', channel, subscription_count: count });
    }
    this.#counted.clear();
  }

  #follow(change: Change, by: Connection | undefined): void {
    const { channel } = change;
    if (change.what === 'joined' || change.what === 'left') {
      const { id, info } = change.member;
      const frame = change.what === 'joined' ? memberAdded(channel, id, info) : memberRemoved(channel, id);
      this.#tell(this.roster.seats(channel), frame, by);
      this.webhooks.member(change.what, channel, id);
    } else if (change.what === 'counted') {
      if (this.app.subscriptionCounts && !channel.startsWith('presence-')) this.#counted.add(channel);
    } else {
      this.webhooks.channel(change.what, channel);
    }
  }

  #tell(seats: ReadonlyMap<Connection, unknown>, frame: Frames, except?: Connection): void {
    for (const connection of seats.keys()) if (connection !== except) connection.send(frame);
  }

  #show(change: Change): void {
    const { what, channel } = change;
    try {
      for (const observer of this.#observers) {
        if (what === 'joined' || what === 'left') {
          if (channel === signedInChannel) observer.user(change.member.id, what === 'joined');
        } else if (what !== 'counted' && channel !== signedInChannel) observer.channel(channel, what === 'occupied');
      }
    } catch (problem) {
      this.around.log('hook.failed', { hook: 'observer', channel, problem: String(problem) });
    }
  }

  /** A mistake of the program around must not end the conversation. */
  #hook(name: 'subscribed' | 'left', connection: Connection, channel: string, subscription: Subscription): void {
    const { hooks, log } = this.around;
    const { member, user = connection.holder.user, session = connection.holder.session } = subscription;
    try {
      hooks[name]?.({ app: this.app.id, socketId: connection.id, channel, member, user, session });
    } catch (problem) {
      log('hook.failed', { hook: name, channel, problem: String(problem) });
    }
  }
}
