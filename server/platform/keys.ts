import type { Base } from './base.ts';
import { system } from './database.ts';
import { sweepKeys } from './idempotency.ts';
import type { Room } from './room.ts';

/** What is kept so that a repeated request is known again. */
export function openKeysRoom({ database }: Pick<Base, 'database'>) {
  const sweep = () => database.transaction(system, sweepKeys);
  return { name: 'keys', face: undefined, sweeps: [{ name: 'keys', act: sweep }] } satisfies Room;
}
