import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Holder } from './roster.ts';

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

export type SignedMember = { user_id: string; user_info?: unknown };

export function readGrant(value: unknown): Grant | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { user, session, issued, expires } = value as Record<string, unknown>;
  return {
    user: typeof user === 'string' ? user : undefined,
    session: typeof session === 'string' ? session : undefined,
    issued: typeof issued === 'number' ? issued : undefined,
    expires: typeof expires === 'number' ? expires : undefined,
  };
}

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

export function isChannelSigned(
  credentials: Credentials,
  auth: unknown,
  socketId: string,
  channel: string,
  data: string | undefined,
): boolean {
  return isSigned(credentials, auth, channelText(socketId, channel, data));
}

export function isUserSigned(credentials: Credentials, auth: unknown, socketId: string, data: string): boolean {
  return isSigned(credentials, auth, userText(socketId, data));
}

/** In constant time, so that a signature cannot be guessed digit by digit. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export function hmac(secret: string, text: string | Buffer): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

export function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('hex');
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
