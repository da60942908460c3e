import type { Appointment } from '#contract/appointments.ts';
import type { DayHours, WeeklyHours } from '#contract/schedule.ts';
import type { Actor, Database } from '#server/platform/database.ts';
import { found } from '#server/platform/refusal.ts';
import { checkStart, dateOf, dayNumber, type Offer } from '#server/schedule/schedule.ts';
import * as rows from './appointments.sql.ts';
import type { appointmentsIn } from './appointments.ts';

type Proposed = {
  availability_schedule?: WeeklyHours | undefined;
  override?: (DayHours & { from: string; to: string }) | undefined;
};

type Deps = {
  database: Database;
  offersOf: (doctors: number[]) => Promise<readonly Offer[]>;
  appointments: Pick<ReturnType<typeof appointmentsIn>, 'asSeen'>;
  now: () => Temporal.Instant;
};

/** Appointments ahead that would lie outside a doctor's hours: shown before the hours change, never dropped by it. */
export function strandedIn({ database, offersOf, appointments, now }: Deps) {
  return async (actor: Actor, doctorId: number, proposed: Proposed): Promise<Appointment[]> => {
    const offer = found((await offersOf([doctorId]))[0]);
    if (actor.role !== 'admin' && offer.account_id !== actor.account) found(undefined);
    const terms = { ...proposedTerms(offer, proposed), notice_minutes: 0, horizon_days: 730 };
    const ahead = await database.rows<rows.StoredAppointment>(actor, rows.ahead(doctorId, now().toString()));
    return ahead.filter((stored) => isOutside(terms, stored)).map((stored) => appointments.asSeen(stored, actor));
  };
}

function proposedTerms(offer: Offer, { availability_schedule, override }: Proposed): Offer {
  const weekly = availability_schedule ?? offer.availability_schedule;
  if (!override) return { ...offer, availability_schedule: weekly };
  const { from, to, ...hours } = override;
  const first = dayNumber(from);
  const days = Math.min(366, dayNumber(to) - first + 1);
  const set = Array.from({ length: Math.max(0, days) }, (_, index) => ({ day: dateOf(first + index), ...hours }));
  const kept = offer.overrides.filter(({ day }) => day < from || day > to);
  return { ...offer, availability_schedule: weekly, overrides: [...kept, ...set] };
}

/** Where it begins on no grid it still lies within the hours: only what lies outside is stranded. */
function isOutside(terms: Offer, { scheduled_at, ends_at }: rows.StoredAppointment): boolean {
  const start = Date.parse(scheduled_at) / 60_000;
  const refused = checkStart(terms, start, Date.parse(ends_at) / 60_000 - start, start);
  return refused === 'day_unavailable' || refused === 'outside_hours';
}
