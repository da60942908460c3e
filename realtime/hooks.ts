import type { IncomingHttpHeaders } from 'node:http';
import type { Grant } from './signatures.ts';
import type { Holder, Member } from './who.ts';

/** Yes, no, or yes and whose it is. */
export type Verdict = boolean | Holder;

/** Somebody who would open a socket. */
export type Visit = {
  readonly app: string;
  /** of the page, as the browser says; programs that are none send none */
  readonly origin: string | undefined;
  /** the other end of the connection: behind a proxy, the proxy's */
  readonly address: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** of the upgrade's address: `protocol`, `client`, `version`, and what the client adds */
  readonly query: URLSearchParams;
};

/** Somebody who would hear a channel, after the signature was found to be right. */
export type Wish = {
  readonly app: string;
  readonly socketId: string;
  readonly channel: string;
  /** as `admit` said */
  readonly connection: Holder;
  /** the user, where `pusher:signin` came before */
  readonly signedIn: string | undefined;
  /** as it stands in the signed `channel_data` */
  readonly grant: Grant | undefined;
  readonly member: Member | undefined;
};

/** A subscription that has begun or ended, and whose it is. */
export type Seen = Holder & {
  readonly app: string;
  readonly socketId: string;
  readonly channel: string;
  readonly member: Member | undefined;
};

/** What a client would tell the others of its channel. */
export type ClientEvent = Seen & { readonly event: string; readonly data: unknown };

/** Where the program around the server has its say. One that is asked and throws refuses; what it threw is logged. */
export type Hooks = {
  /** before the WebSocket handshake: origins, cookies, addresses */
  admit?(visit: Visit): Verdict | Promise<Verdict>;
  /** at each subscription, to public channels too */
  authorize?(wish: Wish): Verdict | Promise<Verdict>;
  /** a subscription has begun */
  subscribed?(seen: Seen): void;
  /** it has ended: unsubscribed, revoked, or the socket is gone */
  left?(seen: Seen): void;
  /** `false` keeps it from the others */
  onClientEvent?(event: ClientEvent): boolean | undefined;
};

/**
 * Hears what the sockets of all processes come to together. Each process tells its own observers, as it learns of it:
 * who hears both need not care on which process a socket is, nor which of them has died.
 */
export type Observer = {
  /** signed in with a first socket, or with none any more */
  user(id: string, isOnline: boolean): void;
  /** heard by a first subscriber, or by nobody any more */
  channel(name: string, isOccupied: boolean): void;
};

/** One thing worth knowing: `hook.failed`, `http.failed`, `peer.lost`, `webhook.failed`, `.given_up`, `.dropped`. */
export type Log = (event: string, fields: Record<string, unknown>) => void;
