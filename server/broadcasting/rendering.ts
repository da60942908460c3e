import type { LiveEvent } from '#contract/broadcasting.ts';
import type { Doubt, Ending, Facts, Told } from '#server/platform/facts.ts';
import type { NumberedFact } from './broadcasting.sql.ts';
import { eventId } from './event-id.ts';

/** A numbered fact as it is told: what each channel hears, as clients see it, and which subscriptions end or are in doubt. */
export type Rendered = { events: (LiveEvent & { channel: string })[]; ends: Ending[]; doubts: Doubt[] };
export type Render = (fact: NumberedFact) => Rendered;

/** The row keeps the fact; what is told of it is made whenever it is told, the same each time. */
/** `failed` hears of a row that cannot be rendered. */
export function newRenderer(facts: Pick<Facts, 'toldOf'>, failed: (about: object) => void = () => {}): Render {
  return ({ position, name, data: known, occurred_at }) => {
    const { heard, ends, doubts } = told(position, name, known);
    const events = heard.map(({ channel, event, data }, place) => {
      const event_id = eventId(position, place);
      return { channel, event, event_id, data: { ...data, event_id, occurred_at } };
    });
    return { events, ends, doubts };
  };

  /** A row that no room here can make sense of is told to nobody, and keeps none of the others. */
  function told(position: number, name: string, known: object): Required<Told> {
    try {
      return facts.toldOf(name, known);
    } catch (error) {
      failed({ name, position, reason: error instanceof Error ? error.message : error });
      return { heard: [], ends: [], doubts: [] };
    }
  }
}
