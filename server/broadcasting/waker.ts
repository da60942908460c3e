const pollMs = 1000;

export type Waker = {
  ring(): void;
  /** until it is rung, or a second has passed, or nobody waits any more */
  heard(signal: AbortSignal): Promise<void>;
  /** at most once a tick; a call that fails is no loss, since the others look by themselves */
  callOthers(call: () => Promise<unknown>): void;
};

/** Wakes one who waits; remembers one ring, and calls other processes at most once a tick. */
export function newWaker(): Waker {
  let rung = false;
  let calling = false;
  let wake = () => {};
  return {
    ring: () => {
      rung = true;
      wake();
    },
    callOthers: (call) => {
      if (calling) return;
      calling = true;
      setImmediate(() => {
        calling = false;
        call().catch(() => {}); // their poll finds it within the second
      });
    },
    heard: async (signal) => {
      if (!rung && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const timer = setTimeout(resolve, pollMs);
        const stop = () => resolve();
        signal.addEventListener('abort', stop);
        await promise;
        signal.removeEventListener('abort', stop);
        clearTimeout(timer);
      }
      rung = false;
    },
  };
}
