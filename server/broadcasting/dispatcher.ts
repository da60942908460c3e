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
    while (!stopping.signal.aborted) {
      try {
        await turn(wire, deps, place);
        await waker.heard(stopping.signal);
      } catch (error) {
        place.leads = false;
        place.forwarder?.stop();
        if (stopping.signal.aborted) return;
        deps.log.warn({
          event: 'dispatcher_connection_lost',
          reason: error instanceof Error ? error.message : 'unknown',
        });
        // The lost connection's lock may live on for a moment; who serves is settled, so nobody waits for it here.
        wire = await reconnected(wire, wireDeps, stopping.signal, (fresh) => tryLock(fresh, deps.alone));
      }
    }
  }

  return {
    position: () => place.position,
    leads: () => place.leads,
    works: () => place.forwarder?.works() ?? true,
    stop: async () => {
      stopping.abort();
      place.forwarder?.stop();
      await ended;
      place.notedAt = Number.NEGATIVE_INFINITY;
      if (place.leads && !deps.publish) await noteTold(wire, place).catch(() => {}); // it is told again at worst
      await wire.end().catch(() => {}); // it was lost meanwhile
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

async function turn(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<void> {
  const elected = !place.leads && (await isElected(wire));
  if (!place.leads) await catchUp(wire, deps, place);
  if (elected) {
    place.leads = true;
    deps.log.info({ event: 'dispatcher_elected' });
  }
  if (place.leads && deps.publish && !place.forwarder?.runs()) {
    place.forwarder = openForwarder({ wire, log: deps.log, publish: deps.publish });
  }
  if (place.leads) await numberAll(wire, deps, place);
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

async function numberAll(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<void> {
  for (;;) {
    const facts = await many<statements.NumberedFact>(wire, statements.numberFacts(mostAtOnce));
    if (facts.length === 0) return;
    facts.sort((a, b) => a.position - b.position);
    const called = deps.alone ? undefined : wire.query('NOTIFY fact_numbered');
    tellInOrder(facts, deps, place);
    place.forwarder?.ring();
    await called;
  }
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
