import { isInstant } from '#contract/times.ts';

/** `2026-11-23T08:00Z`: as much of an instant as the address of a doctor's page needs. */
export function shortened(start: string): string {
  return new Date(start).toISOString().replace(':00.000Z', 'Z');
}

/** The start that an address names, where it names one: whatever people have made of it. */
export function startIn(asked: unknown): string | undefined {
  const start = String(asked).replace(/T(\d\d:\d\d)Z$/, 'T$1:00Z');
  return isInstant(start) ? new Date(start).toISOString() : undefined;
}
