import type { Hold } from '#contract/booking.ts';
import { raised } from '#server/platform/database.ts';
import { actorOf, type Caller } from '#server/platform/door.ts';
import { found } from '#server/platform/refusal.ts';
import { aftermathOf, Lost } from './aftermath.ts';
import { bookingAudience } from './booking.live.ts';
import * as rows from './booking.sql.ts';
import type { Aim, Booker } from './planning.ts';
import type { TakingDeps } from './taking.ts';
import type { Plan } from './wishes.ts';

const minutesHeld = 10;
const mostTries = 5;

/** A slot kept for a few minutes for someone who fills in the form: a row under the same constraints as an appointment. */
export function holdsIn(deps: TakingDeps) {
  const { database, facts, now } = deps;
  const { refused, tellReleased } = aftermathOf(deps);

  async function hold(booker: Booker, wish: Aim & { replaces?: number | undefined }): Promise<Hold> {
    for (let anew = false, tries = 1; ; tries++) {
      const moment = now();
      const [plan] = await deps.planning.plansFor(
        booker,
        [wish],
        { by: 'patient', anywhere: false, now: moment },
        anew,
      );
      const kept = await keep(await asking(booker, found(plan), wish.replaces, moment));
      if (!kept.refusal) {
        facts.ring();
        tellReleased(actorOf(booker), kept.released);
        return { hold_id: kept.hold_id, expires_at: kept.expires_at };
      }
      anew = kept.refusal === 'stale';
      if ((anew || kept.refusal === 'again') && tries < mostTries) continue;
      throw await refused(new Lost(kept.refusal, found(plan), moment));
    }
  }

  async function asking(
    booker: Booker,
    plan: Plan,
    replaces: number | undefined,
    moment: Temporal.Instant,
  ): Promise<rows.Keep> {
    const { offer, patient, starts, ends, blockedUntil } = plan;
    const fact = { name: 'slot.held', doctor_id: offer.doctor_id, starts_at: starts, ends_at: ends } as const;
    return {
      ...{ account: booker.account_id, role: booker.role, at: moment.toString() },
      until: moment.add({ minutes: minutesHeld }).toString(),
      ...{ id: await deps.nextNumber(), doctor_id: offer.doctor_id, patient_id: patient.id },
      ...{ starts, ends, blocked_until: blockedUntil, replaces: replaces ?? null },
      ...{ doctor_version: offer.doctor_version, schedule_version: offer.schedule_version },
      events: facts.rows(bookingAudience, fact),
    };
  }

  async function keep(asked: rows.Keep): Promise<rows.Kept> {
    try {
      return (await database.call<rows.Kept>(rows.keep(asked))) as rows.Kept;
    } catch (error) {
      const why = raised(error);
      if (!why) throw error;
      return { refusal: why.code, hold_id: 0, expires_at: '', released: [] };
    }
  }

  async function release(caller: Caller, id: number): Promise<void> {
    await database.transaction(actorOf(caller), async (tx) => {
      const gone = found(await tx.row<rows.Gone>(rows.releaseHold(id, caller.account_id)));
      await facts.write(tx, bookingAudience, { name: 'slot.released', ...gone });
    });
  }

  return { hold, release };
}
