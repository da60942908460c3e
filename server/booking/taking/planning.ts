import type { Mode } from '#contract/clinic.ts';
import type { Database } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { type Plan, planned, type Rules, refuseMode } from '../time/plan.ts';
import type { KeptTerms } from './kept-terms.ts';
import * as statements from './taking.sql.ts';

/** Who books: a patient with the family for whom they may, or the desk. */
export type Booker = Caller & { family: statements.StoredPatient[] };
export type Aim = {
  doctor_id: number;
  scheduled_at: string;
  consult_mode?: Mode | undefined;
  patient_id?: number | undefined;
  prestation_id?: number | undefined;
};

export type Planning = ReturnType<typeof openPlanning>;

/** From wishes to plans: by what is kept of a doctor, and once more by what is read just now before anybody hears a no. */
export function openPlanning(database: Database, keptTerms: KeptTerms) {
  async function plansFor(booker: Booker, aims: Aim[], rules: Rules, anew: boolean): Promise<Plan[]> {
    const { terms: known, isKept } = await keptTerms.of(
      aims.map(({ doctor_id }) => doctor_id),
      anew,
    );
    const prestations = await Promise.all(aims.map(({ prestation_id }) => prestationOf(prestation_id)));
    try {
      return aims.map((aim, place) =>
        planOf(booker, aim, known.get(aim.doctor_id) as DoctorTerms, prestations[place], rules),
      );
    } catch (error) {
      if (isKept && error instanceof Refusal) return plansFor(booker, aims, rules, true);
      throw error;
    }
  }

  async function prestationOf(id: number | undefined): Promise<statements.StoredPrestation | undefined> {
    return id === undefined
      ? undefined
      : orNotFound(await database.look<statements.StoredPrestation>(statements.readPrestation(id)));
  }

  return { plansFor };
}

function planOf(
  booker: Booker,
  aim: Aim,
  terms: DoctorTerms,
  prestation: statements.StoredPrestation | undefined,
  rules: Rules,
): Plan {
  if (aim.consult_mode) refuseMode(terms, aim.consult_mode);
  return planned({ terms, patient: patientOf(booker, aim.patient_id), prestation }, aim, rules);
}

/** Without a name it is for the account's own person. */
export function patientOf({ family }: Booker, id: number | undefined): statements.StoredPatient {
  return orNotFound(id === undefined ? family[0] : family.find((one) => one.id === id));
}
