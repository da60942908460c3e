import type { Clock } from '../clock.ts';

/** A clock that stands still until it is moved, for tests. */
export type HandClock = Clock & { move(milliseconds: number): void };

export function openHandClock(start = Date.now()): HandClock {
  let now = start;
  let alarms: { at: number; act: () => void }[] = [];

  return {
    now: () => now,
    later(milliseconds, act) {
      const alarm = { at: now + milliseconds, act };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((other) => other !== alarm);
      };
    },
    move(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const due = alarms.filter((alarm) => alarm.at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) break;
        alarms = alarms.filter((alarm) => alarm !== due);
        now = Math.max(now, due.at);
        due.act();
      }
      now = until;
    },
  };
}
