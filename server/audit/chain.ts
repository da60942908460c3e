import { createHash } from 'node:crypto';

/** What stands before the first row. */
export const noHash = '00'.repeat(32);

/** A row's hash, of the one before it, of its number and of its fields: as `audit_seal` makes it, and by ourselves. */
export function hashAfter(before: string, number: number, fields: readonly (string | null)[]): string {
  const place = Buffer.alloc(8);
  place.writeBigInt64BE(BigInt(number));
  return createHash('sha256')
    .update(Buffer.from(before, 'hex'))
    .update(place)
    .update(fields.map(measured).join(''))
    .digest('hex');
}

/** Each field with its length before it, so that no two rows read alike. */
function measured(field: string | null): string {
  return field === null ? '-' : `${Buffer.byteLength(field)}:${field}`;
}
