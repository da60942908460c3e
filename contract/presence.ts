import Type, { type Static } from 'typebox';
import { closed, Id, Instant, route } from './route.ts';

/** `away`: connected, but no device of theirs has been used for a while. */
export const statuses = ['online', 'away', 'offline'] as const;
export type Status = (typeof statuses)[number];

export const Presence = Type.Object({
  user_id: Id,
  status: Type.Enum([...statuses]),
  last_seen_at: Type.Union([Instant, Type.Null()], {
    description: 'when their last socket went; null while they are here, and for who has never been',
  }),
});
export type Presence = Static<typeof Presence>;

/** Where those who have a tie with a person hear how they stand. */
export const statusChannels = 'private-user.{id}.status';
export const statusEvent = 'user-status-changed';

/** Nothing is told here: a device of the person's own listens for as long as it is in use, and is seen to. */
export const inUseChannels = 'private-user.{id}.in-use';

export const mostAsked = 100;

export const readPresence = route({
  method: 'GET',
  path: '/api/v1/presence',
  tag: 'presence',
  summary: 'Who is online, away or offline, of those with whom one has a tie; of others nothing is said',
  who: 'signed-in',
  query: closed({
    user_ids: Type.String({
      maxLength: mostAsked * 11,
      pattern: `^[1-9]\\d{0,9}(,[1-9]\\d{0,9}){0,${mostAsked - 1}}$`,
      description: `at most ${mostAsked}, with commas between`,
    }),
  }),
  data: Type.Array(Presence),
  refusals: [],
});
