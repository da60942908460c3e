import { setTimeout as pause } from 'node:timers/promises';
import { type Database, system, type Transaction } from '#server/platform/database.ts';
import type { Follower, HeardFact } from '#server/platform/facts.ts';
import type { Log } from '#server/platform/log.ts';
import * as statements from './followers.sql.ts';
import { newWaker, type Waker } from './waker.ts';

const mostAtOnce = 200;
/** Seconds until a fact that failed is tried again: doubled each time, never longer than. */
const soonest = 1;
const latest = 3600;
/** Between two rounds facts gather: a transaction for each would cost more than what it does. */
const restMs = 200;

export type FollowersDeps = {
  database: Database;
  log: Log;
  /** whether this process is the one that numbers the facts, and how far it has come */
  leads: () => boolean;
  position: () => number;
};

export type Followers = {
  follow(follower: Follower): Promise<void>;
  /** facts were numbered */
  ring(): void;
  stop(): Promise<void>;
};

/**
 * Lets rooms act on facts, once per commit: what a follower does and how far it has come are one transaction. A fact
 * that it cannot take in is set aside and tried again later, as long as facts are kept, so that nothing waits behind it.
 */
export function openFollowers({ database, log, leads, position }: FollowersDeps): Followers {
  const stopping = new AbortController();
  const wakers: Waker[] = [];
  const running: Promise<void>[] = [];

  async function follow(follower: Follower): Promise<void> {
    await database.as(system).rows(statements.insertFollower(follower.name));
    const waker = newWaker();
    wakers.push(waker);
    running.push(run(follower, waker));
  }

  async function run(follower: Follower, waker: Waker): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        while (leads() && !stopping.signal.aborted && (await round(follower))) {} // until nothing is left
      } catch (error) {
        log.warn({ event: 'follower_failed', follower: follower.name, reason: reasonOf(error) });
      }
      await rest(stopping.signal);
      await waker.heard(stopping.signal);
    }
  }

  /** Whether there may be more. */
  async function round(follower: Follower): Promise<boolean> {
    return database.transaction(system, async (tx) => {
      const taken = await tx.row<{ position: number }>(statements.takeFollower(follower.name));
      if (!taken) return false;
      const isPaid = await payDebt(tx, follower);
      const last = position();
      if (last <= taken.position) return isPaid;
      const wanted = statements.factsWanted(follower.wants, taken.position, last, mostAtOnce);
      const facts = await tx.rows<HeardFact>(wanted);
      const isFull = facts.length === mostAtOnce;
      await hear(tx, follower, facts);
      await tx.count(statements.moveFollower(follower.name, isFull ? (facts.at(-1)?.position ?? last) : last));
      return isFull || isPaid;
    });
  }

  /** All together; where that fails one by one, so that only those that fail are set aside. */
  async function hear(tx: Transaction, follower: Follower, facts: HeardFact[]): Promise<void> {
    if (facts.length === 0 || (await isHeard(tx, follower, facts))) return;
    for (const fact of facts) {
      if (await isHeard(tx, follower, [fact])) continue;
      await tx.count(statements.oweFact(follower.name, fact.position, soonest));
    }
  }

  async function isHeard(tx: Transaction, follower: Follower, facts: HeardFact[]): Promise<boolean> {
    await tx.count(statements.savepoint);
    try {
      await follower.hear(tx, facts);
      return true;
    } catch (error) {
      const about = { follower: follower.name, facts: facts.length, position: facts[0]?.position };
      log.error({ event: 'fact_not_heard', ...about, reason: reasonOf(error) });
      await tx.count(statements.backToSavepoint);
      return false;
    }
  }

  /** Whether something was due. */
  async function payDebt(tx: Transaction, follower: Follower): Promise<boolean> {
    const debt = await tx.row<statements.Debt>(statements.dueDebt(follower.name));
    if (!debt) return false;
    const fact = await tx.row<HeardFact>(statements.factAt(debt.position));
    if (fact && !(await isHeard(tx, follower, [fact]))) {
      const wait = Math.min(latest, soonest * 2 ** debt.tries);
      await tx.count(statements.postponeDebt(follower.name, debt.position, wait));
      return true;
    }
    if (!fact) log.error({ event: 'fact_given_up', follower: follower.name, position: debt.position });
    await tx.count(statements.settleDebt(follower.name, debt.position));
    return true;
  }

  return {
    follow,
    ring: () => {
      for (const waker of wakers) waker.ring();
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

async function rest(signal: AbortSignal): Promise<void> {
  await pause(restMs, undefined, { signal }).catch(() => {}); // it is to stop
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
