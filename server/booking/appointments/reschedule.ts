import type { Appointment } from '#contract/appointments.ts';
import type { Span } from '#contract/booking.events.ts';
import { note } from '#server/platform/audit.ts';
import { type Actor, type Database, violated } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { type Released, releasedFacts } from '../booking.live.ts';
import { alternatives, minuteAt, type Plan, type Prestation, planned } from '../time/time.ts';
import * as statements from './appointments.sql.ts';
import { type Moves, toldOf } from './moves.ts';
import type { Seen } from './seen.ts';

type Stored = statements.StoredAppointment;
type Wish = { scheduled_at: string; version?: number | undefined; overbook?: boolean | undefined };

export type RescheduleDeps = {
  database: Database;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  seen: Seen;
  moves: Moves;
  now: () => Temporal.Instant;
};

/** To another time, in one update: until it stands the old time is kept, and from then on the new one. */
export function openReschedule({ database, termsOf, seen, moves, now }: RescheduleDeps) {
  async function reschedule(actor: Actor, id: number, wish: Wish): Promise<Appointment> {
    if (wish.overbook && !isDesk(actor)) throw new Refusal('forbidden');
    const before = orNotFound(await database.as(actor).row<Stored>(statements.readAppointment(id)));
    const terms = orNotFound((await termsOf([before.doctor.id]))[0]);
    const plan = planOf(before, terms, actor, wish);
    const overbooking = wish.overbook ? [false, true] : [false];
    for (const overbooked of overbooking) {
      try {
        return await rescheduled(actor, before, plan, { version: wish.version, overbooked });
      } catch (error) {
        const lost = violated(error);
        if (lost === 'appointment_patient_time') throw new Refusal('patient_conflict');
        if (lost !== 'appointment_doctor_time') throw error;
      }
    }
    const free = await alternatives(database, plan, now());
    throw new Refusal('time_slot_conflict', { alternatives: free });
  }

  function planOf(before: Stored, terms: DoctorTerms, actor: Actor, wish: Wish): Plan {
    const { patient } = before;
    const by = actor.role === 'patient' ? 'patient' : 'desk';
    const rules = { by, anywhere: wish.overbook ?? false, now: now() } as const;
    const of = {
      terms,
      patient: { ...patient, accounts: before.patient_accounts },
      prestation: serviceOf(before),
    };
    return planned(of, wish, rules);
  }

  async function rescheduled(
    actor: Actor,
    before: Stored,
    plan: Plan,
    { version, overbooked }: { version: number | undefined; overbooked: boolean },
  ): Promise<Appointment> {
    const { id } = before;
    return database.transaction(actor, async (tx) => {
      await tx.rows(statements.lockPeople(before.doctor.id, before.patient.id));
      const stored = await moves.lockedFor(tx, id, 'reschedule');
      if (version !== undefined && version !== stored.version) throw new Refusal('version_conflict');
      if (isThere(stored, plan, overbooked)) return seen.asSeen(stored, actor);
      const asksAgain = actor.role === 'patient' && plan.terms.confirms_by_hand;
      const { starts, ends, blockedUntil } = plan;
      const at = now().toString();
      const { wait } = await tx.one<{ wait: number | null }>(statements.countMove(id, at));
      if (wait !== null) throw new Refusal('too_many_bookings', {}, wait);
      const way = statements.makeWay(before.doctor.id, before.patient.id, starts, blockedUntil, at);
      const { released } = await tx.one<{ released: Released[] }>(way);
      const status = asksAgain ? 'pending' : stored.status;
      await tx.count(statements.moveInTime(id, { starts, ends, blocked_until: blockedUntil, status, overbooked, at }));
      const changed = await tx.one<Stored>(statements.readAppointment(id));
      const from: Span = { starts_at: stored.scheduled_at, ends_at: stored.ends_at };
      await moves.tell(tx, { name: 'appointment.rescheduled', ...toldOf(changed), from }, ...releasedFacts(released));
      await note(tx, overbooked ? 'appointment.overbooked' : 'appointment.rescheduled', id, { from });
      return seen.asSeen(changed, actor);
    });
  }

  return reschedule;
}

/** As long as it was promised, whatever has become of the service since. */
function serviceOf({ prestation, scheduled_at, ends_at }: Stored): Prestation | undefined {
  const duration_minutes = minuteAt(ends_at) - minuteAt(scheduled_at);
  return prestation ? { ...prestation, duration_minutes, specialization_id: null } : undefined;
}

/** Whoever asks once more, having heard nothing, has moved it already: nobody is told of it again. */
function isThere({ scheduled_at, ends_at, ...stored }: Stored, { start, length }: Plan, overbooked: boolean): boolean {
  return minuteAt(scheduled_at) === start && minuteAt(ends_at) === start + length && stored.overbooked === overbooked;
}

function isDesk({ role }: Actor): boolean {
  return role === 'receptionist' || role === 'admin';
}
