import type { Pace, Route } from '#contract/route.ts';
import { Refusal } from '../refusal.ts';
import { network } from '../throttle.ts';

/** A waiting room behind one address: all of it opens a page at once, and goes on looking. */
const usual: Pace = { atOnce: 600, aMinute: 600 };

/** How often one network may ask this without anybody being signed in, or with a link that there is not; undefined: as often as it likes. */
export function paceOf({ who, token, pace }: Route): Pace | undefined {
  const isOpen = who === 'anyone' || token !== undefined;
  return isOpen && pace !== 'any' ? (pace ?? usual) : undefined;
}

/** More than ask in one minute where all is well; some 10 MB. */
const mostKept = 100_000;

export type Paces = ReturnType<typeof newPaces>;

/**
 * Counts what strangers ask, before anything that they sent is read. It guards this process's time, so each process counts
 * for itself, in memory: what must hold for all of them together, guesses, is counted in the database.
 */
export function newPaces(now: () => number = () => performance.now(), most = mostKept) {
  /** when each has waited off all that they asked for, the longest untouched first */
  const paidAt = new Map<string, number>();

  /** Takes one, or answers the seconds to wait. */
  function take(name: string, { atOnce, aMinute }: Pace, address: string): number {
    const moment = now();
    const key = `${name} ${network(address)}`;
    const price = 60_000 / aMinute;
    const paid = Math.max(moment, paidAt.get(key) ?? 0) + price;
    const early = paid - moment - atOnce * price;
    // A price is no whole number: what it is short of by less than a nanosecond has been waited for.
    if (early > 1e-6) return Math.ceil(early / 1000);
    paidAt.delete(key);
    paidAt.set(key, paid);
    forget(moment);
    return 0;
  }

  /** Takes one, or says how long to wait. */
  function charge(name: string, pace: Pace, address: string): void {
    const wait = take(name, pace, address);
    if (wait > 0) throw new Refusal('too_many_attempts', {}, wait);
  }

  /** What was taken turned out to be nobody's burden. */
  function giveBack(name: string, { aMinute }: Pace, address: string): void {
    const key = `${name} ${network(address)}`;
    const paid = paidAt.get(key);
    if (paid !== undefined) paidAt.set(key, paid - 60_000 / aMinute);
  }

  /** Those at the front who have waited, and beyond the bound whoever is there. */
  function forget(moment: number): void {
    for (const [key, paid] of paidAt) {
      if (paid > moment && paidAt.size <= most) return;
      paidAt.delete(key);
    }
  }

  return {
    take,
    charge,
    giveBack,
    /** How many networks it remembers. */
    size: () => paidAt.size,
    admit(route: Route, address: string): void {
      const pace = paceOf(route);
      if (pace) charge(`${route.method} ${route.path}`, pace, address);
    },
  };
}
