import type { Transaction } from '#server/platform/database.ts';
import { newFollower } from '#server/platform/facts.ts';
import type { Statement } from '#server/platform/sql.ts';
import { type BookingFacts, type Released, releasedFacts } from '../booking.live.ts';
import * as statements from './leaving.sql.ts';

type Leaving = { facts: BookingFacts };

/** Whoever goes leaves nothing behind that others wait for: waits, offers and holds end with the right to them. */
export function openLeaving({ facts }: Leaving) {
  const follower = newFollower({
    name: 'booking.leaving',
    wants: ['family.left', 'patient.retired', 'doctor.retirement_changed', 'doctor.approval_changed'],
    hear: async (tx, heard) => {
      for (const { data } of heard) await letGo(tx, statements.endFallen(data));
    },
  });

  /** All that an account has under way, whatever its right to it: nobody knows who began it. */
  async function endAll(tx: Transaction, account: number): Promise<void> {
    await letGo(tx, statements.endAll(account));
  }

  async function letGo(tx: Transaction, end: Statement): Promise<void> {
    await facts.write(tx, ...releasedFacts(await tx.rows<Released>(end)));
  }

  return { follower, endAll };
}
