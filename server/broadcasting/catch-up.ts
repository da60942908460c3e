import type { LiveEvent } from '#contract/broadcasting.ts';
import type { Onward } from '#contract/route.ts';
import { type Database, system } from '#server/platform/database.ts';
import { Refusal } from '#server/platform/refusal.ts';
import * as statements from './broadcasting.sql.ts';
import { afterPosition, positionOf } from './event-id.ts';
import type { Render } from './rendering.ts';

const mostFacts = 200;

/** What a channel has told since an event, for whoever may hear it now. Without `after`: where it stands. */
export async function eventsAfter(
  { database, render }: { database: Database; render: Render },
  channel: string,
  after: string | undefined,
): Promise<Onward<LiveEvent>> {
  return database.transaction(system, async (tx) => {
    const { swept, last } = await tx.one<{ swept: number; last: number }>(statements.reach);
    if (after === undefined) return { data: [], next: afterPosition(last) };
    const from = positionOf(after);
    // too old, or from a database that was put back to an earlier day
    if (from < swept || from > last) throw new Refusal('resync_required');
    const facts = await tx.rows<statements.NumberedFact>(statements.factsHeardOn(channel, from, mostFacts));
    const data = facts
      .flatMap((fact) => render(fact).events)
      .filter((event) => event.channel === channel && event.event_id > after)
      .map(({ channel: _, ...event }) => event);
    const end = facts.length === mostFacts ? (facts.at(-1)?.position ?? last) : last;
    return { data, next: afterPosition(Math.max(end, from)) };
  });
}
