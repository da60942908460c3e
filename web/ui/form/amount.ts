import { plainDigits } from './digits.ts';

/** What a person types for an amount → hundredths; null where it cannot be read. Comma or point, any script's digits. */
export function readAmount(text: string): number | null {
  const plain = plainDigits(text)
    .replace(/[\s\u00a0\u202f']/g, '')
    .replace(/[,٫]/, '.');
  if (!/^\d{1,7}(\.\d{0,2})?$/.test(plain)) return null;
  const cents = Math.round(Number(plain) * 100);
  return cents <= 100_000_000 ? cents : null;
}

/** Hundredths → what stands in the field. */
export function writeAmount(cents: number): string {
  return cents % 100 === 0 ? String(cents / 100) : (cents / 100).toFixed(2);
}
