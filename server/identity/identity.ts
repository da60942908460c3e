import type { Language, Profile, SignIn, User } from '#contract/identity.ts';
import { type Database, system, type Transaction } from '#server/platform/database.ts';
import { actorOf, type Caller } from '#server/platform/door.ts';
import type { Facts } from '#server/platform/facts.ts';
import type { JobKind, Jobs } from '#server/platform/jobs.ts';
import type { Log } from '#server/platform/log.ts';
import type { MailDoor } from '#server/platform/mail.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import { take } from '#server/platform/throttle.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { type AccountListener, accountsIn } from './accounts.ts';
import { letterBudgets, linkBudgets, signInBudgets } from './budgets.ts';
import { isCommon } from './common-passwords.ts';
import * as rows from './identity.sql.ts';
import { linkJob, linksIn } from './links.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { type Attempt, end, type SignedIn, signInsIn, start } from './sign-ins.ts';

export const identitySweep: JobKind = { name: 'identity.sweep', retryLimit: 2 };
export const identityJobs = [linkJob, identitySweep];

export type IdentityDeps = {
  database: Database;
  jobs: Jobs;
  mail: MailDoor;
  facts: Facts;
  log: Log;
  /** where people find the clinic, for the links in letters */
  address: () => string;
  clinicName: () => Promise<string>;
  /** whether demo accounts may sign in here */
  demoIsOpen: boolean;
  listener: AccountListener;
};

export type { AccountListener };
export type Identity = ReturnType<typeof openIdentity>;

export function openIdentity(deps: IdentityDeps) {
  const { database } = deps;
  const signIns = signInsIn(database, deps.log, deps.demoIsOpen);
  const links = linksIn(deps);
  const accounts = accountsIn({ database, links, facts: deps.facts, listener: deps.listener });

  // — coming in —

  async function signIn(attempt: Attempt, deviceName: string): Promise<SignedIn & { device: string }> {
    const signedIn = await signIns.withPassword(attempt, 'browser', deviceName);
    return { ...signedIn, device: await knowDevice(signedIn.user, attempt.device) };
  }

  /** From now on this browser's attempts are counted apart from those of strangers. */
  async function knowDevice(user: User, device: string | undefined): Promise<string> {
    const known = device ?? newToken();
    await database.rows({ account: user.id, role: user.role }, rows.knowDevice(user.id, hashed(known)));
    return known;
  }

  async function makeToken(attempt: Attempt, name: string): Promise<SignedIn> {
    return signIns.withPassword(attempt, 'token', name);
  }

  async function signUp(asked: {
    name: string;
    email: string;
    role: 'patient' | 'doctor';
    language: Language | null;
    address: string;
  }): Promise<void> {
    const email = asked.email.toLowerCase();
    await take(database, letterBudgets(email, asked.address));
    const role = asked.role === 'doctor' ? 'applicant' : 'patient';
    await links.ask({ purpose: 'prove', email, name: asked.name.trim(), role, language: asked.language });
  }

  async function forgotten(email: string, address: string): Promise<void> {
    await take(database, letterBudgets(email.toLowerCase(), address));
    await links.ask({ purpose: 'reset', email: email.toLowerCase() });
  }

  async function readLink(token: string, address: string): Promise<rows.Link> {
    await take(database, linkBudgets(address));
    return links.read(token);
  }

  /** Proves an address, takes an invitation or replaces a password: each ends with a password and signed in. */
  async function useLink(asked: {
    token: string;
    password: string;
    address: string;
    device: string | undefined;
    deviceName: string;
  }) {
    const link = await readLink(asked.token, asked.address);
    refuseCommon(asked.password, [link.email, link.name ?? '']);
    const hash = await hashPassword(asked.password);
    const signedIn = await database.transaction(system, async (tx) => {
      const used = await tx.row<rows.Link>(rows.spendLink(hashed(asked.token)));
      if (!used) throw new Refusal('link_expired');
      await tx.count(rows.killLinks(used.email, null));
      const account =
        used.purpose === 'prove' ? await prove(tx, used, hash) : await replacePassword(tx, used.email, hash);
      return start(tx, account, 'browser', asked.deviceName);
    });
    return { ...signedIn, device: await knowDevice(signedIn.user, asked.device) };
  }

  async function prove(tx: Transaction, link: rows.Link, passwordHash: string): Promise<rows.StoredAccount> {
    const { email, name, role, language } = link;
    if (!name || !role) throw new Refusal('link_expired');
    return accounts.makeAccount(tx, { email, name, role, language, passwordHash });
  }

  /** Whoever had the old password is out, wherever they are. */
  async function replacePassword(tx: Transaction, email: string, hash: string): Promise<rows.StoredAccount> {
    const account = await tx.row<rows.StoredAccount>(rows.readStoredByEmail(email));
    if (!account || account.retired_at) throw new Refusal('link_expired');
    if (account.is_demo && !deps.demoIsOpen) throw new Refusal('demo_closed');
    await tx.count(rows.setPassword(account.id, hash));
    await end(tx, deps.facts, account.id, rows.deleteSignIns(account.id, null));
    return account;
  }

  async function changePassword(
    caller: Caller,
    asked: { current: string; password: string; address: string },
  ): Promise<void> {
    const actor = actorOf(caller);
    await take(database, signInBudgets(caller.email, asked.address, `sign-in ${caller.sign_in_id}`));
    const account = await database.row<rows.StoredAccount>(actor, rows.readStored(caller.account_id));
    if (!(await isPassword(asked.current, account?.password_hash))) throw new Refusal('invalid_credentials');
    refuseCommon(asked.password, [caller.email, caller.name]);
    const hash = await hashPassword(asked.password);
    await database.transaction(actor, async (tx) => {
      await tx.count(rows.setPassword(caller.account_id, hash));
      await end(tx, deps.facts, caller.account_id, rows.deleteSignIns(caller.account_id, caller.sign_in_id));
    });
  }

  // — one's own —

  async function listSignIns(caller: Caller): Promise<SignIn[]> {
    return database.rows<SignIn>(actorOf(caller), rows.signInsOf(caller.account_id, caller.sign_in_id));
  }

  async function endSignIn(caller: Caller, id: number): Promise<void> {
    const ended = await database.transaction(actorOf(caller), (tx) =>
      end(tx, deps.facts, caller.account_id, rows.deleteSignIn(caller.account_id, id)),
    );
    if (ended === 0) throw new Refusal('not_found');
  }

  /** Somebody who was signed out meanwhile has what they asked for. */
  async function signOut(caller: Caller): Promise<void> {
    await database.transaction(actorOf(caller), (tx) =>
      end(tx, deps.facts, caller.account_id, rows.deleteSignIn(caller.account_id, caller.sign_in_id)),
    );
  }

  async function endOtherSignIns(caller: Caller): Promise<number> {
    return database.transaction(actorOf(caller), (tx) =>
      end(tx, deps.facts, caller.account_id, rows.deleteSignIns(caller.account_id, caller.sign_in_id)),
    );
  }

  async function readProfile(caller: Caller): Promise<Profile> {
    return orNotFound(await database.row<Profile>(actorOf(caller), rows.readProfile(caller.account_id)));
  }

  async function changeProfile(
    caller: Caller,
    to: Partial<Pick<Profile, 'name' | 'language' | 'theme'>>,
  ): Promise<Profile> {
    return orNotFound(await database.row<Profile>(actorOf(caller), rows.changeProfile(caller.account_id, to)));
  }

  /** A clinic that others can reach lets no invented person in, whatever an earlier start allowed. */
  async function closeDemo(): Promise<void> {
    if (!deps.demoIsOpen) await database.rows(system, rows.deleteDemoSignIns);
  }

  async function sweep(): Promise<void> {
    await database.transaction(system, async (tx) => {
      for (const statement of [rows.sweepSignIns, rows.sweepDevices, rows.sweepLinks]) await tx.count(statement);
    });
  }

  return {
    lookUp: signIns.lookUp,
    holderOf: signIns.holderOf,
    ...{ signIn, makeToken, signUp, forgotten, readLink, useLink, changePassword },
    ...{ signOut, listSignIns, endSignIn, endOtherSignIns, readProfile, changeProfile },
    ...accounts,
    ...{ closeDemo, sweep, sendLink: links.send },
  };
}

function refuseCommon(password: string, own: readonly string[]): void {
  if (isCommon(password, own)) {
    throw invalidField('password', 'common', 'This password is among the first that anybody would guess.');
  }
}
