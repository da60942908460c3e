import { setTimeout as after } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';

/** All in milliseconds: between two beats; until one that is missed is told; until nobody waits any longer. */
const each = 500;
const missedAfter = 1200;
const silentAfter = 4000;
/** The rest between two tries to reach it: the first, and no longer than. */
const soonest = 50;
const latest = 1000;
const hangs = new Error('it does not answer');

/** Whether the database answers. A connection that hangs says nothing by itself: it must be asked. */
export type Pulse = {
  /** how long nothing was heard of it, in milliseconds; 0 while it beats */
  missedFor(): number;
  stop(): Promise<void>;
};

export type PulseDeps = {
  connection: pg.ClientConfig;
  log: Log;
  /** nothing was heard of it for so long that nobody should wait for it */
  onSilence: () => void;
  onReturn: () => void;
};

/** Asks the database twice a second on a connection of its own, so that whoever hangs in it keeps nobody from knowing. */
export function openPulse({ connection, log, onSilence, onReturn }: PulseDeps): Pulse {
  const stopping = new AbortController();
  const { signal } = stopping;
  let heardAt = performance.now();
  let isMissed = false;
  let isSilent = false;
  let current: pg.Client | undefined;
  const ended = run();

  async function run(): Promise<void> {
    for (let rest = soonest; !signal.aborted; rest = Math.min(rest * 2, latest)) {
      const client = await reached();
      if (client) {
        rest = soonest;
        await untilLost(client);
      }
      await after(rest, undefined, { signal }).catch(() => {}); // asked to stop meanwhile
    }
  }

  async function reached(): Promise<pg.Client | undefined> {
    const client = new pg.Client({
      ...connection,
      application_name: 'salle pulse',
      connectionTimeoutMillis: missedAfter,
    });
    client.on('error', () => {}); // told by the beat that fails
    current = client;
    try {
      await client.connect();
      hear();
      return client;
    } catch (error) {
      client.connection.stream.destroy();
      // One that has no place left for us is there all the same.
      if ((error as pg.DatabaseError).code === '53300') hear();
      else if (!signal.aborted) miss(error);
      return undefined;
    }
  }

  /** One that was lost may be had again at once: it is away when that fails. */
  async function untilLost(client: pg.Client): Promise<void> {
    try {
      while (!signal.aborted) {
        await beat(client);
        await after(each, undefined, { signal });
      }
    } catch {
      // what comes of the next try is told, or we are asked to stop
    } finally {
      client.connection.stream.destroy(); // without a word: who does not answer takes no farewell either
    }
  }

  async function beat(client: pg.Client): Promise<void> {
    const { promise: silence, reject } = Promise.withResolvers<never>();
    let isOver = false;
    // What has come while we ourselves were held up was in time: it is read before anything is judged.
    const judge = (act: () => void) => void setImmediate(() => !isOver && act());
    const missed = setTimeout(judge, missedAfter, () => miss(hangs));
    const silent = setTimeout(judge, silentAfter, () => reject(hangs));
    try {
      await Promise.race([client.query('SELECT 1'), silence]);
      hear();
    } catch (error) {
      if (error === hangs) miss(error);
      throw error;
    } finally {
      isOver = true;
      clearTimeout(missed);
      clearTimeout(silent);
    }
  }

  function hear(): void {
    heardAt = performance.now();
    if (isMissed) log.warn({ event: 'database_answers' });
    isMissed = false;
    if (!isSilent) return;
    isSilent = false;
    onReturn();
  }

  function miss(error: unknown): void {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    if (!isMissed) log.warn({ event: 'database_missed', reason });
    isMissed = true;
    if (isSilent || performance.now() - heardAt < silentAfter) return;
    isSilent = true;
    log.error({ event: 'database_silent', reason });
    onSilence();
  }

  return {
    missedFor: () => (isMissed ? performance.now() - heardAt : 0),
    stop: async () => {
      stopping.abort();
      current?.connection.stream.destroy();
      await ended;
    },
  };
}
