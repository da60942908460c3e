/** Time, passed in: pings, graces and limits are tried without sleeping. */
export type Clock = {
  /** milliseconds since 1970 */
  now(): number;
  /** acts once, later; the answer calls it off */
  later(milliseconds: number, act: () => void): () => void;
};

export const wallClock: Clock = {
  now: () => Date.now(),
  later(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    timer.unref(); // a pending ping never keeps a process alive
    return () => clearTimeout(timer);
  },
};

/** Acts at a steady pace until called off. */
export function every(clock: Clock, milliseconds: number, act: () => void): () => void {
  let stop = clock.later(milliseconds, again);
  function again(): void {
    stop = clock.later(milliseconds, again);
    act();
  }
  return () => stop();
}
