import { argon2 as argon2Callback, randomBytes, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { type Comer, openHashingLine } from './hashing-line.ts';

const argon2 = promisify(argon2Callback);

/** Argon2id at 19 MiB and two passes: what OWASP names for servers, about 25 ms of one core. */
export const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const tagLength = 32;

/** More at once would only fill memory; a longer line would only keep people waiting for nothing. */
const hashFor = openHashingLine({ atOnce: Math.max(2, availableParallelism()), longest: 200 });

/** What the clinic hashes for itself waits for no stranger. */
const theClinic: Comer = { network: '', isKnown: true };

export async function hashPassword(password: string, comer = theClinic): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await hashFor(comer, () => derive(password, nonce, cost.memory, cost.passes, cost.parallelism));
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`;
}

/** Takes the same time whether there is a hash or not, so that the answer's delay says nothing. */
export async function isPassword(
  password: string,
  hash: string | null | undefined,
  comer = theClinic,
): Promise<boolean> {
  const [, , , settings = '', nonce = '', tag = ''] = (hash ?? nobodysHash).split('$');
  const [m, t, p] = settings.split(',').map((pair) => Number(pair.slice(2)));
  const expected = Buffer.from(tag, 'base64');
  const derived = await hashFor(comer, () =>
    derive(password, Buffer.from(nonce, 'base64'), m ?? cost.memory, t ?? cost.passes, p ?? cost.parallelism),
  );
  const same = expected.length === derived.length && timingSafeEqual(expected, derived);
  return same && Boolean(hash);
}

/** Whether a hash was made at another cost than today's. */
export function isOutdated(hash: string): boolean {
  return !hash.startsWith(`$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$`);
}

const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(randomBytes(16))}$${base64(randomBytes(tagLength))}`;

async function derive(
  password: string,
  nonce: Buffer,
  memory: number,
  passes: number,
  parallelism: number,
): Promise<Buffer> {
  // one person's "é" is another keyboard's "e" and accent
  const message = password.normalize('NFC');
  return argon2('argon2id', { message, nonce, memory, passes, parallelism, tagLength });
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
