import type { Database } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { type Plan, type Prestation, planned, type Rules, refuseMode } from '../time/time.ts';
import type { KeptTerms } from './kept-terms.ts';
import * as statements from './taking.sql.ts';
import { type Aim, type Booker, patientOf } from './wishes.ts';

export type Planning = ReturnType<typeof openPlanning>;

/** From aims to plans: by what is kept of a doctor, and once more by what is read just now before anybody hears a no. */
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

  async function prestationOf(id: number | undefined): Promise<Prestation | undefined> {
    return id === undefined ? undefined : orNotFound(await database.look<Prestation>(statements.readPrestation(id)));
  }

  return { plansFor };
}

function planOf(booker: Booker, aim: Aim, terms: DoctorTerms, prestation: Prestation | undefined, rules: Rules): Plan {
  if (aim.consult_mode) refuseMode(terms, aim.consult_mode);
  return planned({ terms, patient: patientOf(booker, aim.patient_id), prestation }, aim, rules);
}
