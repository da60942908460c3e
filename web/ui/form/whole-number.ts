import { plainDigits } from './digits.ts';

/** What a person types for a count → the number; null where it cannot be read. Any script's digits. */
export function readWhole(text: string): number | null {
  const plain = plainDigits(text.trim());
  return /^\d{1,9}$/.test(plain) ? Number(plain) : null;
}
