export type ChannelKind = 'public' | 'private' | 'encrypted' | 'presence' | 'user';

export type ChannelName = {
  readonly name: string;
  readonly kind: ChannelKind;
  /** `cache-`: the last event is kept and told to whoever subscribes */
  readonly cached: boolean;
};

/** What the official SDKs allow: they refuse the 201st character, and anything else than these. */
const allowed = /^[A-Za-z0-9_\-=@,.;]{1,200}$/;
/** Who is signed in is kept as who is in this channel, which no client can name. */
export const signedInChannel = '#signed-in';
const toUser = '#server-to-user-';

/** Reads a channel's name; case counts, and `Private-x` is a public channel, as with Pusher. */
export function readChannelName(name: unknown): ChannelName | undefined {
  if (typeof name !== 'string') return undefined;
  if (name.startsWith(toUser)) {
    return name.length > toUser.length && name.length <= 200 ? { name, kind: 'user', cached: false } : undefined;
  }
  if (!allowed.test(name)) return undefined;
  for (const [prefix, kind] of prefixes) {
    if (name.startsWith(prefix)) return { name, kind, cached: name.startsWith('cache-', prefix.length) };
  }
  return { name, kind: 'public', cached: false };
}

const prefixes: [string, ChannelKind][] = [
  ['private-encrypted-', 'encrypted'],
  ['private-', 'private'],
  ['presence-', 'presence'],
  ['', 'public'],
];

/** The channel on which one signed-in user is told things, on each of their sockets. */
export function userChannel(user: string): string {
  return toUser + user;
}

export function needsSignature(kind: ChannelKind): boolean {
  return kind === 'private' || kind === 'encrypted' || kind === 'presence';
}
