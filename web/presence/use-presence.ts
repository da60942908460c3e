import { useQuery } from '@tanstack/react-query';
import { channelName } from '#contract/channel.ts';
import { personStatus } from '#contract/presence.events.ts';
import { mostAsked, type Presence, readPresence } from '#contract/presence.ts';
import { useLiveQueries } from '#web/live/use-live.ts';
import { call } from '#web/platform/api.ts';
import { useMe } from '#web/platform/me.ts';

/** Somebody has got a tie with somebody: what is known of presences may be more than it was. */
export const presenceKey = ['presence'] as const;

/**
 * Who of these people is online, away or offline, by their account's number and kept true. Of those with whom one has no
 * tie nothing is known. Asked for a whole list at once, not for each of its rows.
 */
export function usePresence(userIds: readonly number[]): ReadonlyMap<number, Presence> {
  const { data: me } = useMe();
  const asked = namesOf(userIds);
  const key = [...presenceKey, me?.user.id, asked];
  const { data } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(readPresence, { query: { user_ids: asked }, signal }),
    enabled: Boolean(me) && asked !== '',
    placeholderData: (before) => before,
  });
  const seen = me && data ? data : [];
  // What a channel tells is a reason to ask: an answer under way may be older than it.
  useLiveQueries(
    seen.map(({ user_id }) => channelName(personStatus, user_id)),
    [key],
  );
  return new Map(seen.map((presence) => [presence.user_id, presence]));
}

function namesOf(userIds: readonly number[]): string {
  return [...new Set(userIds)]
    .sort((one, other) => one - other)
    .slice(0, mostAsked)
    .join();
}
