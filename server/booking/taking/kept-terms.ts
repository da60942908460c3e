import { orNotFound } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';

const mostKept = 5000;

export type KeptTerms = ReturnType<typeof openKeptTerms>;

/**
 * Doctors as they were when last read. Booking compares their versions in the database, in the statement that books, so
 * that what is kept here saves a round trip and never decides.
 */
export function openKeptTerms(read: (doctors: number[]) => Promise<readonly DoctorTerms[]>) {
  const kept = new Map<number, DoctorTerms>();

  /** `isKept` says whether any of them was not read just now. */
  async function of(doctors: readonly number[]) {
    const wanted = [...new Set(doctors)];
    const terms = new Map(wanted.flatMap((id) => kept.get(id) ?? []).map((known) => [known.doctor_id, known]));
    const missing = wanted.filter((id) => !terms.has(id));
    for (const known of missing.length > 0 ? await read(missing) : []) {
      terms.set(known.doctor_id, known);
      kept.set(known.doctor_id, known);
    }
    for (const id of wanted) orNotFound(terms.get(id));
    while (kept.size > mostKept) kept.delete(kept.keys().next().value as number);
    return { terms, isKept: missing.length < wanted.length };
  }

  function forget(doctors: readonly number[]): void {
    for (const id of doctors) kept.delete(id);
  }

  return { of, forget };
}
