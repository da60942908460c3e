import type { User } from '#contract/identity.ts';
import { noteOnce } from '#server/platform/audit.ts';
import { type Database, nobody, system, type Transaction } from '#server/platform/database.ts';
import type { AccountCaller } from '#server/platform/door.ts';
import type { Log } from '#server/platform/log.ts';
import { Refusal } from '#server/platform/refusal.ts';
import type { Statement } from '#server/platform/sql.ts';
import { giveBack, network, take } from '#server/platform/throttle.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { signInBudgets } from './budgets.ts';
import type { IdentityFacts } from './identity.live.ts';
import type { StoredRole } from './identity.sql.ts';
import * as statements from './identity.sql.ts';
import { openLookUps } from './look-ups.ts';
import { hashPassword, isOutdated, isPassword } from './passwords.ts';

const hour = 3600;
const day = 24 * hour;
/** Seconds without use, and seconds in all. The desk's machines stand where people pass. */
const lifetimes = {
  patient: { idle: 30 * day, absolute: 90 * day },
  staff: { idle: 12 * hour, absolute: 7 * day },
  token: { idle: 90 * day, absolute: 365 * day },
} as const;

export type Attempt = { email: string; password: string; address: string; device: string | undefined };
export type SignedIn = { token: string; user: User; seconds: number; expiresAt: string };

export type SignIns = ReturnType<typeof openSignIns>;

export function openSignIns(database: Database, log: Log, demoIsOpen: boolean) {
  const lookUps = openLookUps(database);

  /** Who holds this token; notes its use once a minute, without keeping anybody waiting. `by` may look for more besides. */
  async function lookUp<C extends AccountCaller>(token: string, by = statements.lookUpSignIns): Promise<C | undefined> {
    const found = await lookUps<C & { stale: boolean }>(token, by);
    if (found?.stale) noteUse(token);
    return found;
  }

  /** Who holds the sign-in of this number, if it lives: for what was signed in its name. */
  async function holderOf(signInId: number): Promise<AccountCaller | undefined> {
    return database.as(system).row<AccountCaller>(statements.readHolder(signInId));
  }

  function noteUse(token: string): void {
    database.unframed.row(statements.noteUse(hashed(token))).catch((error: Error) => {
      log.warn({ event: 'sign_in_use_not_noted', reason: error.message });
    });
  }

  /** The same steps in the same time, whether the address is known, the password right, or neither. */
  async function judged({ email, password, address, device }: Attempt): Promise<Person> {
    const known = await database.unframed.row<statements.Credentials>(
      statements.readCredentials(email.toLowerCase(), hashed(device ?? '')),
    );
    const budgets = signInBudgets(email.toLowerCase(), address, known?.known_device ? device : undefined);
    await take(database, budgets);
    const comer = { network: network(address), isKnown: known?.known_device ?? false };
    const right = await isPassword(password, known?.password_hash, comer);
    if (!known || !right) {
      const subject = known?.account_id ?? null;
      await noteOnce(database.as({ ...nobody, address }), { action: 'sign_in.failed', subject });
      throw new Refusal('invalid_credentials');
    }
    if (known.is_demo && !demoIsOpen) throw new Refusal('demo_closed');
    await giveBack(database, budgets);
    const person = { id: known.account_id, name: known.name, email: email.toLowerCase(), role: known.role };
    if (known.password_hash && isOutdated(known.password_hash)) await renewHash(person, password);
    return person;
  }

  async function renewHash(person: Person, password: string): Promise<void> {
    const hash = await hashPassword(password);
    await database.as({ account: person.id, role: person.role }).rows(statements.setPassword(person.id, hash));
  }

  return { lookUp, holderOf, judged };
}

export type Person = { id: number; name: string; email: string; role: StoredRole };

/** A new token at each sign-in: only its hash is kept. */
export async function start(tx: Transaction, who: Person, kind: 'browser' | 'token', name: string): Promise<SignedIn> {
  const token = newToken();
  const life = lifetimes[kind === 'token' ? 'token' : who.role === 'patient' ? 'patient' : 'staff'];
  const { expires_at } = await tx.one<{ expires_at: string }>(
    statements.insertSignIn({
      accountId: who.id,
      kind,
      tokenHash: hashed(token),
      name,
      idleSeconds: life.idle,
      absoluteSeconds: life.absolute,
    }),
  );
  await tx.count(statements.noteSeen(who.id));
  return { token, user: shown(who), seconds: life.absolute, expiresAt: expires_at };
}

/** Ends sign-ins, and with them whatever they hear. Answers how many there were. */
export async function end(
  tx: Transaction,
  facts: IdentityFacts,
  accountId: number,
  doomed: Statement,
): Promise<number> {
  const ended = await tx.rows<{ id: number }>(doomed);
  const fact = { name: 'sign_in.ended', account_id: accountId, sign_in_ids: ended.map(({ id }) => id) } as const;
  if (ended.length > 0) await facts.write(tx, fact);
  return ended.length;
}

export function shown({ id, name, email, role }: Person): User {
  return { id, name, email, role: role === 'applicant' ? 'doctor' : role };
}

/** What a person recognises in a list: "Firefox on Windows". */
export function deviceName(userAgent: string): string {
  const browsers = { 'Edg/': 'Edge', 'OPR/': 'Opera', 'Firefox/': 'Firefox', 'Chrome/': 'Chrome', 'Safari/': 'Safari' };
  const systems = {
    Android: 'Android',
    iPhone: 'iPhone',
    iPad: 'iPad',
    Windows: 'Windows',
    'Mac OS': 'macOS',
    Linux: 'Linux',
  };
  const browser = named(browsers, userAgent);
  const system = named(systems, userAgent);
  return [browser, system].filter(Boolean).join(' · ') || 'unknown';
}

function named(names: Record<string, string>, userAgent: string): string | undefined {
  return Object.entries(names).find(([mark]) => userAgent.includes(mark))?.[1];
}
