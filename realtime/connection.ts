import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Allowance } from './allowance.ts';
import { type Closing, closing } from './codes.ts';
import type { App } from './complete-settings.ts';
import type { Frames } from './frames.ts';
import { type SubscriptionError, subscriptionError } from './messages.ts';
import type { Outbox } from './outbox.ts';
import type { Holder } from './who.ts';

/** Somebody signed in with `pusher:signin`. */
export type SignedIn = {
  readonly id: string;
  readonly info: unknown;
  readonly watchlist: readonly string[];
  readonly session: string | undefined;
};

/** A subscription that is being asked for; unsubscribing or closing meanwhile takes it back. */
export type Pending = { readonly channel: string };

/** A frame larger than this need not wait for others to join it. */
const joinedAtMost = 64 * 1024;

/** One socket. `ws` reads and does the control frames; data goes to the socket beneath as bytes, once a tick. */
export class Connection {
  readonly id: string;
  readonly holder: Holder;
  readonly opened: number;
  /** subscriptions being asked for */
  pending: Map<string, Pending> | undefined;
  /** channels taken away, which a signature without a date does not give back */
  barred: Set<string> | undefined;
  signedIn: SignedIn | undefined;
  /** something has been subscribed to */
  isUsed = false;
  /** it is somebody's: by `admit`, signed in, or let into a channel that is not everybody's */
  isAuthorised: boolean;
  rates: Map<string, Allowance> | undefined;
  heardAt: number;
  pingedAt: number | undefined;
  readonly #app: App;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #outbox: Outbox;
  readonly #allowance: Allowance;
  readonly #onEnd: (connection: Connection) => void;
  #awaiting: Frames | undefined;
  #bytesRead = 0;
  #ended = false;

  constructor(made: {
    id: string;
    app: App;
    holder: Holder;
    ws: WebSocket;
    socket: Duplex;
    outbox: Outbox;
    now: number;
    /** it hears nothing from here on; called once */
    onEnd: (connection: Connection) => void;
  }) {
    this.id = made.id;
    this.holder = made.holder;
    this.isAuthorised = made.holder.user !== undefined;
    this.opened = made.now;
    this.heardAt = made.now;
    this.#app = made.app;
    this.#ws = made.ws;
    this.#socket = made.socket;
    this.#outbox = made.outbox;
    this.#onEnd = made.onEnd;
    const { messagesPerSecond } = made.app.limits;
    this.#allowance = new Allowance(messagesPerSecond, messagesPerSecond * 5, made.now);
  }

  get isOpen(): boolean {
    return !this.#ended;
  }

  /** Not this channel; the connection goes on. */
  refuse(channel: string, problem: SubscriptionError): void {
    this.#outbox.refusals.add(problem.type);
    this.send(subscriptionError(channel, problem));
  }

  send(frame: Frames): void {
    if (this.#ended) return;
    if (!this.#awaiting) {
      this.#awaiting = frame;
      this.#outbox.post(this);
      return;
    }
    this.#awaiting = this.#awaiting.followedBy(frame);
    if (this.#awaiting.size > joinedAtMost) this.flush();
  }

  /** Writes what awaits, in one go. Who reads too slowly is let go, so that nobody else pays for it. */
  flush(): void {
    const frames = this.#awaiting;
    this.#awaiting = undefined;
    if (!frames || this.#ended || this.#ws.readyState !== this.#ws.OPEN) return;
    this.#outbox.count(frames);
    this.#socket.write(frames.bytes());
    if (this.#socket.writableLength <= this.#app.limits.unreadBytes) return;
    this.#outbox.tooSlow += 1;
    this.close(closing.tooSlow);
  }

  /** Says why, and no more after it. Who does not answer is cut off. */
  close(why: Closing): void {
    if (this.#ended) return;
    this.flush();
    if (this.#ended) return; // the flush itself found it too slow
    this.ended();
    this.#ws.close(why.code, why.reason);
  }

  /** The socket is gone, or going. */
  ended(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#awaiting = undefined;
    this.pending = undefined;
    this.#onEnd(this);
  }

  cutOff(): void {
    this.#ws.terminate();
  }

  /** Whether one more message may come. */
  mayTalk(now: number): boolean {
    return this.#allowance.take(now);
  }

  /** Whether one more client event may come on this channel. */
  mayWhisper(channel: string, now: number): boolean {
    const rule = this.#app.clientEventRates.find(({ prefix }) => channel.startsWith(prefix));
    if (!rule) return false;
    this.rates ??= new Map();
    let rate = this.rates.get(rule.prefix);
    if (!rate) {
      rate = new Allowance(rule.perSecond, rule.burst, now);
      this.rates.set(rule.prefix, rate);
    }
    return rate.take(now);
  }

  /** Any byte is a sign of life: a pong, a ping of the socket's own, a message. */
  heardSince(now: number): number {
    const bytesRead = (this.#socket as { bytesRead?: number }).bytesRead ?? 0;
    if (bytesRead !== this.#bytesRead) {
      this.#bytesRead = bytesRead;
      this.heardAt = now;
      this.pingedAt = undefined;
    }
    return this.heardAt;
  }
}
