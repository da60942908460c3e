import type { Medical } from '#contract/booking.ts';
import { sql } from '#server/platform/sql.ts';

const columns = ['complaint', 'symptoms', 'history', 'allergies', 'medications'] as const;
export type Words = Record<(typeof columns)[number], string>;

export const readWords = (appointment: number) => sql`
  select complaint, symptoms, history, allergies, medications from appointment_medical where appointment_id = ${appointment}`;

/** Told before the caller began to act for the person, and not opened to them. */
export const isToldBefore = (appointment: number) => sql`
  select a.made_at < app_patient_from(a.patient_id) as before from appointment a where a.id = ${appointment}`;

export const putWords = (appointment: number, words: Words) => sql`
  insert into appointment_medical (appointment_id, complaint, symptoms, history, allergies, medications)
  values (${appointment}, ${words.complaint}, ${words.symptoms}, ${words.history}, ${words.allergies}, ${words.medications})
  on conflict (appointment_id) do update set complaint = excluded.complaint, symptoms = excluded.symptoms,
    history = excluded.history, allergies = excluded.allergies, medications = excluded.medications`;

export function wordsOf(medical: Partial<Medical>): Words {
  return Object.fromEntries(columns.map((column) => [column, medical[column] ?? ''])) as Words;
}
