import type { Log } from './log.ts';
import { openRounds } from './rounds.ts';

/** Less is what a question and its answer take. */
const toleratedMs = 1000;
/** More is told: letters, logs and tokens of this machine are dated wrongly. */
const oddMs = 5000;
const restMs = 30_000;
const samples = 3;

export type Clock = {
  /** the clinic's time: the database's, which is the same for all processes */
  now(): Temporal.Instant;
  /** whether this machine's clock is far from it */
  isOff(): boolean;
  measure(): Promise<void>;
  stop(): Promise<void>;
};

export type ClockDeps = {
  /** milliseconds since 1970 by the database's clock */
  read: () => Promise<number>;
  log: Log;
  /** this machine's */
  machine?: () => number;
};

/**
 * What is free, too late or over is judged by one clock, however many processes there are: each goes by its machine's, corrected by
 * as much as that is off from the database's. Asked again every half minute; while the database is away, the last answer holds.
 */
export async function openClock({ read, log, machine = Date.now }: ClockDeps): Promise<Clock> {
  let offset = 0;

  async function measure(): Promise<void> {
    let best = { took: Number.POSITIVE_INFINITY, offset: 0 };
    for (let turn = 0; turn < samples; turn += 1) {
      const asked = machine();
      const told = await read();
      const took = machine() - asked;
      if (took >= 0 && took < best.took) best = { took, offset: told - (asked + took / 2) };
    }
    if (best.took === Number.POSITIVE_INFINITY) return;
    const wasOff = isOff();
    offset = Math.abs(best.offset) > toleratedMs + best.took ? best.offset : 0;
    if (isOff() !== wasOff) log.warn({ event: isOff() ? 'clock_off' : 'clock_right', ms: Math.round(best.offset) });
  }

  const isOff = () => Math.abs(offset) > oddMs;
  await measure();
  const rounds = openRounds('clock', restMs, log, measure);
  return {
    now: () => Temporal.Instant.fromEpochMilliseconds(Math.round(machine() + offset)),
    isOff,
    measure,
    stop: rounds.stop,
  };
}
