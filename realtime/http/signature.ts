import type { App } from '../complete-settings.ts';
import { hmac, isSame, md5 } from '../digests.ts';

/** How far a call's clock may be from ours, in seconds. */
const window = 600;

export type SignedCall = {
  readonly method: string;
  readonly path: string;
  /** by names in small letters, as they are signed */
  readonly query: ReadonlyMap<string, string>;
};

/** Why the call is not to be believed, or when its signature may be forgotten. */
export type Judgement = { readonly problem: string } | { readonly signature: string; readonly until: number };

/**
 * Pusher's signature of an HTTP call: over method, path, and the parameters in the order of their names. The body stands in it by
 * its digest alone, so that who has signed nothing is known before anything is read of what they send.
 */
export function judge(app: App, { method, path, query }: SignedCall, now: number): Judgement {
  const signature = query.get('auth_signature') ?? '';
  const timestamp = query.get('auth_timestamp') ?? '';
  if (query.get('auth_key') !== app.key) return { problem: 'auth_key is not the key of this application' };
  if (query.get('auth_version') !== '1.0') return { problem: 'auth_version must be 1.0' };
  if (!/^\d{1,12}$/.test(timestamp)) return { problem: 'auth_timestamp must be in seconds since 1970' };
  if (Math.abs(now / 1000 - Number(timestamp)) > window) {
    return { problem: `auth_timestamp is more than ${window} seconds from now, ${new Date(now).toISOString()}` };
  }
  const signed = [...query].filter(([name]) => name !== 'auth_signature');
  signed.sort(([a], [b]) => (a < b ? -1 : 1));
  const text = [method, path, signed.map(([name, value]) => `${name}=${value}`).join('&')].join('\n');
  if (!isSame(signature, hmac(app.secret, text))) return { problem: 'auth_signature is not that of this call' };
  return { signature, until: (Number(timestamp) + window + 1) * 1000 };
}

/** Why this is not the body that was signed for. */
export function foreignBody(query: SignedCall['query'], body: Buffer): string | undefined {
  const digest = query.get('body_md5');
  if (digest === undefined) return body.length > 0 ? 'body_md5 is missing' : undefined;
  return digest === md5(body) ? undefined : 'body_md5 is not that of the body';
}
