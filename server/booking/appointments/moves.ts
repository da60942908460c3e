import type { Appointment, Status } from '#contract/appointments.ts';
import type { AppointmentChange, BookingFact, ToldAppointment } from '#contract/booking.events.ts';
import { note } from '#server/platform/audit.ts';
import { type Actor, type Database, system, type Transaction } from '#server/platform/database.ts';
import { newHooks } from '#server/platform/hooks.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { BookingFacts } from '../booking.live.ts';
import * as statements from './appointments.sql.ts';
import { type Seen, type Verb, verbsOf } from './seen.ts';

type Stored = statements.StoredAppointment;

export type MovesDeps = { database: Database; facts: BookingFacts; seen: Seen; now: () => Temporal.Instant };
/** An appointment that has got another status or another time. */
export type Move = Exclude<Extract<BookingFact, { name: `appointment.${string}` }>, { name: 'appointment.booked' }>;
export type Moves = ReturnType<typeof openMoves>;

/** From one status to another: under a lock, told, and written down. */
export function openMoves({ database, facts, seen, now }: MovesDeps) {
  async function confirm(actor: Actor, id: number): Promise<Appointment> {
    return moved(actor, id, 'confirm', async (tx) => {
      await tx.count(statements.moveTo(id, 'confirmed', now().toString()));
      return 'appointment.confirmed';
    });
  }

  async function reject(actor: Actor, id: number, reason: string | undefined): Promise<Appointment> {
    return moved(actor, id, 'reject', async (tx) => {
      await tx.count(statements.cancelAs(id, 'rejected', cancelling(actor, reason)));
      return 'appointment.rejected';
    });
  }

  async function cancel(actor: Actor, id: number, reason: string | undefined): Promise<Appointment> {
    return moved(actor, id, 'cancel', async (tx) => {
      await tx.count(statements.cancelAs(id, 'cancelled', cancelling(actor, reason)));
      return 'appointment.cancelled';
    });
  }

  function cancelling({ account, role }: Actor, reason: string | undefined): statements.Cancelling {
    const by = role === 'patient' || role === 'doctor' || role === 'system' ? role : 'desk';
    return { by, account, at: now().toString(), reason: reason || null };
  }

  /** By the name of the status, for programs that know no verbs. */
  async function changeStatus(actor: Actor, id: number, to: { status: Status; reason?: string | undefined }) {
    if (to.status === 'cancelled') return cancel(actor, id, to.reason);
    if (actor.role === 'patient') throw new Refusal('forbidden');
    if (to.status === 'confirmed') return confirm(actor, id);
    if (to.status === 'rejected') return reject(actor, id, to.reason);
    const { status } = await seen.read(actor, id);
    throw new Refusal('invalid_transition', { status });
  }

  const hooks = newHooks<[tx: Transaction, move: Move]>();

  /** Told after the commit; rooms above that have asked for it come first, in the transaction, and may refuse. */
  async function tell(tx: Transaction, move: Move, ...others: BookingFact[]): Promise<void> {
    await hooks.run(tx, move);
    await facts.write(tx, ...others, move);
  }

  type Name = 'appointment.confirmed' | 'appointment.rejected' | 'appointment.cancelled';

  async function moved(
    actor: Actor,
    id: number,
    verb: Verb,
    move: (tx: Transaction) => Promise<Name>,
  ): Promise<Appointment> {
    return database.transaction(actor, async (tx) => {
      const stored = await lockedFor(tx, id, verb);
      const name = await move(tx);
      const changed = await tx.one<Stored>(statements.readAppointment(id));
      await tell(tx, { name, ...toldOf(changed) });
      await note(tx, name, id, { from: stored.status });
      return seen.asSeen(changed, actor);
    });
  }

  async function lockedFor(tx: Transaction, id: number, verb: Verb): Promise<Stored> {
    orNotFound(await tx.row(statements.lockAppointment(id)));
    const stored = await tx.one<Stored>(statements.readAppointment(id));
    if (!verbsOf(stored, tx.actor).includes(verb)) throw new Refusal('invalid_transition', { status: stored.status });
    if (seen.isTooLate(stored, tx.actor)) throw new Refusal('too_late');
    return stored;
  }

  /** A request that nobody answered in time is cancelled, so that the patient knows. */
  async function cancelUnansweredRequests(): Promise<void> {
    const due = await database.as(system).rows<{ id: number }>(statements.unansweredRequests(now().toString()));
    for (const { id } of due) {
      await cancel(system, id, undefined).catch((error) => {
        if (!(error instanceof Refusal)) throw error; // answered in this very moment
      });
    }
  }

  return {
    confirm,
    reject,
    cancel,
    changeStatus,
    cancelUnansweredRequests,
    lockedFor,
    tell,
    /** for what a room above must do, or refuse, when an appointment moves; a new one is made in one call, which asks nobody */
    whenAppointment: hooks.add,
  };
}

export function toldOf(stored: Stored): AppointmentChange {
  const { id, reference, doctor, patient, prestation, scheduled_at, ends_at, status, kind, overbooked, version } =
    stored;
  const appointment: ToldAppointment = {
    id,
    reference,
    doctor_id: doctor.id,
    doctor_name: doctor.name,
    patient_id: patient.id,
    patient_name: patient.name,
    prestation: prestation?.name ?? null,
    starts_at: scheduled_at,
    ends_at,
    status,
    kind,
    overbooked,
    version,
    consult_mode: stored.consult_mode,
    consultation_mode: stored.consultation_mode,
  };
  return { appointment, hearers: { doctor_account: stored.doctor_account, patient_accounts: stored.patient_accounts } };
}
