import { sql } from '#server/platform/sql.ts';

/** Whose waits and holds: an account's, a patient's, with a doctor; each may be left open. */
export type Whose = { account_id?: number; patient_id?: number; doctor_id?: number };

const end = ({ account_id, patient_id, doctor_id }: Whose, whateverStands: boolean) => sql`
  select * from booking_end(${account_id ?? null}, ${patient_id ?? null}, ${doctor_id ?? null}, ${whateverStands})`;

export const endFallen = (whose: Whose) => end(whose, false);
export const endAll = (account: number) => end({ account_id: account }, true);
