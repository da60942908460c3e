import { setTimeout as after } from 'node:timers/promises';
import { createClient } from 'redis';
import type { Bus, BusEars } from './bus.ts';

/** How often it is asked whether it is there, and how long it may be silent: one that hangs closes nothing. */
const askedEach = 3_000;
const silentFor = 5_000;
/** How often a lost Redis is looked for again. */
const soonest = 50;
const latest = 1_000;

/**
 * Redis as a messenger, and only that: nothing is stored there. While it is away what is said is lost, by intent: what
 * matters is told again as a whole when it is back, and a queue of old news would only delay that. Processes that are to
 * hear each other name the same `topic`.
 */
export function openRedisBus({ url, topic = 'realtime' }: { url: string; topic?: string }): Bus {
  let problem: string | undefined = 'not connected yet';
  let isClosed = false;
  let ears: BusEars | undefined;
  const reconnectStrategy = (attempt: number) => Math.min(latest, soonest * 2 ** Math.min(attempt, 10));
  const mouth = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: askedEach,
    socket: { reconnectStrategy, connectTimeout: 2_000, socketTimeout: silentFor },
  });
  const ear = mouth.duplicate({ disableOfflineQueue: false });

  let isUp = false;
  function look(): void {
    const now = mouth.isReady && ear.isReady && !isClosed;
    if (now === isUp) return;
    isUp = now;
    if (isUp) {
      problem = undefined;
      ears?.up();
    } else {
      problem ??= 'the connection was lost';
      ears?.down();
    }
  }

  for (const client of [mouth, ear]) {
    client.on('ready', () => setImmediate(look)); // a subscriber takes up its subscriptions first
    client.on('reconnecting', look);
    client.on('end', look);
    client.on('error', (error: Error) => {
      problem = error.message || error.name;
      look();
    });
  }

  return {
    connect(given) {
      ears = given;
      ear.connect().catch(told);
      mouth.connect().catch(told);
      ear.subscribe(topic, (text) => given.hear(text)).catch(told);
    },
    say(text) {
      if (isUp) mouth.publish(topic, text).catch(told);
    },
    health: () => ({ up: isUp, alone: false, problem: isUp ? undefined : problem }),
    async close() {
      isClosed = true;
      const wasUp = isUp;
      isUp = false;
      // What was said last still goes out, where somebody takes it.
      if (wasUp) await Promise.race([mouth.close().catch(told), after(500, undefined, { ref: false })]);
      if (mouth.isOpen) mouth.destroy();
      if (ear.isOpen) ear.destroy();
    },
  };

  /** A failed command is no more than what `health` says already. */
  function told(error: unknown): void {
    problem = error instanceof Error ? error.message : String(error);
  }
}
