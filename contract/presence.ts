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

export const mostAsked = 100;

export const readPresence = route({
  method: 'GET',
  path: '/api/v1/presence',
  tag: 'presence',
  reads: 'nothing',
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
