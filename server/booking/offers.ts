import { orNotFound } from '#server/platform/refusal.ts';
import type { Offer } from '#server/schedule/schedule.ts';

const mostKept = 5000;

/**
 * Doctors as they were when last read. Booking compares their versions in the database, in the statement that books, so
 * that what is kept here saves a round trip and never decides.
 */
export function offersKept(read: (doctors: number[]) => Promise<readonly Offer[]>) {
  const kept = new Map<number, Offer>();

  /** `isKept` says whether any of them was not read just now. */
  async function of(
    doctors: readonly number[],
    anew: boolean,
  ): Promise<{ offers: Map<number, Offer>; isKept: boolean }> {
    const wanted = [...new Set(doctors)];
    const missing = anew ? wanted : wanted.filter((id) => !kept.has(id));
    if (missing.length > 0) {
      for (const id of missing) kept.delete(id);
      for (const offer of await read(missing)) kept.set(offer.doctor_id, offer);
    }
    const offers = new Map(wanted.map((id) => [id, orNotFound(kept.get(id))]));
    while (kept.size > mostKept) kept.delete(kept.keys().next().value as number);
    return { offers, isKept: missing.length < wanted.length };
  }

  return { of };
}

export type Offers = ReturnType<typeof offersKept>;
