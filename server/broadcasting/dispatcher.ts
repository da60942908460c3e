import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';
import { takeProgramRole, typesOfOurs } from '#server/platform/database.ts';
import type { Log } from '#server/platform/log.ts';
import type { Statement } from '#server/platform/sql.ts';
import * as rows from './broadcasting.sql.ts';
import { takeProcessLock, tryLock } from './process-lock.ts';

/** The dispatcher's lock: whoever holds it numbers the facts. It dies with its connection. */
const dispatcherLock = 7_211_553_402;
const mostAtOnce = 1000;
const pollMs = 1000;

export type Dispatcher = {
  /** something was committed here */
  ring(): void;
  /** the number of the last fact told */
  position(): number;
  leads(): boolean;
  stop(): Promise<void>;
};

export type DispatcherDeps = {
  connection: pg.ClientConfig;
  log: Log;
  /** no bus joins this process to others: it must be the only one */
  alone: boolean;
  /** every fact, in order, once, in every process */
  tell: (facts: rows.NumberedFact[]) => void;
  /** the same in one process alone, for a server outside; resolves when that has them */
  publish?: ((facts: rows.NumberedFact[]) => Promise<void>) | undefined;
};

/**
 * Tells every process of every fact. One process, elected by a lock, gives the numbers; all tell by number, so that a
 * commit that came late is neither skipped nor told twice. A ring saves the wait; a poll each second covers a lost one.
 */
export async function startDispatcher(deps: DispatcherDeps): Promise<Dispatcher> {
  const stopping = new AbortController();
  const bell = newBell();
  const place = { position: 0, leads: false, published: 0 };
  let wire = await connect(deps, bell.ring);
  await takeProcessLock(wire, deps.alone).catch(async (error) => {
    await wire.end();
    throw error;
  });
  place.position = (await one<{ position: number }>(wire, rows.lastPosition)).position;
  const ended = run();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await turn(wire, deps, place);
        await bell.heard(stopping.signal);
      } catch (error) {
        place.leads = false;
        if (stopping.signal.aborted) return;
        deps.log.warn({
          event: 'dispatcher_connection_lost',
          reason: error instanceof Error ? error.message : 'unknown',
        });
        wire = await reconnected(wire, deps, bell.ring, stopping.signal);
      }
    }
  }

  return {
    ring: () => {
      bell.ring();
      if (!place.leads) bell.callOthers(() => wire.query('NOTIFY fact_written'));
    },
    position: () => place.position,
    leads: () => place.leads,
    stop: async () => {
      stopping.abort();
      await ended;
      await wire.end().catch(() => {}); // it was lost meanwhile
    },
  };
}

type Place = { position: number; leads: boolean; published: number };

async function turn(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<void> {
  const elected = !place.leads && (await isElected(wire));
  if (!place.leads) await catchUp(wire, deps, place);
  if (elected) {
    place.leads = true;
    deps.log.info({ event: 'dispatcher_elected' });
    if (deps.publish) await repeatUnpublished(wire, deps, place);
  }
  if (place.leads) await numberAll(wire, deps, place);
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
    const facts = await many<rows.NumberedFact>(wire, rows.factsAfter(place.position, mostAtOnce));
    tellInOrder(facts, deps, place);
    if (facts.length < mostAtOnce) return;
  }
}

async function numberAll(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<void> {
  for (;;) {
    const facts = await many<rows.NumberedFact>(wire, rows.numberFacts(mostAtOnce));
    if (facts.length === 0) return;
    facts.sort((a, b) => a.position - b.position);
    const called = wire.query('NOTIFY fact_numbered');
    tellInOrder(facts, deps, place);
    await called;
    if (deps.publish) await publishOn(wire, deps.publish, facts, place);
  }
}

function tellInOrder(facts: rows.NumberedFact[], deps: DispatcherDeps, place: Place): void {
  const last = facts.at(-1);
  if (!last) return;
  deps.tell(facts);
  place.position = last.position;
}

/** A predecessor may have died between numbering and publishing: what it had not noted goes out again. */
async function repeatUnpublished(wire: pg.Client, deps: DispatcherDeps, place: Place): Promise<void> {
  if (!deps.publish) return;
  let { published } = await one<{ published: number }>(wire, rows.reach);
  while (published < place.position) {
    const facts = await many<rows.NumberedFact>(wire, rows.factsAfter(published, mostAtOnce));
    if (facts.length === 0) return;
    await publishOn(wire, deps.publish, facts, place);
    published = facts.at(-1)?.position ?? place.position;
  }
}

async function publishOn(
  wire: pg.Client,
  publish: (facts: rows.NumberedFact[]) => Promise<void>,
  facts: rows.NumberedFact[],
  place: Place,
): Promise<void> {
  await publish(facts);
  const last = facts.at(-1)?.position ?? place.published;
  await many(wire, rows.notePublished(last));
  place.published = last;
}

/** A bell that remembers one ring, and calls other processes at most once a tick. */
function newBell() {
  let rung = false;
  let calling = false;
  let wake = () => {};
  const ring = () => {
    rung = true;
    wake();
  };
  return {
    ring,
    callOthers: (call: () => Promise<unknown>) => {
      if (calling) return;
      calling = true;
      setImmediate(() => {
        calling = false;
        call().catch(() => {}); // their poll finds it within the second
      });
    },
    heard: async (signal: AbortSignal) => {
      if (!rung && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = setTimeout(resolve, pollMs);
        signal.addEventListener('abort', () => resolve(), { once: true });
        await promise;
        clearTimeout(timer);
      }
      rung = false;
    },
  };
}

/** A connection of its own: its lock and its listening live as long as it does, and it notices when the other end is gone. */
async function connect({ connection, log }: DispatcherDeps, ring: () => void): Promise<pg.Client> {
  const wire = new pg.Client({
    ...connection,
    application_name: 'salle dispatcher',
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    pipeline: true,
    types: typesOfOurs,
  });
  wire.on('error', (error) => {
    log.warn({ event: 'dispatcher_connection_lost', reason: error.message });
    ring();
  });
  wire.on('notification', ring);
  await wire.connect();
  await takeProgramRole(wire);
  await wire.query(`SET app.role = 'system'; LISTEN fact_written; LISTEN fact_numbered`);
  return wire;
}

async function reconnected(
  lost: pg.Client,
  deps: DispatcherDeps,
  ring: () => void,
  signal: AbortSignal,
): Promise<pg.Client> {
  await lost.end().catch(() => {}); // it is lost already
  for (let wait = 50; !signal.aborted; wait = Math.min(wait * 2, 2000)) {
    try {
      const wire = await connect(deps, ring);
      // The lost connection's lock may live on for a moment; who serves is settled, so this one need not wait for it.
      await tryLock(wire, deps.alone);
      return wire;
    } catch {
      await after(wait, undefined, { signal }).catch(() => {}); // asked to stop meanwhile
    }
  }
  return lost;
}

async function many<T>(wire: pg.Client, { text, values, name }: Statement): Promise<T[]> {
  return (await wire.query({ text, values: values as unknown[], name })).rows;
}

async function one<T>(wire: pg.Client, statement: Statement): Promise<T> {
  const row = (await many<T>(wire, statement))[0];
  if (row === undefined) throw new Error('a statement that always gives a row gave none');
  return row;
}
