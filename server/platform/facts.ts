import type { Transaction } from './database.ts';
import { joined, sql } from './sql.ts';

/** Something that has happened: a name, and what there is to know of it. */
export type Fact = { readonly name: string };

/** What one channel hears of a fact. */
export type Delivery = {
  channel: string;
  /** further channels that hear the very same */
  also?: string[];
  event: string;
  data: Record<string, unknown>;
};
/** Subscriptions that a fact ends: of an account, of one sign-in, or an account's on one channel. */
export type Ending = { user: number; session?: number; channel?: string };
export type Told = { heard?: Delivery[]; ends?: Ending[] };

/** Who hears of each fact of a room. Every fact needs an entry: one without an audience does not compile. */
export type Audience<F extends Fact> = { [Name in F['name']]: (fact: Extract<F, { name: Name }>) => Told };

/** A fact as its row will be, for a statement that writes it together with the change. */
export type FactRow = { name: string; data: object; deliveries: Delivery[]; channels: string[]; endings: Ending[] };

export type Facts = {
  /** Writes facts with the change that they tell of; rung after the commit, so that nobody waits for the next poll. */
  write<F extends Fact>(tx: Transaction, audience: Audience<F>, ...facts: F[]): Promise<void>;
  /** for a statement that writes them by itself, together with the change; `ring` after its commit */
  rows<F extends Fact>(audience: Audience<F>, ...facts: F[]): FactRow[];
  ring(): void;
};

/** For what was before anybody listened: a demo's past. */
export const unheard: Facts = { write: async () => {}, rows: () => [], ring: () => {} };

export function factsRinging(ring: () => void): Facts {
  return {
    ring,
    rows: rowsOf,
    write: async (tx, audience, ...facts) => {
      const rows = rowsOf(audience, ...facts).map(({ name, data, deliveries, channels, endings }) => {
        return sql`(${name}::text, ${JSON.stringify(data)}::jsonb, ${tx.actor.account}::integer,
          ${JSON.stringify(deliveries)}::jsonb, ${channels}::text[], ${JSON.stringify(endings)}::jsonb)`;
      });
      if (rows.length === 0) return;
      await tx.count(
        sql`insert into event (name, data, actor_id, deliveries, channels, endings) values ${joined(rows, ', ')}`,
      );
      tx.afterCommit(ring);
    },
  };
}

function rowsOf<F extends Fact>(audience: Audience<F>, ...facts: F[]): FactRow[] {
  return facts.map((fact) => {
    const { name, ...data } = fact;
    const { heard = [], ends = [] } = tell(audience, fact);
    return {
      name,
      data,
      deliveries: heard,
      channels: [...new Set(heard.flatMap(({ channel, also = [] }) => [channel, ...also]))],
      endings: ends,
    };
  });
}

function tell<F extends Fact>(audience: Audience<F>, fact: F): Told {
  return (audience[fact.name as F['name']] as (fact: F) => Told)(fact);
}

/** A fact as its followers find it, after the commit that it was written in. */
export type HeardFact = { position: number; name: string; data: Record<string, unknown>; occurred_at: string };

/**
 * What a room does when it has heard of something, in a transaction of its own for the system. It hears each fact that
 * it wants once per commit, those of one moment together; what it throws undoes what it did.
 */
export type Follower = {
  /** kept in the database with how far it has come: never to be changed */
  readonly name: string;
  readonly wants: readonly string[];
  hear(tx: Transaction, facts: HeardFact[]): Promise<void>;
};
