import { setTimeout as after } from 'node:timers/promises';
import type pg from 'pg';
import type { Bell } from '#server/platform/bell.ts';
import type { Log } from '#server/platform/log.ts';
import * as statements from './broadcasting.sql.ts';
import { type Forwarder, type ForwarderDeps, openForwarder } from './forwarder.ts';
import { takeProcessLock, tryLock } from './process-lock.ts';
import { newWaker } from './waker.ts';
import { many, one, openWire, reconnected } from './wire.ts';

/** The dispatcher's lock: whoever holds it numbers the facts. It dies with its connection. */
const dispatcherLock = 7_211_553_402;
const mostAtOnce = 1000;
/** How often it is noted how far was told, where no server outside is brought it. */
const noteEachMs = 1000;
/** The rest after a turn that failed: the first, and no longer than. */
const soonest = 50;
const latest = 2000;
/** How long the last turn may take, and the note of it: whoever waits for a lock of others does not end by itself. */
const longestFarewell = 700;

export type Dispatcher = {
  /** the number of the last fact told */
  position(): number;
  leads(): boolean;
  /** whether a server outside, where there is one, takes what it is brought */
  works(): boolean;
  stop(): Promise<void>;
};

export type DispatcherDeps = {
  connection: pg.ClientConfig;
  log: Log;
  /** rung when something was committed here */
  bell: Bell;
  /** no bus joins this process to others: it must be the only one */
  alone: boolean;
  /** every fact, in order, once, in every process */
  tell: (facts: statements.NumberedFact[]) => void;
  /** the same from one process alone, to a server outside */
  publish?: ForwarderDeps['publish'] | undefined;
};

/**
 * Tells every process of every fact. One process, elected by a lock, gives the numbers; all tell by number, so that a
 * commit that came late is neither skipped nor told twice. A ring saves the wait; a poll each second covers a lost one.
 */
export async function openDispatcher(deps: DispatcherDeps): Promise<Dispatcher> {
  const stopping = new AbortController();
  const waker = newWaker();
  const place: Place = { position: 0, leads: false, noted: 0, notedAt: 0, forwarder: undefined };
  const wireDeps = { ...deps, ring: waker.ring };
  let wire = await openWire(wireDeps);
  await takeProcessLock(wire, deps.alone).catch(async (error) => {
    await wire.end();
    throw error;
  });
  place.position = (await one<{ position: number }>(wire, statements.lastPosition)).position;
  deps.bell.listen(() => {
    waker.ring();
    if (!place.leads) waker.callOthers(() => wire.query('NOTIFY fact_written'));
  });
  const ended = run();

  async function run(): Promise<void> {
    const { signal } = stopping;
    for (let rest = soonest; !signal.aborted; rest = Math.min(rest * 2, latest)) {
      try {
        while (!signal.aborted) {
          await turn(wire, deps, place, signal);
          rest = soonest;
          await waker.heard(signal);
        }
      } catch (error) {
        place.leads = false;
        place.forwarder?.stop();
        if (signal.aborted) return;
        deps.log.warn({
          event: 'dispatcher_connection_lost',
          reason: error instanceof Error ? error.message : 'unknown',
        });
        // Where a connection is to be had but the turn fails again, as on a full disk, nothing is gained by haste.
        await after(rest, undefined, { signal }).catch(() => {}); // asked to stop meanwhile
        // The lost connection's lock may live on for a moment; who serves is settled, so nobody waits for it here.
        wire = await reconnected(wire, wireDeps, signal, (fresh) => tryLock(fresh, deps.alone));
      }
    }
  }

  /** What was committed by now is told once more, and no further: others may go on writing for ever. */
  async function farewell(): Promise<void> {
    await ended;
    if (!place.leads) return;
    await numberSome(wire, deps, place);
    place.notedAt = Number.NEGATIVE_INFINITY;
    if (!deps.publish) await noteTold(wire, place);
  }

  return {
    position: () => place.position,
    leads: () => place.leads,
    works: () => place.forwarder?.works() ?? true,
    stop: async () => {
      stopping.abort();
      place.forwarder?.stop();
      const told = farewell().catch(() => {}); // it is told again at worst
      await Promise.race([told, after(longestFarewell, undefined, { ref: false })]);
      wire.connection.stream.destroy();
      void ended.then(() => wire.connection.stream.destroy()); // one that it was about to get
    },
  };
}

type Place = {
  position: number;
  leads: boolean;
  /** how far it is noted that was told */
  noted: number;
  notedAt: number;
  forwarder: Forwarder | undefined;
};

async function turn(wire: pg.Client, deps: DispatcherDeps, place: Place, signal: AbortSignal): Promise<void> {
  const elected = !place.leads && (await isElected(wire));
  if (!place.leads) await catchUp(wire, deps, place);
  if (elected) {
    place.leads = true;
    deps.log.info({ event: 'dispatcher_elected' });
  }
  if (place.leads && deps.publish && !place.forwarder?.runs()) {
    place.forwarder = openForwarder({ wire, log: deps.log, publish: deps.publish });
  }
  while (place.leads && !signal.aborted && (await numberSome(wire, deps, place))) {} // until none waits
  if (place.leads && !deps.publish) await noteTold(wire, place);
}

async function isElected(wire: pg.Client): Promise<boolean> {
  const { rows: answer } = await wire.query<{ led: boolean }>('SELECT pg_try_advisory_lock($1) AS led', [
    dispatcherLock,
  ]);
  return answer[0]?.led === true;
}

/** What a predecessor numbered comes first; with the lock in hand nobody else can number any more. */
async function catchUp(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<void> {
  for (;;) {
    const facts = await many<statements.NumberedFact>(wire, statements.factsAfter(place.position, mostAtOnce));
    tellInOrder(facts, deps, place);
    if (facts.length < mostAtOnce) return;
  }
}

/** Whether there may be more. */
async function numberSome(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<boolean> {
  const facts = await many<statements.NumberedFact>(wire, statements.numberFacts(mostAtOnce));
  if (facts.length === 0) return false;
  facts.sort((a, b) => a.position - b.position);
  const called = deps.alone ? undefined : wire.query('NOTIFY fact_numbered');
  tellInOrder(facts, deps, place);
  place.forwarder?.ring();
  await called;
  return true;
}

function tellInOrder(facts: statements.NumberedFact[], deps: DispatcherDeps, place: Place): void {
  const last = facts.at(-1);
  if (!last) return;
  deps.tell(facts);
  place.position = last.position;
}

/** Whoever changes to a server outside begins there with what is new, not with two days of old facts. */
async function noteTold(wire: pg.Client, place: Place): Promise<void> {
  const now = performance.now();
  if (place.noted === place.position || now - place.notedAt < noteEachMs) return;
  place.noted = place.position;
  place.notedAt = now;
  await many(wire, statements.notePublished(place.noted));
}
