import { orNotFound } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';

const mostKept = 5000;

/**
 * Doctors as they were when last read. Booking compares their versions in the database, in the statement that books, so
 * that what is kept here saves a round trip and never decides.
 */
export function openKeptTerms(read: (doctors: number[]) => Promise<readonly DoctorTerms[]>) {
  const kept = new Map<number, DoctorTerms>();

  /** `isKept` says whether any of them was not read just now. */
  async function of(doctors: readonly number[], anew: boolean) {
    const wanted = [...new Set(doctors)];
    const missing = anew ? wanted : wanted.filter((id) => !kept.has(id));
    if (missing.length > 0) {
      for (const id of missing) kept.delete(id);
      for (const terms of await read(missing)) kept.set(terms.doctor_id, terms);
    }
    const terms = new Map(wanted.map((id) => [id, orNotFound(kept.get(id))]));
    while (kept.size > mostKept) kept.delete(kept.keys().next().value as number);
    return { terms, isKept: missing.length < wanted.length };
  }

  return { of };
}

export type KeptTerms = ReturnType<typeof openKeptTerms>;
