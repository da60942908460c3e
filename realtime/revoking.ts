import type { Application } from './application.ts';
import type { Revocation } from './calls.ts';
import { readChannelName, signedInChannel } from './channel-name.ts';
import { type Closing, closing } from './codes.ts';
import type { Connection } from './connection.ts';
import { subscriptionError } from './messages.ts';
import { concerns, holders } from './revocations.ts';

/** Ends what is concerned, on this process, and keeps in mind that it was ended. */
export function revoke(application: Application, revocation: Revocation): void {
  application.revocations.add(revocation, application.around.clock.now());
  for (const connection of [...application.connections.values()]) revokeFrom(application, connection, revocation);
}

function revokeFrom(application: Application, connection: Connection, revocation: Revocation): void {
  const { close } = revocation;
  const isWhole = concerns(revocation, { socketId: connection.id, ...holders(connection) });
  let isAny = isWhole;
  for (const channel of [...application.roster.channelsOf(connection)]) {
    // What anyone may hear is not taken from somebody, unless it is named.
    if (readChannelName(channel)?.kind === 'public' && revocation.channel !== channel) continue;
    if (channel === signedInChannel) continue;
    const subscription = application.roster.subscription(connection, channel);
    if (!concerns(revocation, { socketId: connection.id, channel, ...holders(connection, subscription) })) continue;
    isAny = true;
    connection.barred ??= new Set();
    connection.barred.add(channel);
    application.unsubscribe(connection, channel);
    if (close === undefined) connection.send(subscriptionError(channel, ended));
  }
  if (isAny && close !== undefined) connection.close(closingWith(close));
  else if (isWhole) application.signOut(connection);
}

const ended = { type: 'AuthError', error: 'The subscription was ended by the server', status: 403 };

function closingWith(code: number): Closing {
  return Object.values(closing).find((one) => one.code === code) ?? { code, reason: 'Ended by the server' };
}
