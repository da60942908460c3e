import { setTimeout as after } from 'node:timers/promises';
import type pg from 'pg';
import type { Log } from '#server/platform/log.ts';
import type { NumberedFact } from './broadcasting.sql.ts';
import * as statements from './broadcasting.sql.ts';
import { newWaker } from './waker.ts';
import { many, one } from './wire.ts';

const mostAtOnce = 100;
/** Between two tries, in milliseconds: the first, and no longer than. */
const soonest = 250;
const latest = 3000;

export type Forwarder = {
  /** facts were numbered */
  ring(): void;
  /** whether the server outside took what it was last brought */
  works(): boolean;
  /** false once it was stopped, or has failed in another way than by that server: then a new one is due */
  runs(): boolean;
  stop(): void;
};

export type ForwarderDeps = {
  /** the connection that holds the dispatcher's lock: with it the forwarder ends */
  wire: pg.Client;
  log: Log;
  /** resolves when the server outside has them all */
  publish: (facts: NumberedFact[], signal: AbortSignal) => Promise<void>;
};

/**
 * Brings what was numbered to a server outside: in order, and again until it has it. It reads the rows for itself, from
 * the last that is noted as published, so that neither a predecessor's death nor a server that is away loses a fact,
 * and nobody here waits for that server.
 */
export function openForwarder({ wire, log, publish }: ForwarderDeps): Forwarder {
  const stopping = new AbortController();
  const { signal } = stopping;
  const waker = newWaker();
  let failures = 0;
  run().catch((error: Error) => {
    if (!signal.aborted) log.warn({ event: 'forwarder_ended', reason: error.message });
    stopping.abort();
  });

  async function run(): Promise<void> {
    let { published } = await one<{ published: number }>(wire, statements.reach);
    while (!signal.aborted) {
      const facts = await many<NumberedFact>(wire, statements.factsAfter(published, mostAtOnce));
      const last = facts.at(-1);
      if (!last) await waker.heard(signal);
      else if (await isBrought(facts)) {
        published = last.position;
        await many(wire, statements.notePublished(published));
      }
    }
  }

  async function isBrought(facts: NumberedFact[]): Promise<boolean> {
    try {
      await publish(facts, signal);
      failures = 0;
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const wait = Math.min(latest, soonest * 2 ** failures);
      failures += 1;
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ event: 'broadcast_failed', reason, again_in_ms: wait });
      await after(wait, undefined, { signal }).catch(() => {}); // asked to stop meanwhile
      return false;
    }
  }

  return {
    ring: waker.ring,
    works: () => failures === 0,
    runs: () => !signal.aborted,
    stop: () => stopping.abort(),
  };
}
