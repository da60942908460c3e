import type { Application } from './application.ts';
import { type ChannelName, needsSignature, userChannel } from './channel-name.ts';
import type { Connection } from './connection.ts';
import { type Grant, isChannelSigned } from './signatures.ts';
import type { Member } from './who.ts';

/** A refusal as pusher-js hands it to `pusher:subscription_error`. */
export class Refused extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, status: number, message: string) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** What the client has shown, and what was signed for it. */
export type Proof = { readonly grant: Grant | undefined; readonly member: Member | undefined };

/** Reads what a client shows for a channel; throws where it is not enough. */
export function prove(
  application: Application,
  connection: Connection,
  { name, kind }: ChannelName,
  data: Record<string, unknown>,
): Proof {
  const { app, roster } = application;
  if (roster.channelsOf(connection).size + (connection.pending?.size ?? 0) >= app.limits.channelsPerConnection) {
    throw new Refused('LimitReached', 429, 'This connection has as many channels as it may');
  }
  if (kind === 'user' && (!connection.signedIn || name !== userChannel(connection.signedIn.id))) {
    throw new Refused('AuthError', 401, 'This channel is heard only by its own user, signed in');
  }
  if (!needsSignature(kind)) return { grant: undefined, member: undefined };
  const text = data.channel_data ?? undefined;
  if (text !== undefined && typeof text !== 'string') {
    throw new Refused('AuthError', 400, 'channel_data must be the string that was signed');
  }
  if (!isChannelSigned(app, data.auth, connection.id, name, text)) {
    throw new Refused('AuthError', 401, 'The signature is not that of this socket, channel and channel_data');
  }
  const signed = text === undefined ? {} : readSigned(text);
  const member = kind === 'presence' ? readMember(application, connection, name, signed) : undefined;
  return { grant: readGrant(signed.grant), member };
}

/** Of what was signed, only what has the shape of a grant. */
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

function readSigned(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // answered below, as any other text that is no object
  }
  throw new Refused('AuthError', 400, 'channel_data must be a JSON object');
}

function readMember(
  { app, roster }: Application,
  connection: Connection,
  channel: string,
  signed: Record<string, unknown>,
): Member {
  const { user_id: id = connection.signedIn?.id, user_info: info = connection.signedIn?.info } = signed;
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '' || String(id).length > 128) {
    throw new Refused('AuthError', 400, 'A presence channel needs channel_data with a user_id, or a signed-in user');
  }
  if (Buffer.byteLength(JSON.stringify(info ?? null)) > app.limits.memberBytes) {
    throw new Refused('LimitReached', 413, `user_info must not be longer than ${app.limits.memberBytes} bytes`);
  }
  const isNew = roster.member(channel, String(id)) === undefined;
  if (isNew && roster.memberCount(channel) >= app.limits.membersPerChannel) {
    throw new Refused('LimitReached', 429, 'The channel has as many members as it may');
  }
  return { id: String(id), info: info ?? null }; // `undefined` would be no member at all in JSON
}
