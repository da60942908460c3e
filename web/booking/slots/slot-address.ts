/** `2026-11-23T08:00Z`: as much of an instant as the address of a doctor's page needs. */
export function shortened(start: string): string {
  return new Date(start).toISOString().replace(':00.000Z', 'Z');
}
