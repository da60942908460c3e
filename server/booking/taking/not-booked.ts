import { type RefusalCode, refusals } from '#contract/refusals.ts';
import type { Actor, Database } from '#server/platform/database.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { type BookingFacts, type Released, releasedFacts } from '../booking.live.ts';
import type { BookingLog } from '../booking-log.ts';
import { alternatives, type Plan } from '../time/time.ts';

/** How the database says no. */
export type No = { refusal: string; wait?: number | null };

/** The database has said no to a plan: not yet a refusal, since the same may have been asked before. */
export class NotBooked extends Error {
  readonly code: string;
  readonly plan: Plan;
  readonly moment: Temporal.Instant;
  /** which of several */
  readonly place: number | undefined;
  /** in how many seconds it may be asked again, where only time helps */
  readonly wait: number | undefined;
  constructor({ refusal, wait }: No, plan: Plan, moment: Temporal.Instant, place?: number) {
    super(refusal);
    this.code = refusal;
    this.wait = wait ?? undefined;
    this.plan = plan;
    this.moment = moment;
    this.place = place;
  }
}

/** Who reads everything anew and still is out of date may not book for this patient any more. */
const others: Readonly<Record<string, RefusalCode>> = { stale: 'not_found' };

type Deps = { database: Database; facts: BookingFacts; log: BookingLog };

/** What follows when the database has said no, or has let go what was in the way. */
export function openNotBooked({ database, facts, log }: Deps) {
  async function refusalOf({ code, plan, moment, place, wait }: NotBooked): Promise<Refusal> {
    const { terms, patient, starts } = plan;
    const about = { doctor_id: terms.doctor_id, patient_id: patient.id, scheduled_at: starts };
    if (code !== 'time_slot_conflict') {
      const known = code in refusals ? (code as RefusalCode) : (others[code] ?? 'unavailable');
      log.failed(about, known);
      return new Refusal(known, where(place), wait);
    }
    log.conflict(about);
    const free = await alternatives(database, plan, moment);
    return new Refusal('time_slot_conflict', { alternatives: free, ...where(place) });
  }

  /** Expired holds were let go in passing: whoever watches those slots hears it, a moment later. */
  function tellReleased(actor: Actor, released: Released[] | null): void {
    if (!released?.length) return;
    database.transaction(actor, (tx) => facts.write(tx, ...releasedFacts(released))).catch(log.releaseNotTold);
  }

  return { refusalOf, tellReleased };
}

/** Of several wishes the one that is not booked; of one, nothing need be said. */
function where(place: number | undefined): { place?: number } {
  return place === undefined ? {} : { place };
}
