import { type Clinic, type LimitName, limitNames } from '#contract/clinic.ts';
import { readWhole } from '#web/ui/form/whole-number.ts';

export type ClinicFields = {
  name: string;
  currency: string;
  cancel_deadline_minutes: string;
  majority_age: string;
} & Record<LimitName, string>;

export function fieldsOf({ name, currency, cancel_deadline_minutes, majority_age, limits }: Clinic): ClinicFields {
  return {
    name,
    currency,
    cancel_deadline_minutes: String(cancel_deadline_minutes),
    majority_age: String(majority_age),
    ...limitsAs(limits, String),
  };
}

export function limitsOf(fields: ClinicFields): Clinic['limits'] {
  return limitsAs(fields, (typed) => readWhole(typed) ?? 0);
}

/** Nobody needs dependents; with no appointment at all an account would be for nothing. */
export function leastOf(name: LimitName): number {
  return name === 'dependents' ? 0 : 1;
}

export function wrongLimits(fields: ClinicFields): LimitName[] {
  return limitNames.filter((name) => {
    const typed = readWhole(fields[name]);
    return typed === null || typed < leastOf(name) || typed > 1000;
  });
}

function limitsAs<From, To>(limits: Record<LimitName, From>, as: (one: From) => To): Record<LimitName, To> {
  const { ahead_with_doctor, ahead, booked_hourly, dependents } = limits;
  return {
    ahead_with_doctor: as(ahead_with_doctor),
    ahead: as(ahead),
    booked_hourly: as(booked_hourly),
    dependents: as(dependents),
  };
}
