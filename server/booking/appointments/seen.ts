import type { Appointment } from '#contract/appointments.ts';
import { readCursor, writeCursor } from '#server/platform/cursor.ts';
import type { Actor, Database } from '#server/platform/database.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import * as statements from './appointments.sql.ts';

type Stored = statements.StoredAppointment;
export type Verb = 'confirm' | 'reject' | 'cancel' | 'reschedule';

export type SeenDeps = { database: Database; now: () => Temporal.Instant };
export type Seen = ReturnType<typeof openSeen>;

/** Appointments as whoever asks may see them, with what they may do. */
export function openSeen({ database, now }: SeenDeps) {
  async function list(actor: Actor, query: ListQuery): Promise<{ data: Appointment[]; next: string | null }> {
    const limit = query.limit ?? 25;
    const down = query.sort === '-scheduled_at';
    const after = query.cursor === undefined ? undefined : readPlace(query.cursor);
    const page = await database.as(actor).rows<Stored>(statements.appointmentPage(query, after, down, limit + 1));
    const shown = page.slice(0, limit);
    const last = shown.at(-1);
    const next = page.length > limit && last ? writeCursor([last.scheduled_at, last.id]) : null;
    return { data: shown.map((stored) => asSeen(stored, actor)), next };
  }

  async function read(actor: Actor, id: number): Promise<Appointment> {
    return asSeen(orNotFound(await database.as(actor).row<Stored>(statements.readAppointment(id))), actor);
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

  return { list, read, asSeen, isTooLate };
}

/** What this actor may do with it: the pages offer nothing else, and nothing else is let through. */
export function verbsOf({ status }: Stored, { role }: Actor): Verb[] {
  if (status !== 'pending' && status !== 'confirmed') return [];
  const answers: Verb[] = status === 'pending' && role !== 'patient' ? ['confirm', 'reject'] : [];
  return [...answers, 'cancel', 'reschedule'];
}

type ListQuery = statements.Filter & {
  sort?: 'scheduled_at' | '-scheduled_at' | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
};

function readPlace(cursor: string): statements.Place {
  const [at, id] = readCursor(cursor, ['instant', 'id']);
  return { at, id };
}
