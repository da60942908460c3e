import { createHmac, hash, randomBytes, randomInt } from 'node:crypto';

/** A secret for somebody to hold: 256 random bits, safe in a cookie, a header or a link. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: enough to know it again, nothing to use. */
export function hashed(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** For what has too few bits to be hashed bare: without the clinic's secret the hash says nothing. */
export function sealed(secret: string, purpose: string, word: string): Buffer {
  return createHmac('sha256', secret).update(`${purpose}\0${word}`).digest();
}

/** Letters and digits that nobody takes for one another, read out over a counter. */
const clear = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

export function newCode(length: number): string {
  return Array.from({ length }, () => clear[randomInt(clear.length)]).join('');
}
