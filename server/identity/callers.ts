import type { AccountCaller, Caller, LinkCaller } from '#server/platform/door.ts';
import { lookUpCallers } from './identity.sql.ts';
import type { SignIns } from './sign-ins.ts';

type Nothing<T> = { [Key in keyof T]: null };
type Found = (AccountCaller & Nothing<LinkCaller>) | (Nothing<AccountCaller> & LinkCaller);

/** Whoever calls with a token, by a sign-in or by a link: one look finds either, or that there is neither. */
export function openCallers({ lookUp }: Pick<SignIns, 'lookUp'>) {
  return async (token: string): Promise<Caller | undefined> => {
    const found = (await lookUp<AccountCaller>(token, lookUpCallers)) as Found | undefined;
    if (!found) return undefined;
    if (found.link_id === null) {
      const { sign_in_id, account_id, role, name, email } = found;
      return { sign_in_id, account_id, role, name, email };
    }
    const { link_id, kind, subject, expires_at } = found;
    return { link_id, kind, subject, expires_at };
  };
}
