import type { Language, Profile, SignIn } from '#contract/identity.ts';
import { note } from '#server/platform/audit.ts';
import type { Base } from '#server/platform/base.ts';
import { isDemoOpen } from '#server/platform/config.ts';
import { type Actor, system, type Transaction } from '#server/platform/database.ts';
import { type AccountCaller, actorOf } from '#server/platform/door.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import { network, take } from '#server/platform/throttle.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { openAccounts, type WhenAccount } from './accounts.ts';
import { letterBudgets, linkBudgets, signInBudgets } from './budgets.ts';
import { openCallerLinks } from './caller-links.ts';
import { openCallers } from './callers.ts';
import { isCommon } from './common-passwords.ts';
import { identityAudience } from './identity.live.ts';
import * as statements from './identity.sql.ts';
import { openKeptMail } from './kept-mail.ts';
import { openLinks, passwordJob } from './links.ts';
import { hashPassword, isPassword } from './passwords.ts';
import { type Attempt, end, openSignIns, type Person, type SignedIn, start } from './sign-ins.ts';

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
  const keptMail = openKeptMail({ ...base, demoIsOpen });
  const callerLinks = openCallerLinks(database, facts);
  const accounts = openAccounts({ database, links, callerLinks, facts });

  // — coming in —

  async function signIn(attempt: Attempt, came: Came): Promise<InBrowser> {
    const who = await signIns.judged(attempt);
    return database.transaction(asThemself(who, attempt.address), async (tx) => {
      await note(tx, 'sign_in', who.id, { by: 'password' });
      return startInBrowser(tx, who, came);
    });
  }

  /** Whoever was signed in there before is out, and nothing that the browser brings is kept: somebody may have planted it. */
  async function startInBrowser(
    tx: Transaction,
    who: Person,
    { signIn, device, deviceName }: Came,
  ): Promise<InBrowser> {
    const replaced = signIn && (await tx.row<Replaced>(statements.replaceSignIn(hashed(signIn))));
    if (replaced) {
      await facts.write(tx, { name: 'sign_in.ended', account_id: replaced.account_id, sign_in_ids: [replaced.id] });
    }
    return { ...(await start(tx, who, 'browser', deviceName)), device: await renewDevice(tx, who.id, device) };
  }

  /** From now on this browser's attempts are counted apart from those of strangers. */
  async function renewDevice(tx: Transaction, accountId: number, brought: string | undefined): Promise<string> {
    const fresh = newToken();
    await tx.rows(statements.renewDevice(accountId, hashed(brought ?? ''), hashed(fresh)));
    return fresh;
  }

  async function makeToken(attempt: Attempt, name: string): Promise<SignedIn> {
    const who = await signIns.judged(attempt);
    return database.transaction(asThemself(who, attempt.address), async (tx) => {
      await note(tx, 'sign_in', who.id, { by: 'program' });
      return start(tx, who, 'token', name);
    });
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
  async function useLink(
    request: { token: string; password: string; address: string },
    came: Came,
  ): Promise<InBrowser> {
    const link = await readLink(request.token, request.address);
    refuseCommon(request.password, [link.email, link.name ?? '']);
    const hash = await hashPassword(request.password, { network: network(request.address), isKnown: false });
    return database.transaction({ ...system, address: request.address }, async (tx) => {
      const used = await tx.row<statements.Link>(statements.spendLink(hashed(request.token)));
      if (!used) throw new Refusal('link_expired');
      await tx.count(statements.killLinks(used.email, null));
      const account =
        used.purpose === 'prove' ? await prove(tx, used, hash) : await replacePassword(tx, used.email, hash);
      await note(tx, 'sign_in', account.id, { by: 'link' });
      return startInBrowser(tx, account, came);
    });
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
    await tx.rows(statements.setPassword(account.id, hash));
    await note(tx, 'password.reset', account.id);
    await end(tx, facts, account.id, statements.deleteSignIns(account.id, null));
    await tx.count(statements.forgetDevices(account.id));
    await accounts.shutOut(tx, account.id, 'reset');
    // the first password of all is no news
    if (account.has_password) await base.jobs.ask(tx, passwordJob, { account: account.id });
    return account;
  }

  /** Whoever changes it goes on where they are; every other place is out. Answers the browser's mark, where it brought one. */
  async function changePassword(
    caller: AccountCaller,
    request: { current: string; password: string; address: string; device: string | undefined },
  ): Promise<string | undefined> {
    const actor = { ...actorOf(caller), address: request.address };
    await take(database, signInBudgets(caller.email, request.address, `sign-in ${caller.sign_in_id}`));
    const known = await database.as(actor).row<{ hash: string | null }>(statements.ownPassword);
    const comer = { network: network(request.address), isKnown: true };
    if (!(await isPassword(request.current, known?.hash, comer))) throw new Refusal('invalid_credentials');
    refuseCommon(request.password, [caller.email, caller.name]);
    const hash = await hashPassword(request.password, comer);
    return database.transaction(actor, async (tx) => {
      await tx.rows(statements.setPassword(caller.account_id, hash));
      await note(tx, 'password.changed', caller.account_id);
      await end(tx, facts, caller.account_id, statements.deleteSignIns(caller.account_id, caller.sign_in_id));
      await tx.count(statements.forgetDevices(caller.account_id));
      await tx.rows(statements.endLinks(caller.account_id));
      await accounts.shutOut(tx, caller.account_id, 'change');
      await base.jobs.ask(tx, passwordJob, { account: caller.account_id });
      return request.device && renewDevice(tx, caller.account_id, request.device);
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

  /** What has run out ends like what is ended by hand: a socket may have lived as long. */
  async function sweep(): Promise<void> {
    await database.transaction(system, async (tx) => {
      const ended = await tx.rows<statements.EndedSignIns>(statements.sweepSignIns);
      await facts.write(tx, ...ended.map((each) => ({ name: 'sign_in.ended', ...each }) as const));
      await callerLinks.sweep(tx);
      for (const statement of [statements.sweepDevices, statements.sweepLinks]) await tx.count(statement);
    });
  }

  return {
    lookUp: signIns.lookUp,
    lookUpCaller: openCallers(signIns),
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
    readMail: keptMail.read,
    handOverInvitation: keptMail.handOver,
    sendLink: links.send,
    tellPasswordChanged: links.tellPasswordChanged,
    closeDemo,
    sweep,
  };
}

/** In which browser somebody signs in, and what it brings. */
export type Came = { signIn: string | undefined; device: string | undefined; deviceName: string };
type InBrowser = SignedIn & { device: string };
type Replaced = { id: number; account_id: number };

function asThemself({ id, role }: Person, address: string): Actor {
  return { account: id, role, address };
}

function refuseCommon(password: string, own: readonly string[]): void {
  if (isCommon(password, own)) {
    throw invalidField('password', 'common', 'This password is among the first that anybody would guess.');
  }
}
