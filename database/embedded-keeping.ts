import { setTimeout as after } from 'node:timers/promises';

/** A postmaster that takes connections. */
export type Running = {
  /** resolves when its process has ended, whyever */
  ended: Promise<unknown>;
  /** Ends it, and what watches over it. */
  [Symbol.asyncDispose](): Promise<void>;
};

export type Keeping = {
  start: (signal: AbortSignal) => Promise<Running>;
  note: (line: string) => void;
};

/** The rest before it is started anew, in milliseconds: the first, and no longer than. */
const soonest = 100;
const latest = 5000;
/** One that has lived so long did not die of its start. */
const settled = 10_000;

/** Starts it anew when it has ended by itself, as often as it takes: a full disk will have room again. Returns what ends it. */
export function keepRunning(first: Running, { start, note }: Keeping): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let running: Running | undefined = first;
  const over = run();

  async function run(): Promise<void> {
    for (let rest = soonest; !signal.aborted; rest = Math.min(rest * 2, latest)) {
      if (running) {
        const begun = performance.now();
        await running.ended;
        if (signal.aborted) return;
        note('the database has ended by itself, and is started anew');
        await running[Symbol.asyncDispose]();
        running = undefined;
        if (performance.now() - begun > settled) rest = soonest;
      }
      await after(rest, undefined, { signal, ref: false }).catch(() => {}); // asked to stop meanwhile
      if (!signal.aborted) running = await startedAgain();
    }
  }

  async function startedAgain(): Promise<Running | undefined> {
    try {
      const again = await start(signal);
      note('the database is back');
      return again;
    } catch (error) {
      if (!signal.aborted) note(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  return async () => {
    stopping.abort();
    await running?.[Symbol.asyncDispose]();
    await over;
    await running?.[Symbol.asyncDispose](); // one that had just come
  };
}
