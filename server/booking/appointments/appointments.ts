import type { Appointment, Status } from '#contract/appointments.ts';
import { type Actor, type Database, system, type Transaction, violated } from '#server/platform/database.ts';
import type { Facts } from '#server/platform/facts.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { type BookingFact, bookingAudience, releasedFacts, type Span, type ToldAppointment } from '../booking.live.ts';
import type { Gone, StoredPrestation } from '../taking/taking.sql.ts';
import { alternatives, minuteAt } from '../time/free-times.ts';
import { type Plan, planned } from '../time/plan.ts';
import * as statements from './appointments.sql.ts';

type Stored = statements.StoredAppointment;
export type Verb = 'confirm' | 'reject' | 'cancel' | 'reschedule';

export type AppointmentsDeps = {
  database: Database;
  facts: Facts;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};

/** Appointments once they are made: who sees them, and how they move. */
export function openAppointments({ database, facts, termsOf, now }: AppointmentsDeps) {
  // — seen —

  async function list(actor: Actor, query: ListQuery): Promise<{ data: Appointment[]; next: string | null }> {
    const limit = query.limit ?? 25;
    const down = query.sort === '-scheduled_at';
    const after = query.cursor === undefined ? undefined : readPlace(query.cursor);
    const page = await database.rows<Stored>(actor, statements.appointmentPage(query, after, down, limit + 1));
    const shown = page.slice(0, limit);
    const last = shown.at(-1);
    const next = page.length > limit && last ? writePlace({ at: last.scheduled_at, id: last.id }) : null;
    return { data: shown.map((stored) => asSeen(stored, actor)), next };
  }

  async function read(actor: Actor, id: number): Promise<Appointment> {
    return asSeen(orNotFound(await database.row<Stored>(actor, statements.readAppointment(id))), actor);
  }

  function asSeen(stored: Stored, actor: Actor): Appointment {
    const {
      cancelled_by,
      cancelled_at,
      cancel_reason,
      doctor_account,
      patient_accounts,
      sequence,
      deadline_minutes,
      ...rest
    } = stored;
    const cancelled =
      cancelled_at && cancelled_by ? { by: cancelled_by, at: cancelled_at, reason: cancel_reason } : null;
    return { ...rest, cancelled, may: isTooLate(stored, actor) ? [] : verbsOf(stored, actor) };
  }

  /** Patients until the clinic's deadline, staff always. */
  function isTooLate({ scheduled_at, deadline_minutes }: Stored, { role }: Actor): boolean {
    const latest = now().add({ minutes: deadline_minutes });
    return role === 'patient' && Temporal.Instant.compare(latest, Temporal.Instant.from(scheduled_at)) > 0;
  }

  // — moved —

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
    return { by, account, at: now().toString(), reason: reason?.trim() || null };
  }

  /** By the name of the status, for programs that know no verbs. */
  async function changeStatus(actor: Actor, id: number, to: { status: Status; reason?: string | undefined }) {
    if (to.status === 'cancelled') return cancel(actor, id, to.reason);
    if (actor.role === 'patient') throw new Refusal('forbidden');
    if (to.status === 'confirmed') return confirm(actor, id);
    if (to.status === 'rejected') return reject(actor, id, to.reason);
    const { status } = await read(actor, id);
    throw new Refusal('invalid_transition', { status });
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
      await facts.write(tx, bookingAudience, { name, ...toldOf(changed) });
      await audited(tx, name, id, { from: stored.status });
      return asSeen(changed, actor);
    });
  }

  async function lockedFor(tx: Transaction, id: number, verb: Verb): Promise<Stored> {
    orNotFound(await tx.row(statements.lockAppointment(id)));
    const stored = await tx.one<Stored>(statements.readAppointment(id));
    if (!verbsOf(stored, tx.actor).includes(verb)) throw new Refusal('invalid_transition', { status: stored.status });
    if (isTooLate(stored, tx.actor)) throw new Refusal('too_late');
    return stored;
  }

  async function audited(tx: Transaction, action: string, id: number, details: object): Promise<void> {
    await tx.count(statements.auditAppointment(tx.actor.account, tx.actor.role, action, id, details));
  }

  // — moved in time —

  type Wish = { scheduled_at: string; version?: number | undefined; overbook?: boolean | undefined };

  /** One update: until it stands the old time is kept, and from then on the new one. */
  async function reschedule(actor: Actor, id: number, wish: Wish): Promise<Appointment> {
    if (wish.overbook && !isDesk(actor)) throw new Refusal('forbidden');
    const before = orNotFound(await database.row<Stored>(actor, statements.readAppointment(id)));
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
      const stored = await lockedFor(tx, id, 'reschedule');
      if (version !== undefined && version !== stored.version) throw new Refusal('version_conflict');
      if (isThere(stored, plan, overbooked)) return asSeen(stored, actor);
      const asksAgain = actor.role === 'patient' && plan.terms.confirms_by_hand;
      const { starts, ends, blockedUntil } = plan;
      const at = now().toString();
      const way = statements.makeWay(before.doctor.id, before.patient.id, starts, blockedUntil, at);
      const { released } = await tx.one<{ released: Gone[] }>(way);
      const status = asksAgain ? 'pending' : stored.status;
      await tx.count(statements.moveInTime(id, { starts, ends, blocked_until: blockedUntil, status, overbooked, at }));
      const changed = await tx.one<Stored>(statements.readAppointment(id));
      const from: Span = { starts_at: stored.scheduled_at, ends_at: stored.ends_at };
      await facts.write(tx, bookingAudience, ...releasedFacts(released), {
        name: 'appointment.rescheduled',
        ...toldOf(changed),
        from,
      });
      await audited(tx, overbooked ? 'appointment.overbooked' : 'appointment.rescheduled', id, { from });
      return asSeen(changed, actor);
    });
  }

  // — by themselves —

  /** A request that nobody answered in time is cancelled, so that the patient knows. */
  async function cancelUnanswered(): Promise<void> {
    const due = await database.rows<{ id: number }>(system, statements.unanswered(now().toString()));
    for (const { id } of due) {
      await cancel(system, id, undefined).catch((error) => {
        if (!(error instanceof Refusal)) throw error; // answered in this very moment
      });
    }
  }

  return { list, read, confirm, reject, cancel, changeStatus, reschedule, cancelUnanswered, asSeen };
}

/** As long as it was promised, whatever has become of the service since. */
function serviceOf({ prestation, scheduled_at, ends_at }: Stored): StoredPrestation | undefined {
  const duration_minutes = minuteAt(ends_at) - minuteAt(scheduled_at);
  return prestation ? { ...prestation, duration_minutes, specialization_id: null } : undefined;
}

/** Whoever asks once more, having heard nothing, has moved it already: nobody is told of it again. */
function isThere({ scheduled_at, ends_at, ...stored }: Stored, { start, length }: Plan, overbooked: boolean): boolean {
  return minuteAt(scheduled_at) === start && minuteAt(ends_at) === start + length && stored.overbooked === overbooked;
}

/** What this actor may do with it: the pages offer nothing else, and nothing else is let through. */
function verbsOf({ status }: Stored, { role }: Actor): Verb[] {
  if (status !== 'pending' && status !== 'confirmed') return [];
  const answers: Verb[] = status === 'pending' && role !== 'patient' ? ['confirm', 'reject'] : [];
  return [...answers, 'cancel', 'reschedule'];
}

type ListQuery = statements.Filter & {
  sort?: 'scheduled_at' | '-scheduled_at' | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};

export function toldOf(
  stored: Stored,
): Pick<Extract<BookingFact, { name: 'appointment.booked' }>, 'appointment' | 'hearers'> {
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

function isDesk({ role }: Actor): boolean {
  return role === 'receptionist' || role === 'admin';
}

function writePlace({ at, id }: statements.Place): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

function readPlace(cursor: string): statements.Place {
  const [at, id] = parsed(cursor);
  const isOurs = typeof at === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) && !Number.isNaN(Date.parse(at));
  if (isOurs && Number.isInteger(id) && Math.abs(Number(id)) < 2 ** 31) return { at, id: Number(id) };
  throw invalidField('cursor', 'format', 'This does not have the right form.');
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // not one that we wrote: refused by whoever reads it
  }
}
