import type { book, Slot } from '#contract/booking.ts';
import type { Mode } from '#contract/clinic.ts';
import type { Body } from '#contract/route.ts';

export const medicalWords = ['complaint', 'symptoms', 'history', 'allergies', 'medications'] as const;
export type MedicalWord = (typeof medicalWords)[number];

export type KeptFile = { id: number; name: string; type: string; size: number };
/** A slot that is kept for us, until a moment of our own clock. */
export type KeptSlot = { id: number; until: number; start: string; patientId: number };
export type SlotChoice = Pick<Slot, 'starts_at' | 'ends_at'>;

/** One appointment of a booking, as far as it is filled in. */
export type Visit = {
  key: string;
  slot: SlotChoice | null;
  hold: KeptSlot | null;
  patientId: number | null;
  mode: Mode | null;
  words: Record<MedicalWord, string>;
  files: readonly KeptFile[];
};

/** What one person fills in to book with one doctor. */
export type BookingForm = {
  /** whose it is; null until somebody is signed in */
  account: number | null;
  doctorId: number;
  open: boolean;
  step: Step;
  visits: readonly Visit[];
  /** what was sent last, under its `Idempotency-Key`; `unknown` while nobody has said what came of it */
  attempt: { body: string; key: string; unknown: boolean } | null;
};

export const steps = ['who', 'medical', 'summary'] as const;
export type Step = (typeof steps)[number];
export const mostVisits = 5;

export function newVisit(given: Partial<Visit> = {}): Visit {
  const words = { complaint: '', symptoms: '', history: '', allergies: '', medications: '' };
  return { key: crypto.randomUUID(), slot: null, hold: null, patientId: null, mode: null, words, files: [], ...given };
}

export function newForm(doctorId: number, slot: SlotChoice | null): BookingForm {
  return { account: null, doctorId, open: true, step: 'who', visits: [newVisit({ slot })], attempt: null };
}

/** The form with one of its visits changed. */
export function withVisit(form: BookingForm, key: string, change: Partial<Visit>): BookingForm {
  return { ...form, visits: form.visits.map((visit) => (visit.key === key ? { ...visit, ...change } : visit)) };
}

/** Kept for us, for this very time and person, as far as our clock says. */
export function isHeld({ slot, hold, patientId }: Visit, now = Date.now()): boolean {
  return (
    slot !== null && hold !== null && hold.start === slot.starts_at && hold.patientId === patientId && hold.until > now
  );
}

export type VisitFault = 'slot' | 'mode' | 'patient';

export function faultOf(visit: Visit): VisitFault | undefined {
  if (visit.slot === null) return 'slot';
  if (visit.patientId === null) return 'patient';
  return visit.mode === null ? 'mode' : undefined;
}

/** What is sent for a visit that lacks nothing. */
export function wishOf(doctorId: number, { slot, hold, patientId, mode, words, files }: Visit): Body<typeof book> {
  if (!slot || !mode || patientId === null) throw new Error('a visit without its time, mode or person is not sent');
  const said = Object.entries(words).filter(([name, text]) => name === 'complaint' || text.trim() !== '');
  return {
    doctor_id: doctorId,
    scheduled_at: slot.starts_at,
    consult_mode: mode,
    patient_id: patientId,
    ...(hold && { hold_id: hold.id }),
    medical: {
      complaint: words.complaint.trim(),
      ...Object.fromEntries(said.map(([name, text]) => [name, text.trim()])),
      ...(files.length > 0 && { files: files.map(({ id }) => id) }),
    },
  };
}
