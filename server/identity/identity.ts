import type { Language, Profile, SignIn, User } from '#contract/identity.ts';
import type { Base } from '#server/platform/base.ts';
import { isDemoOpen } from '#server/platform/config.ts';
import { system, type Transaction } from '#server/platform/database.ts';
import { type AccountCaller, actorOf } from '#server/platform/door.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import { take } from '#server/platform/throttle.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { openAccounts, type WhenAccount } from './accounts.ts';
import { letterBudgets, linkBudgets, signInBudgets } from './budgets.ts';
import { sweepLinks as sweepCallerLinks } from './caller-links.sql.ts';
import { openCallerLinks } from './caller-links.ts';
import { isCommon } from './common-passwords.ts';
import { identityAudience } from './identity.live.ts';
import * as statements from './identity.sql.ts';
import { openLinks } from './links.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { type Attempt, end, openSignIns, type SignedIn, start } from './sign-ins.ts';

export type { CallerLinks } from './caller-links.ts';
export { hashPassword } from './passwords.ts';
export type { WhenAccount };
export type Identity = ReturnType<typeof openIdentity>;

/** Who people are: accounts, sign-ins, links, passwords. */
export function openIdentity(base: Base) {
  const { database, log } = base;
  const demoIsOpen = isDemoOpen(base.config);
  const facts = base.facts.heardBy(identityAudience);
  const signIns = openSignIns(database, log, demoIsOpen);
  const links = openLinks(base);
  const callerLinks = openCallerLinks(database, facts);
  const accounts = openAccounts({ database, links, callerLinks, facts });

  // — coming in —

  async function signIn(attempt: Attempt, deviceName: string): Promise<SignedIn & { device: string }> {
    const signedIn = await signIns.withPassword(attempt, 'browser', deviceName);
    return { ...signedIn, device: await knowDevice(signedIn.user, attempt.device) };
  }

  /** From now on this browser's attempts are counted apart from those of strangers. */
  async function knowDevice(user: User, device: string | undefined): Promise<string> {
    const known = device ?? newToken();
    await database.as({ account: user.id, role: user.role }).rows(statements.knowDevice(user.id, hashed(known)));
    return known;
  }

  async function makeToken(attempt: Attempt, name: string): Promise<SignedIn> {
    return signIns.withPassword(attempt, 'token', name);
  }

  async function signUp(request: {
    name: string;
    email: string;
    role: 'patient' | 'doctor';
    language: Language | null;
    address: string;
  }): Promise<void> {
    const email = request.email.toLowerCase();
    await take(database, letterBudgets(email, request.address));
    const role = request.role === 'doctor' ? 'applicant' : 'patient';
    await links.ask({ purpose: 'prove', email, name: request.name, role, language: request.language });
  }

  async function forgotten(email: string, address: string): Promise<void> {
    await take(database, letterBudgets(email.toLowerCase(), address));
    await links.ask({ purpose: 'reset', email: email.toLowerCase() });
  }

  async function readLink(token: string, address: string): Promise<statements.Link> {
    await take(database, linkBudgets(address));
    return links.read(token);
  }

  /** Proves an address, takes an invitation or replaces a password: each ends with a password and signed in. */
  async function useLink(request: {
    token: string;
    password: string;
    address: string;
    device: string | undefined;
    deviceName: string;
  }) {
    const link = await readLink(request.token, request.address);
    refuseCommon(request.password, [link.email, link.name ?? '']);
    const hash = await hashPassword(request.password);
    const signedIn = await database.transaction(system, async (tx) => {
      const used = await tx.row<statements.Link>(statements.spendLink(hashed(request.token)));
      if (!used) throw new Refusal('link_expired');
      await tx.count(statements.killLinks(used.email, null));
      const account =
        used.purpose === 'prove' ? await prove(tx, used, hash) : await replacePassword(tx, used.email, hash);
      return start(tx, account, 'browser', request.deviceName);
    });
    return { ...signedIn, device: await knowDevice(signedIn.user, request.device) };
  }

  async function prove(
    tx: Transaction,
    link: statements.Link,
    passwordHash: string,
  ): Promise<statements.StoredAccount> {
    const { email, name, role, language } = link;
    if (!name || !role) throw new Refusal('link_expired');
    return accounts.makeAccount(tx, { email, name, role, language, passwordHash });
  }

  /** Whoever had the old password is out, wherever they are. */
  async function replacePassword(tx: Transaction, email: string, hash: string): Promise<statements.StoredAccount> {
    const account = await tx.row<statements.StoredAccount>(statements.readStoredByEmail(email));
    if (!account || account.retired_at) throw new Refusal('link_expired');
    if (account.is_demo && !demoIsOpen) throw new Refusal('demo_closed');
    await tx.count(statements.setPassword(account.id, hash));
    await end(tx, facts, account.id, statements.deleteSignIns(account.id, null));
    await callerLinks.endOf(tx, account.id);
    return account;
  }

  async function changePassword(
    caller: AccountCaller,
    request: { current: string; password: string; address: string },
  ): Promise<void> {
    const actor = actorOf(caller);
    await take(database, signInBudgets(caller.email, request.address, `sign-in ${caller.sign_in_id}`));
    const account = await database.as(actor).row<statements.StoredAccount>(statements.readStored(caller.account_id));
    if (!(await isPassword(request.current, account?.password_hash))) throw new Refusal('invalid_credentials');
    refuseCommon(request.password, [caller.email, caller.name]);
    const hash = await hashPassword(request.password);
    await database.transaction(actor, async (tx) => {
      await tx.count(statements.setPassword(caller.account_id, hash));
      await end(tx, facts, caller.account_id, statements.deleteSignIns(caller.account_id, caller.sign_in_id));
      await callerLinks.endOf(tx, caller.account_id);
    });
  }

  // — one's own —

  async function listSignIns(caller: AccountCaller): Promise<SignIn[]> {
    return database.as(actorOf(caller)).rows<SignIn>(statements.signInsOf(caller.account_id, caller.sign_in_id));
  }

  async function endSignIn(caller: AccountCaller, id: number): Promise<void> {
    const ended = await database.transaction(actorOf(caller), (tx) =>
      end(tx, facts, caller.account_id, statements.deleteSignIn(caller.account_id, id)),
    );
    if (ended === 0) throw new Refusal('not_found');
  }

  /** Somebody who was signed out meanwhile has what they asked for. */
  async function signOut(caller: AccountCaller): Promise<void> {
    await database.transaction(actorOf(caller), (tx) =>
      end(tx, facts, caller.account_id, statements.deleteSignIn(caller.account_id, caller.sign_in_id)),
    );
  }

  async function endOtherSignIns(caller: AccountCaller): Promise<number> {
    return database.transaction(actorOf(caller), (tx) =>
      end(tx, facts, caller.account_id, statements.deleteSignIns(caller.account_id, caller.sign_in_id)),
    );
  }

  async function readProfile(caller: AccountCaller): Promise<Profile> {
    return orNotFound(await database.as(actorOf(caller)).row<Profile>(statements.readProfile(caller.account_id)));
  }

  async function changeProfile(
    caller: AccountCaller,
    to: Partial<Pick<Profile, 'name' | 'language' | 'theme'>>,
  ): Promise<Profile> {
    return orNotFound(await database.as(actorOf(caller)).row<Profile>(statements.changeProfile(caller.account_id, to)));
  }

  /** A clinic that others can reach lets no invented person in, whatever an earlier start allowed. */
  async function closeDemo(): Promise<void> {
    if (!demoIsOpen) await database.as(system).rows(statements.deleteDemoSignIns);
  }

  async function sweep(): Promise<void> {
    await database.transaction(system, async (tx) => {
      for (const statement of [
        statements.sweepSignIns,
        statements.sweepDevices,
        statements.sweepLinks,
        sweepCallerLinks,
      ])
        await tx.count(statement);
    });
  }

  return {
    lookUp: signIns.lookUp,
    holderOf: signIns.holderOf,
    callerLinks,
    signIn,
    makeToken,
    signUp,
    forgotten,
    readLink,
    useLink,
    changePassword,
    signOut,
    listSignIns,
    endSignIn,
    endOtherSignIns,
    readProfile,
    changeProfile,
    ...accounts,
    /** whose name stands in letters */
    whenLetter: links.whenLetter,
    sendLink: links.send,
    closeDemo,
    sweep,
  };
}

function refuseCommon(password: string, own: readonly string[]): void {
  if (isCommon(password, own)) {
    throw invalidField('password', 'common', 'This password is among the first that anybody would guess.');
  }
}
