import type { LiveEvent } from '#contract/broadcasting.ts';
import type { Onward } from '#contract/route.ts';
import { type Database, system } from '#server/platform/database.ts';
import { Refusal } from '#server/platform/refusal.ts';
import * as rows from './broadcasting.sql.ts';
import { afterPosition, eventId, positionOf } from './event-id.ts';

const mostFacts = 200;

/** What a channel has told since an event, for whoever may hear it now. Without `after`: where it stands. */
export async function eventsAfter(
  database: Database,
  channel: string,
  after: string | undefined,
): Promise<Onward<LiveEvent>> {
  return database.transaction(system, async (tx) => {
    const { swept, last } = await tx.one<{ swept: number; last: number }>(rows.reach);
    if (after === undefined) return { data: [], next: afterPosition(last) };
    const from = positionOf(after);
    // too old, or from a database that was put back to an earlier day
    if (from < swept || from > last) throw new Refusal('resync_required');
    const facts = await tx.rows<rows.NumberedFact>(rows.factsHeardOn(channel, from, mostFacts));
    const data = facts
      .flatMap(eventsOf)
      .filter((event) => event.channel === channel && event.event_id > after)
      .map(({ channel: _, ...event }) => event);
    const end = facts.length === mostFacts ? (facts.at(-1)?.position ?? last) : last;
    return { data, next: afterPosition(Math.max(end, from)) };
  });
}

/** A fact's deliveries as clients see them. */
export function eventsOf(fact: rows.NumberedFact): (LiveEvent & { channel: string })[] {
  const each = fact.deliveries.flatMap(({ channel, also = [], event, data }) =>
    [channel, ...also].map((name) => ({ channel: name, event, data })),
  );
  return each.map(({ channel, event, data }, place) => {
    const event_id = eventId(fact.position, place);
    return { channel, event, event_id, data: { ...data, event_id, occurred_at: fact.occurred_at } };
  });
}
