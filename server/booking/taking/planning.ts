import type { Database } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { DoctorTerms } from '#server/schedule/schedule.ts';
import { type Plan, type Prestation, planned, type Rules, refuseMode } from '../time/time.ts';
import type { KeptTerms } from './kept-terms.ts';
import { NotBooked } from './not-booked.ts';
import * as statements from './taking.sql.ts';
import { type Aim, type Booker, patientOf } from './wishes.ts';

const mostTries = 5;

export type PlanningDeps = { database: Database; keptTerms: KeptTerms; now: () => Temporal.Instant };
export type Planning = ReturnType<typeof openPlanning>;

/** From aims to plans, and what becomes of them. */
export function openPlanning({ database, keptTerms, now }: PlanningDeps) {
  /**
   * Plans, and acts. What is kept of a doctor may be out of date: whoever hears a no by it, here or from the database, is
   * heard again by what is read just now. Only here is it decided that something is read anew.
   */
  async function attempt<T>(
    booker: Booker,
    aims: readonly Aim[],
    by: Omit<Rules, 'now'>,
    act: (plans: Plan[], moment: Temporal.Instant) => Promise<T>,
  ): Promise<T> {
    const doctors = aims.map(({ doctor_id }) => doctor_id);
    const prestations = await Promise.all(aims.map(({ prestation_id }) => prestationOf(prestation_id)));
    for (let tries = 1; ; tries++) {
      const { terms, isKept } = await keptTerms.of(doctors);
      const rules = { ...by, now: now() };
      const planFor = (aim: Aim, place: number) =>
        planOf(booker, aim, { terms: terms.get(aim.doctor_id) as DoctorTerms, prestation: prestations[place] }, rules);
      try {
        const plans = withinTerms(isKept, () => aims.map(planFor));
        return await act(plans, rules.now);
      } catch (error) {
        const isStale = error instanceof OutOfDate || (error instanceof NotBooked && error.code === 'stale');
        const isForNow = error instanceof NotBooked && error.code === 'again';
        if (tries === mostTries || !(isStale || isForNow)) throw error instanceof OutOfDate ? error.refusal : error;
        if (isStale) keptTerms.forget(doctors);
      }
    }
  }

  async function prestationOf(id: number | undefined): Promise<Prestation | undefined> {
    return id === undefined
      ? undefined
      : orNotFound(await database.unframed.row<Prestation>(statements.readPrestation(id)));
  }

  return { attempt };
}

/** A no by what is kept of a doctor, which may be out of date. */
class OutOfDate extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

function withinTerms(areKept: boolean, plan: () => Plan[]): Plan[] {
  try {
    return plan();
  } catch (error) {
    throw areKept && error instanceof Refusal ? new OutOfDate(error) : error;
  }
}

type Known = { terms: DoctorTerms; prestation: Prestation | undefined };

function planOf(booker: Booker, aim: Aim, { terms, prestation }: Known, rules: Rules): Plan {
  if (aim.consult_mode) refuseMode(terms, aim.consult_mode);
  return planned({ terms, patient: patientOf(booker, aim.patient_id), prestation }, aim, rules);
}
