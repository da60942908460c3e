import { type AvailabilityDeps, openAvailability } from './availability.ts';
import { type DirectoryDeps, openDirectory } from './directory.ts';

export { alternatives, busyBetween, minuteAt, spanOfDays, todayOf } from './free-times.ts';
export { type Patient, type Plan, type Prestation, planned, type Rules, refuseMode } from './plan.ts';

export type TimeDeps = AvailabilityDeps & DirectoryDeps;

/** What may be known of doctors' time: what there is of it, and what is free. */
export function openTime(deps: TimeDeps) {
  return { availability: openAvailability(deps), directory: openDirectory(deps) };
}
