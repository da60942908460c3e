/** How long things wait, in milliseconds. */
export type Pace = {
  /** between two questions while there is no socket */
  readonly poll: number;
  readonly pollMost: number;
  /** between two questions while there is one */
  readonly check: number;
  /** how long the connection stays after the last listener has gone */
  readonly grace: number;
  /** in which a connection must stand */
  readonly dial: number;
  /** in which a question must be answered */
  readonly answer: number;
  /** in which a socket must show, after the device slept, that it lives */
  readonly wake: number;
  /** before the second try; each further one waits twice as long … */
  readonly retry: number;
  /** … but no longer than this */
  readonly retryMost: number;
};

export const usualPace: Pace = {
  poll: 15_000,
  pollMost: 120_000,
  check: 300_000,
  grace: 10_000,
  dial: 10_000,
  answer: 10_000,
  wake: 4000,
  retry: 1000,
  retryMost: 30_000,
};

/**
 * Before the next try to connect. Many lose the server in the same moment: chance spreads their return. Codes from 4200
 * on ask to come back at once, from 4100 on to wait; the server has spread those already.
 */
export function waitBeforeTry(pace: Pace, tries: number, code: number | undefined, chance: number): number {
  if (tries === 0 && code !== undefined && code >= 4200 && code < 4300) return chance * pace.retry * 0.1;
  if (tries === 0 && (code === undefined || code < 4000)) return chance * pace.retry;
  return Math.min(pace.retryMost, pace.retry * 2 ** tries) * (0.5 + chance / 2);
}

/** The same question every so often, but not by everybody in the same second; less often while it fails. */
export function waitBeforePoll(pace: Pace, failures: number, chance: number): number {
  return Math.min(pace.pollMost, pace.poll * 2 ** failures) * (0.8 + chance * 0.4);
}
