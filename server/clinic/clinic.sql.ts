import type { Clinic } from '#contract/clinic.ts';
import { sql } from '#server/platform/sql.ts';

export type StoredClinic = {
  name: string;
  timezone: string;
  currency: string;
  cancel_deadline_minutes: number;
  majority_age: number;
  limits: Clinic['limits'];
  is_demo: boolean;
  version: number;
};

export const readClinic = sql`
  select name, timezone, currency, cancel_deadline_minutes, majority_age, json_build_object('ahead_with_doctor', most_ahead_with_doctor,
    'ahead', most_ahead, 'booked_hourly', most_booked_hourly, 'dependents', most_dependents) as limits, is_demo, version
  from clinic`;
export const insertClinic = (clinic: { name: string; timezone: string; isDemo: boolean; currency: string }) => sql`
  insert into clinic (name, timezone, currency, is_demo)
  values (${clinic.name}, ${clinic.timezone}, ${clinic.currency}, ${clinic.isDemo})
  on conflict (id) do nothing`;
export const anAccount = sql`select id from account limit 1`;
export type ClinicFields = {
  name?: string | undefined;
  currency?: string | undefined;
  cancel_deadline_minutes?: number | undefined;
  majority_age?: number | undefined;
  limits?: Clinic['limits'] | undefined;
};
export const changeClinic = (to: ClinicFields & { version: number }) => sql`
  update clinic set name = coalesce(${to.name ?? null}, name), currency = coalesce(${to.currency ?? null}, currency),
    cancel_deadline_minutes = coalesce(${to.cancel_deadline_minutes ?? null}, cancel_deadline_minutes),
    majority_age = coalesce(${to.majority_age ?? null}, majority_age),
    most_ahead_with_doctor = coalesce(${to.limits?.ahead_with_doctor ?? null}, most_ahead_with_doctor),
    most_ahead = coalesce(${to.limits?.ahead ?? null}, most_ahead),
    most_booked_hourly = coalesce(${to.limits?.booked_hourly ?? null}, most_booked_hourly),
    most_dependents = coalesce(${to.limits?.dependents ?? null}, most_dependents),
    version = version + 1
  where version = ${to.version}`;

export const meByTokens = (hashes: Buffer[]) => sql`
  select t.hash, m.* from unnest(${hashes}::bytea[]) as t (hash), me_look_up(t.hash) m`;

/** A demo that nobody has filled yet. */
export const emptyDemo = sql`
  select from clinic where is_demo and not exists (select from account)`;

/** Of two processes that start at once one fills the demo, and the other waits and finds it filled. */
export const demoPatience = sql`select set_config('lock_timeout', '60s', true), set_config('statement_timeout', '60s', true)`;
export const demoLock = sql`select pg_advisory_xact_lock(7211553405)`;
