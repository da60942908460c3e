import type { Log } from './log.ts';

/** Does something again and again, with a rest between; what fails is told and tried in the next round. */
export function openRounds(
  name: string,
  restMs: number,
  log: Log,
  act: () => Promise<void>,
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout>;
  let round = Promise.resolve();

  function next(): void {
    timer = setTimeout(() => {
      round = act()
        .catch((error: Error) => log.warn({ event: 'round_failed', round: name, reason: error.message }))
        .finally(() => {
          if (!stopped) next();
        });
    }, restMs);
  }

  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}
