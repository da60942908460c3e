import type { Static } from 'typebox';
import * as booking from './booking.events.ts';
import * as broadcasting from './broadcasting.events.ts';
import type { Channel } from './channel.ts';
import * as clinic from './clinic.events.ts';
import * as identity from './identity.events.ts';
import * as presence from './presence.events.ts';
import * as schedule from './schedule.events.ts';

/** Every fact that a room may tell of, so that rooms can name each other's. */
export const facts = {
  ...identity.identityFacts,
  ...clinic.clinicFacts,
  ...schedule.scheduleFacts,
  ...booking.bookingFacts,
  ...broadcasting.broadcastingFacts,
};
export type FactName = keyof typeof facts;
export type FactData<Name extends FactName> = Static<(typeof facts)[Name]>;

/** Every channel on which something of ours is told, under the name that its contract file gives it. */
export const channels: Readonly<Record<string, Channel>> = Object.fromEntries(
  [clinic, schedule, booking, presence, broadcasting].flatMap((noun) => Object.entries(noun).filter(isChannel)),
);

function isChannel(entry: [string, unknown]): entry is [string, Channel] {
  const value = entry[1];
  return typeof value === 'object' && value !== null && 'name' in value && 'events' in value;
}
