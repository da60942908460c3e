import type { Transaction } from '#server/platform/database.ts';
import { newHooks } from '#server/platform/hooks.ts';
import { Refusal } from '#server/platform/refusal.ts';

/** What of the clinic's records is to be retired. */
export type Retiring = { kind: 'doctor' | 'patient' | 'specialization' | 'prestation' | 'salle'; id: number };
/** Something that would be left hanging: an appointment ahead, a patient who waits. */
export type Hanging = { kind: string; id: number };
export type RefuseInUse = (tx: Transaction, what: Retiring) => Promise<void>;

/**
 * Rooms above answer what hangs on a record once it is retired, in the same transaction: as long as something does, all is
 * undone. Not asked when a record that the desk made becomes one with a person's own (`acting_begin`): nothing of it goes.
 */
export function newRetiring() {
  const hooks = newHooks<[tx: Transaction, what: Retiring], readonly Hanging[]>();
  const refuseInUse: RefuseInUse = async (tx, what) => {
    const hanging = (await hooks.run(tx, what)).flat();
    if (hanging.length > 0) throw new Refusal('in_use', { hanging });
  };
  return { whenRetiring: hooks.add, refuseInUse };
}
