import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export function hmac(secret: string, text: string | Buffer): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

export function md5(body: Buffer): string {
  return createHash('md5').update(body).digest('hex');
}

/** In constant time, so that a signature cannot be guessed digit by digit. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
