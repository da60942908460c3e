import { hmac, isSame } from './digests.ts';
import type { Holder } from './who.ts';

/** What an application signs with: its key, which all may know, and its secret. */
export type Credentials = { readonly key: string; readonly secret: string };

/**
 * What the authorising endpoint may say beside "yes": whose subscription it is and since when it holds. It travels in
 * the signed `channel_data`, so official clients carry it unread, and any process can tell whom a socket belongs to.
 */
export type Grant = Holder & {
  /** milliseconds since 1970; what is revoked later than this ends it */
  readonly issued?: number | undefined;
  /** milliseconds since 1970; not accepted after */
  readonly expires?: number | undefined;
};

/** Who somebody is in a presence channel, in the words of the protocol. */
export type SignedMember = { user_id: string; user_info?: unknown };

/** Answers for an authorising endpoint; without member and grant it is what the official SDKs answer. */
export function signChannel(
  credentials: Credentials,
  ask: { socketId: string; channel: string; member?: SignedMember; grant?: Grant },
): { auth: string; channel_data?: string } {
  const { socketId, channel, member, grant } = ask;
  const data = member || grant ? JSON.stringify({ ...member, grant }) : undefined;
  const auth = `${credentials.key}:${hmac(credentials.secret, channelText(socketId, channel, data))}`;
  return data === undefined ? { auth } : { auth, channel_data: data };
}

/** Answers for a user-authenticating endpoint (`pusher:signin`). */
export function signUser(
  credentials: Credentials,
  socketId: string,
  user: { id: string; user_info?: unknown; watchlist?: string[]; grant?: Grant },
): { auth: string; user_data: string } {
  const data = JSON.stringify(user);
  return { auth: `${credentials.key}:${hmac(credentials.secret, userText(socketId, data))}`, user_data: data };
}

/** Whether `auth` is what `signChannel` answers for this socket, channel and `channel_data`. */
export function isChannelSigned(
  credentials: Credentials,
  auth: unknown,
  socketId: string,
  channel: string,
  data: string | undefined,
): boolean {
  return isSigned(credentials, auth, channelText(socketId, channel, data));
}

/** Whether `auth` is what `signUser` answers for this socket and `user_data`. */
export function isUserSigned(credentials: Credentials, auth: unknown, socketId: string, data: string): boolean {
  return isSigned(credentials, auth, userText(socketId, data));
}

function isSigned(credentials: Credentials, auth: unknown, text: string): boolean {
  return typeof auth === 'string' && isSame(auth, `${credentials.key}:${hmac(credentials.secret, text)}`);
}

function channelText(socketId: string, channel: string, data: string | undefined): string {
  return data === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${data}`;
}

function userText(socketId: string, data: string): string {
  return `${socketId}::user::${data}`;
}
