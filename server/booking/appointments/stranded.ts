import type { Appointment } from '#contract/appointments.ts';
import type { DayHours, WeeklyHours } from '#contract/schedule.ts';
import type { Actor, Database } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import {
  checkStart,
  type DoctorTerms,
  dateOf,
  dayNumber,
  requireSoundDay,
  requireSoundWeek,
  requireStretch,
  type Stretch,
} from '#server/schedule/schedule.ts';
import { minuteAt } from '../time/time.ts';
import * as statements from './appointments.sql.ts';
import type { Seen } from './seen.ts';

type Proposed = {
  availability_schedule?: WeeklyHours | undefined;
  override?: (Stretch & DayHours) | undefined;
  /** dates that would lose their override */
  usual?: Stretch | undefined;
};

type Deps = {
  database: Database;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  seen: Seen;
  now: () => Temporal.Instant;
};

/** Appointments ahead that would lie outside a doctor's hours: shown before the hours change, never dropped by it. */
export function openStranded({ database, termsOf, seen, now }: Deps) {
  return async (actor: Actor, doctorId: number, proposed: Proposed): Promise<Appointment[]> => {
    const terms = orNotFound((await termsOf([doctorId]))[0]);
    if (actor.role !== 'admin' && terms.account_id !== actor.account) throw new Refusal('not_found');
    requireSound(proposed);
    const proposedOnes = { ...proposedTerms(terms, proposed), notice_minutes: 0, horizon_days: 730 };
    const ahead = await database
      .as(actor)
      .rows<statements.StoredAppointment>(statements.ahead(doctorId, now().toString()));
    return ahead.filter((stored) => isOutside(proposedOnes, stored)).map((stored) => seen.asSeen(stored, actor));
  };
}

/** What could not be saved is not weighed either. */
function requireSound({ availability_schedule, override, usual }: Proposed): void {
  if (availability_schedule) requireSoundWeek(availability_schedule, 'availability_schedule');
  if (override) {
    const { from, to, ...hours } = override;
    requireStretch({ from, to });
    requireSoundDay(hours);
  }
  if (usual) requireStretch(usual);
}

function proposedTerms(terms: DoctorTerms, { availability_schedule, override, usual }: Proposed): DoctorTerms {
  const weekly = availability_schedule ?? terms.availability_schedule;
  const kept = terms.overrides.filter(({ day }) => !isWithin(day, override) && !isWithin(day, usual));
  return { ...terms, availability_schedule: weekly, overrides: [...kept, ...(override ? daysOf(override) : [])] };
}

function isWithin(day: string, stretch: Stretch | undefined): boolean {
  return stretch !== undefined && stretch.from <= day && day <= stretch.to;
}

function daysOf({ from, to, ...hours }: Stretch & DayHours) {
  const first = dayNumber(from);
  return Array.from({ length: dayNumber(to) - first + 1 }, (_, index) => ({ day: dateOf(first + index), ...hours }));
}

/** Where it begins on no grid it still lies within the hours: only what lies outside is stranded. */
function isOutside(terms: DoctorTerms, { scheduled_at, ends_at }: statements.StoredAppointment): boolean {
  const start = minuteAt(scheduled_at);
  const refused = checkStart(terms, start, minuteAt(ends_at) - start, start);
  return refused === 'day_unavailable' || refused === 'outside_hours';
}
