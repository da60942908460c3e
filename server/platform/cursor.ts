import { isInstant } from '#contract/times.ts';
import { invalidField, type Refusal } from './refusal.ts';

/** What a cursor may hold; each kind is judged as strictly as a field of a body. */
const kinds = {
  id: (value: unknown): value is number => isWhole(value, 2 ** 31 - 1) && value > 0,
  place: (value: unknown): value is number => isWhole(value, 999_999) && value >= 0,
  integer: (value: unknown): value is number => isWhole(value, Number.MAX_SAFE_INTEGER),
  instant: (value: unknown): value is string => typeof value === 'string' && isInstant(value),
  text: (value: unknown): value is string => typeof value === 'string' && value.isWellFormed() && !value.includes('\0'),
};
type Kinds = typeof kinds;
type Held<K extends keyof Kinds> = Kinds[K] extends (value: unknown) => value is infer V ? V : never;

/** Where a page ends, so that the next begins behind it: opaque to whoever carries it. */
export function writeCursor(parts: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Whatever we have not written so is refused. */
export function readCursor<const K extends readonly (keyof Kinds)[]>(
  cursor: string,
  expected: K,
): { [I in keyof K]: Held<K[I]> } {
  const parts = parsed(cursor);
  const isOurs = parts.length === expected.length && expected.every((kind, index) => kinds[kind](parts[index]));
  if (!isOurs) throw notOurs();
  return parts as { [I in keyof K]: Held<K[I]> };
}

function parsed(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // not one that we wrote: refused by whoever reads it
  }
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= most;
}

function notOurs(): Refusal {
  return invalidField('cursor', 'format', 'This does not have the right form.');
}
