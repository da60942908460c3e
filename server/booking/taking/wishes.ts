import type { Medical } from '#contract/booking.ts';
import type { Mode } from '#contract/clinic.ts';
import type { AccountCaller } from '#server/platform/door.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import type { Patient } from '../time/time.ts';

/** Who books: a patient with the family for whom they may, or the desk; `token_hash` proves a patient to the database. */
export type Booker = AccountCaller & { family: Patient[]; token_hash?: Buffer };

/** A time of a doctor's that somebody asks for. */
export type Aim = {
  doctor_id: number;
  scheduled_at: string;
  consult_mode?: Mode | undefined;
  patient_id?: number | undefined;
  prestation_id?: number | undefined;
};

/** An aim with all that makes an appointment of it. */
export type Wish = Aim & { consult_mode: Mode; hold_id?: number | undefined; medical?: Medical | undefined };

/** Without a name it is for the account's own person. */
export function patientOf({ family }: Booker, id: number | undefined): Patient {
  return orNotFound(id === undefined ? family[0] : family.find((one) => one.id === id));
}
