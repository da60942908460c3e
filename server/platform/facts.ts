import type { Transaction } from './database.ts';
import { joined, sql } from './sql.ts';

/** Something that has happened: a name, and what there is to know of it. */
export type Fact = { readonly name: string };

/** What one channel hears of a fact. */
export type Delivery = { channel: string; event: string; data: Record<string, unknown> };
/** Subscriptions that a fact ends: of an account, of one sign-in, or an account's on one channel. */
export type Ending = { user: number; session?: number; channel?: string };
export type Told = { heard?: Delivery[]; ends?: Ending[] };

/** Who hears of each fact of a room. Every fact needs an entry: one without an audience does not compile. */
export type Audience<F extends Fact> = { [Name in F['name']]: (fact: Extract<F, { name: Name }>) => Told };

export type Facts = {
  /** Writes facts with the change that they tell of; rung after the commit, so that nobody waits for the next poll. */
  write<F extends Fact>(tx: Transaction, audience: Audience<F>, ...facts: F[]): Promise<void>;
};

export function factsRinging(ring: () => void): Facts {
  return {
    write: async (tx, audience, ...facts) => {
      const rows = facts.map((fact) => {
        const { name, ...data } = fact;
        const { heard = [], ends = [] } = tell(audience, fact);
        const channels = [...new Set(heard.map(({ channel }) => channel))];
        return sql`(${name}::text, ${JSON.stringify(data)}::jsonb, ${tx.actor.account}::integer,
          ${JSON.stringify(heard)}::jsonb, ${channels}::text[], ${JSON.stringify(ends)}::jsonb)`;
      });
      if (rows.length === 0) return;
      await tx.count(
        sql`insert into event (name, data, actor_id, deliveries, channels, endings) values ${joined(rows, ', ')}`,
      );
      tx.afterCommit(ring);
    },
  };
}

function tell<F extends Fact>(audience: Audience<F>, fact: F): Told {
  return (audience[fact.name as F['name']] as (fact: F) => Told)(fact);
}
