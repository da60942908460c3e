import type { Account } from '#contract/identity.ts';
import type { Page, Role } from '#contract/route.ts';
import { note } from '#server/platform/audit.ts';
import { type Actor, type Database, system, type Transaction, violated } from '#server/platform/database.ts';
import { newHooks } from '#server/platform/hooks.ts';
import { containing, countOf, type PageQuery, pageOf } from '#server/platform/paging.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { CallerLinks } from './caller-links.ts';
import type { IdentityFacts } from './identity.live.ts';
import * as statements from './identity.sql.ts';
import type { Links } from './links.ts';
import { end } from './sign-ins.ts';

/** What a room above does when an account is made, closed or opened again; inside the same transaction. */
export type WhenAccount = {
  made(tx: Transaction, account: statements.StoredAccount): Promise<void>;
  retired(tx: Transaction, accountId: number, retired: boolean): Promise<void>;
};

export type Accounts = ReturnType<typeof openAccounts>;
/** Why whoever held something of an account's is out: a password was replaced by a link, or changed; a role was lost; it was closed. */
export type ShutOut = 'reset' | 'change' | 'role' | 'retirement';
export type WhenShutOut = (tx: Transaction, accountId: number, why: ShutOut) => Promise<void>;

type AccountDeps = { database: Database; links: Links; callerLinks: CallerLinks; facts: IdentityFacts };

export function openAccounts({ database, links, callerLinks, facts }: AccountDeps) {
  const made = newHooks<[tx: Transaction, account: statements.StoredAccount]>();
  const retiring = newHooks<[tx: Transaction, accountId: number, retired: boolean]>();
  const shuttingOut = newHooks<Parameters<WhenShutOut>>();

  function whenAccount(room: WhenAccount): void {
    made.add(room.made);
    retiring.add(room.retired);
  }

  // — the office —

  async function listAccounts(actor: Actor, query: AccountQuery): Promise<Page<Account>> {
    const like = query.q?.trim() ? containing(query.q) : null;
    const meant = statements.accountsMeant({ like, role: query.role ?? null, state: query.state ?? 'active' });
    const { key, after, order, page } = pageOf(query, statements.accountSorts, 'name');
    return database.transaction(actor, async (tx) => {
      const list = await tx.rows<Account & { sorted_by: string }>(statements.accountPage(key, meant, after, order));
      return page<Account>(list, await countOf(tx, meant));
    });
  }

  async function readAccount(actor: Actor, id: number): Promise<Account> {
    return orNotFound(await database.as(actor).row<Account>(statements.readAccount(id)));
  }

  /** Makes an account and sends its invitation. */
  async function inviteAccount(tx: Transaction, newAccount: statements.NewAccount): Promise<Account> {
    const account = await makeAccount(tx, newAccount);
    await links.invite(tx, account);
    return tx.one<Account>(statements.readAccount(account.id));
  }

  async function inviteAgain(actor: Actor, id: number): Promise<void> {
    await database.transaction(actor, async (tx) => links.invite(tx, await openAccount(tx, id)));
  }

  async function changeAccount(
    actor: Actor,
    id: number,
    to: { version: number; name?: string | undefined; role?: Role | undefined },
  ): Promise<Account> {
    return database.transaction(actor, async (tx) => {
      const account = await openAccount(tx, id);
      if ((await tx.count(statements.renameAccount(id, to.name, to.version))) === 0)
        throw new Refusal('version_conflict');
      await note(tx, 'account.changed', id);
      if (to.role && to.role !== account.role) await changeRole(tx, account, to.role);
      return tx.one<Account>(statements.readAccount(id));
    });
  }

  async function changeRole(tx: Transaction, account: statements.StoredAccount, role: Role): Promise<void> {
    if (account.role === 'doctor' || account.role === 'applicant') {
      throw invalidField('role', 'fixed', 'A doctor stays a doctor: retire this account and make another.');
    }
    await setRole(tx, account.id, role);
    if (role === 'patient') await made.run(tx, { ...account, role });
  }

  async function retire(actor: Actor, id: number, retired: boolean): Promise<Account> {
    return database.transaction(actor, async (tx) => {
      orNotFound(await tx.row(statements.readStored(id)));
      await setRetired(tx, id, retired);
      return tx.one<Account>(statements.readAccount(id));
    });
  }

  async function openAccount(tx: Transaction, id: number): Promise<statements.StoredAccount> {
    const account = orNotFound(await tx.row<statements.StoredAccount>(statements.readStored(id)));
    if (account.retired_at) throw new Refusal('not_found');
    return account;
  }

  // — for the rooms above —

  async function makeAccount(tx: Transaction, newAccount: statements.NewAccount): Promise<statements.StoredAccount> {
    const account = await tx.row<statements.StoredAccount>(
      statements.insertAccount({ ...newAccount, email: newAccount.email.toLowerCase() }),
    );
    if (!account) throw new Refusal('email_taken');
    await note(tx, 'account.made', account.id, { role: account.role });
    await made.run(tx, account);
    return account;
  }

  /**
   * A change of what somebody may do ends what they were doing. A doctor whose approval comes goes on with more; one who
   * loses it goes on with less.
   */
  async function setRole(tx: Transaction, accountId: number, role: statements.StoredRole): Promise<void> {
    await keepingAnAdmin(() => tx.rows(statements.setRole(accountId, role)));
    await note(tx, 'role.changed', accountId, { to: role });
    if (role === 'doctor') return;
    if (role !== 'applicant') await end(tx, facts, accountId, statements.deleteSignIns(accountId, null));
    await shutOut(tx, accountId, 'role');
    await facts.write(tx, { name: 'account.role_changed', account_id: accountId, role });
  }

  /** Whoever was given a link, or holds what rooms above gave out in this account's name, is out with it. */
  async function shutOut(...[tx, accountId, why]: Parameters<WhenShutOut>): Promise<void> {
    await callerLinks.endOf(tx, accountId);
    await shuttingOut.run(tx, accountId, why);
  }

  async function setRetired(tx: Transaction, accountId: number, retired: boolean): Promise<void> {
    await keepingAnAdmin(() => tx.rows(statements.setRetired(accountId, retired)));
    await note(tx, retired ? 'account.retired' : 'account.restored', accountId);
    if (retired) {
      await end(tx, facts, accountId, statements.deleteSignIns(accountId, null));
      await tx.rows(statements.endLinks(accountId));
      await shutOut(tx, accountId, 'retirement');
      await facts.write(tx, { name: 'account.retired', account_id: accountId });
    }
    await retiring.run(tx, accountId, retired);
  }

  /** The first admin, or an admin's way back in: a link for whoever sits at the machine. */
  async function adminLink(email: string): Promise<string> {
    const account = await database.transaction(system, async (tx) => {
      const known = await tx.row<statements.StoredAccount>(statements.readStoredByEmail(email.toLowerCase()));
      if (known?.role === 'admin' && !known.retired_at) return known;
      if (await tx.row(statements.anAdmin)) throw new Refusal('forbidden');
      if (!known) return makeAccount(tx, { email, name: nameIn(email), role: 'admin' });
      if (known.role === 'doctor' || known.role === 'applicant' || known.retired_at) throw new Refusal('email_taken');
      await setRole(tx, known.id, 'admin');
      return known;
    });
    return links.handOver(account);
  }

  return {
    listAccounts,
    readAccount,
    inviteAccount,
    inviteAgain,
    changeAccount,
    retire,
    makeAccount,
    setRole,
    setRetired,
    adminLink,
    whenAccount,
    /** what rooms above gave out in an account's name ends there, in the same transaction */
    whenShutOut: shuttingOut.add,
    shutOut,
  };
}

export type AccountQuery = PageQuery & {
  q?: string | undefined;
  role?: Role | undefined;
  state?: 'active' | 'retired' | 'all' | undefined;
};

/** What to call somebody of whom only the address is known: its dots and slashes could read as an address on the web. */
function nameIn(email: string): string {
  return (email.split('@')[0] ?? '').replaceAll(/[./]+/g, ' ').trim() || 'Admin';
}

async function keepingAnAdmin<T>(change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (error) {
    throw violated(error) === 'account_last_admin' ? new Refusal('last_admin') : error;
  }
}
