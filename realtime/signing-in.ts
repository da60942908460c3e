import type { Application } from './application.ts';
import { signedInChannel } from './channel-name.ts';
import { closing, errors } from './codes.ts';
import type { Connection } from './connection.ts';
import { errorMessage, signedIn } from './messages.ts';
import { readGrant } from './proof.ts';
import { type Grant, isUserSigned } from './signatures.ts';

/** `pusher:signin`: from here on the socket is this user's. */
export function signIn(
  application: Application,
  connection: Connection,
  { auth, user_data: text }: Record<string, unknown>,
): void {
  const { app } = application;
  const user = typeof text === 'string' && isUserSigned(app, auth, connection.id, text) ? readUser(text) : undefined;
  const problem = user ? whyNot(application, connection, user) : notSigned;
  if (!user || typeof text !== 'string' || problem) {
    connection.send(errorMessage(problem?.why ?? notSigned.why, problem?.code));
    return;
  }
  const { id, info, grant } = user;
  if (application.roster.seatsOf(signedInChannel, id) >= app.limits.connectionsPerUser) {
    connection.close(closing.crowdedUser);
    return;
  }
  const watchlist = app.watchlists ? user.watchlist : [];
  connection.signedIn = { id, info, watchlist, session: grant?.session };
  connection.send(signedIn(text));
  application.subscribe(connection, signedInChannel, { ...grant, member: { id, info: null } });
  application.watch(connection, watchlist);
}

type User = { id: string; info: unknown; watchlist: string[]; grant: Grant | undefined };

function readUser(text: string): User | undefined {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, user_info: info, watchlist = [], grant } = value as Record<string, unknown>;
  if (typeof id !== 'string' || id === '' || id.length > 128 || !isTexts(watchlist)) return undefined;
  return { id, info, watchlist, grant: readGrant(grant) };
}

function whyNot({ app, revocations, around }: Application, connection: Connection, user: User) {
  const code = errors.unauthorised;
  const { id, watchlist, grant } = user;
  if (connection.signedIn) return { code, why: 'This connection is signed in already' };
  const isExpired = grant?.expires !== undefined && grant.expires <= around.clock.now();
  const one = { socketId: connection.id, users: [id, grant?.user], sessions: [grant?.session] };
  if (isExpired || revocations.touch(one, revocations.made, grant?.issued ?? connection.opened)) {
    return { code, why: 'The sign-in has expired or was revoked' };
  }
  if (app.watchlists && watchlist.length > app.limits.watchlist) {
    return { code: errors.watchlistTooLong, why: `A watchlist has at most ${app.limits.watchlist} users` };
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused as any other text that names no user
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

const notSigned = { code: errors.unauthorised, why: 'The sign-in is not signed for this socket' };
