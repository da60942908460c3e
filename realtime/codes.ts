/**
 * Why a connection is closed. pusher-js acts on the hundreds: 4000 to 4099 it gives up, 4100 to 4199 it comes back
 * after a while, 4200 to 4299 at once. Closings of WebSocket itself (1007, 1008, 1009) come from the socket library.
 */
export const closing = {
  unknownKey: { code: 4001, reason: 'No application has this key' },
  disabled: { code: 4003, reason: 'The application is disabled' },
  overQuota: { code: 4004, reason: 'The application is over its connection quota' },
  noPath: { code: 4005, reason: 'The path is not /app/{key}' },
  noVersion: { code: 4006, reason: 'The protocol version is not a number' },
  unsupported: { code: 4007, reason: 'The protocol version must be 5, 6 or 7' },
  noProtocol: { code: 4008, reason: 'The protocol version is missing' },
  unauthorised: { code: 4009, reason: 'The connection is not authorised' },
  nobody: { code: 4009, reason: 'Nobody signed in, nor was let into a private channel, in time' },
  overCapacity: { code: 4100, reason: 'The server is over its capacity' },
  flooding: { code: 4101, reason: 'Too many messages' },
  crowdedNetwork: { code: 4102, reason: 'Too many connections from one address' },
  crowdedUser: { code: 4103, reason: 'Too many connections of one account' },
  restart: { code: 4200, reason: 'The server is going down: come back' },
  silent: { code: 4201, reason: 'No pong was received in time' },
  unused: { code: 4202, reason: 'Nothing was subscribed to in time' },
  tooSlow: { code: 4210, reason: 'Too much is unread: come back and catch up' },
} as const;

const ours: ReadonlySet<number> = new Set(Object.values(closing).map(({ code }) => code));

/** A code as it is counted: of those that clients make up there are thousands. */
export function countedAs(code: number): string {
  return ours.has(code) || (code >= 1000 && code < 1016) ? String(code) : 'other';
}

export type Closing = { readonly code: number; readonly reason: string };

/** Codes of `pusher:error` frames, after which the connection goes on. */
export const errors = {
  unauthorised: 4009,
  clientEventRefused: 4301,
  watchlistTooLong: 4302,
} as const;
