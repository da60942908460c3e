import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const nonceLength = 12;
const tagLength = 16;

/** Locks what is secret at rest with the clinic's secret; `purpose` keeps one kind of secret from opening another. */
export function encrypted(secret: string, purpose: string, text: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), nonce);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Nothing where the secret is another one, or a byte has changed. */
export function decrypted(secret: string, purpose: string, locked: Buffer): string | undefined {
  const tag = locked.subarray(nonceLength, nonceLength + tagLength);
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), locked.subarray(0, nonceLength));
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(locked.subarray(nonceLength + tagLength)), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return undefined; // the tag does not fit
  }
}

function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
