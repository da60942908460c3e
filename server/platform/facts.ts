import { type Channel, channelName, type EventName, type Heard, type NumberedChannel } from '#contract/channel.ts';
import type { FactData, FactName } from '#contract/events.ts';
import type { Transaction } from './database.ts';
import { sql } from './sql.ts';

/** Something that has happened: a name, and what there is to know of it. */
export type Fact = { readonly name: string };

/** What one channel hears of a fact. */
export type Delivery = { channel: string; event: string; data: object };
/** Subscriptions that a fact ends: of an account, of one sign-in, an account's on one channel, or a link's. */
export type Ending = { user: number; session?: number; channel?: string } | { link: number };
/**
 * Subscriptions that a fact puts in doubt: an account's, everybody's on one channel, or an account's on one channel. Whoever
 * still may hear goes on, the others end.
 */
export type Doubt = { user: number; channel?: string } | { user?: never; channel: string };
export type Told = { heard?: Delivery[]; ends?: Ending[]; doubts?: Doubt[] };

/** Who hears of each fact of a room. Every fact needs an entry: one without an audience does not compile. */
export type Audience<F extends Fact> = { readonly [Name in F['name']]: (fact: Extract<F, { name: Name }>) => Told };

type Plain<C extends Channel> = C extends NumberedChannel ? never : C;

/** What a channel hears, as the contract has it. */
export function told<C extends NumberedChannel, E extends EventName<C>>(
  channel: C,
  id: number,
  event: E,
  data: Heard<C, E>,
): Delivery;
export function told<C extends Channel, E extends EventName<C>>(
  channel: Plain<C>,
  event: E,
  data: Heard<C, E>,
): Delivery;
export function told(channel: Channel, ...rest: [number, string, unknown] | [string, unknown]): Delivery {
  const [id, event, data] = rest.length === 3 ? rest : [0, ...rest];
  return { channel: channelName(channel, id), event, data: data as object };
}

/** A fact as its row will be: what each channel hears is made of it when it is told. */
export type FactRow = { name: string; data: object; channels: string[] };

/** How one room tells of what it does. */
export type RoomFacts<F extends Fact> = {
  /** Writes facts with the change that they tell of; rung after the commit, so that nobody waits for the next poll. */
  write(tx: Transaction, ...facts: F[]): Promise<void>;
  /** for a statement that writes them by itself, together with the change; `ring` after its commit */
  rowsFor(...facts: F[]): FactRow[];
  ring(): void;
};

export type Facts = {
  /** what a room's facts are heard by, named as it opens */
  heardBy<F extends Fact>(audience: Audience<F>): RoomFacts<F>;
  /** what is told of a fact that was written; throws where no room here knows it, or can make sense of it */
  toldOf(name: string, data: object): Required<Told>;
};

export function openFacts(ring: () => void): Facts {
  const audiences = new Map<string, (fact: Fact) => Told>();
  return {
    heardBy: <F extends Fact>(audience: Audience<F>) => {
      for (const [name, tell] of Object.entries(audience)) audiences.set(name, tell as (fact: Fact) => Told);
      return roomFacts<F>(audience, ring);
    },
    toldOf: (name, data) => {
      const tell = audiences.get(name);
      if (!tell) throw new Error('no room here knows it');
      return { heard: [], ends: [], doubts: [], ...tell({ name, ...data }) };
    },
  };
}

/** For what was before anybody listened: a demo's past. */
export function unheard<F extends Fact>(_audience: Audience<F>): RoomFacts<F> {
  return { write: async () => {}, rowsFor: () => [], ring: () => {} };
}

function roomFacts<F extends Fact>(audience: Audience<F>, ring: () => void): RoomFacts<F> {
  const rowsFor = (...facts: F[]) => facts.map((fact) => rowOf(audience, fact));
  return {
    ring,
    rowsFor,
    write: async (tx, ...facts) => {
      if (facts.length === 0) return;
      await tx.count(sql`select facts_write(${JSON.stringify(rowsFor(...facts))}::jsonb)`);
      tx.afterCommit(ring);
    },
  };
}

function rowOf<F extends Fact>(audience: Audience<F>, fact: F): FactRow {
  const { name, ...data } = fact;
  const tell = audience[name as F['name']] as (fact: F) => Told;
  const { heard = [] } = tell(fact);
  return { name, data, channels: [...new Set(heard.map(({ channel }) => channel))] };
}

/** A fact as its followers find it, after the commit that it was written in. */
export type HeardFact<Name extends FactName = FactName> = {
  [N in Name]: { position: number; name: N; data: FactData<N>; occurred_at: string };
}[Name];

/**
 * What a room does when it has heard of something, in a transaction of its own for the system. It hears each fact that
 * it wants once per commit, those of one moment together; what it throws undoes what it did.
 */
export type Follower = {
  /** kept in the database with how far it has come: never to be changed */
  readonly name: string;
  readonly wants: readonly FactName[];
  hear(tx: Transaction, facts: HeardFact[]): Promise<void>;
};

type Following<Name extends FactName> = {
  name: string;
  wants: readonly Name[];
  hear(tx: Transaction, facts: HeardFact<Name>[]): Promise<void>;
};

/** A follower, typed by the facts that it wants. */
export function newFollower<const Name extends FactName>(following: Following<Name>): Follower;
export function newFollower(following: Follower): Follower {
  return following;
}
