import type { Medical } from '#contract/booking.ts';
import type { Mode } from '#contract/clinic.ts';
import { invalidField, Refusal } from '#server/platform/refusal.ts';
import { checkStart, type DoctorTerms, instantOf, minuteOf } from '#server/schedule/schedule.ts';
import type { StoredPatient, StoredPrestation } from '../taking/taking.sql.ts';

/** What somebody asks for. */
export type Wish = {
  doctor_id: number;
  scheduled_at: string;
  consult_mode: Mode;
  patient_id?: number | undefined;
  prestation_id?: number | undefined;
  hold_id?: number | undefined;
  medical?: Medical | undefined;
};

/** A wish that the doctor's hours allow: what is left is whether the time is still free. */
export type Plan = {
  terms: DoctorTerms;
  patient: StoredPatient;
  prestation: StoredPrestation | undefined;
  /** in epoch minutes, and how long */
  start: number;
  length: number;
  starts: string;
  ends: string;
  blockedUntil: string;
};

/** Patients book what is offered; the desk neither waits nor looks ahead, and with `anywhere` minds no hours. */
export type Rules = { by: 'patient' | 'desk'; anywhere: boolean; now: Temporal.Instant };

type Time = { scheduled_at: string };
type Of = { terms: DoctorTerms; patient: StoredPatient; prestation: StoredPrestation | undefined };

/** When it would be, if the doctor can be had then at all. */
export function planned({ terms, patient, prestation }: Of, { scheduled_at }: Time, rules: Rules): Plan {
  refuseClosed(terms);
  refuseForeign(prestation, terms);
  const start = minuteOf(Temporal.Instant.from(scheduled_at));
  const length = prestation?.duration_minutes ?? terms.slot_minutes;
  const refused = judged(terms, start, length, rules);
  if (refused) throw new Refusal(refused);
  const end = start + length;
  return {
    terms,
    patient,
    prestation,
    start,
    length,
    starts: instantOf(start),
    ends: instantOf(end),
    blockedUntil: instantOf(end + terms.pause_minutes),
  };
}

export function refuseMode(terms: DoctorTerms, mode: Mode): void {
  if (!terms.modes.includes(mode)) throw new Refusal('mode_unavailable');
}

function refuseClosed({ is_available, is_approved }: DoctorTerms): void {
  if (!is_available || !is_approved) throw new Refusal('doctor_unavailable');
}

function refuseForeign(prestation: StoredPrestation | undefined, { specialization }: DoctorTerms): void {
  const needed = prestation?.specialization_id ?? null;
  if (needed !== null && needed !== specialization?.id) {
    throw invalidField('prestation_id', 'specialization', 'This doctor does not offer this service.');
  }
}

function judged(terms: DoctorTerms, start: number, length: number, { by, anywhere, now }: Rules) {
  const minute = minuteOf(now);
  if (by === 'patient') return checkStart(terms, start, length, minute);
  if (start < minute) return 'in_the_past';
  if (anywhere) return Number.isInteger(start) ? undefined : 'not_a_slot';
  return checkStart({ ...terms, notice_minutes: 0, horizon_days: 730 }, start, length, minute);
}
