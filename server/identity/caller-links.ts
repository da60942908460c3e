import type { LinkKind } from '#contract/route.ts';
import { type Database, system, type Transaction } from '#server/platform/database.ts';
import type { LinkCaller } from '#server/platform/door.ts';
import type { Statement } from '#server/platform/sql.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import * as statements from './caller-links.sql.ts';
import type { IdentityFacts } from './identity.live.ts';
import { openLookUps } from './look-ups.ts';

export type CallerLinks = ReturnType<typeof openCallerLinks>;

/** Links that call by themselves: whoever holds one needs no account, and may do what its kind may. */
export function openCallerLinks(database: Database, facts: IdentityFacts) {
  const lookUps = openLookUps(database);

  /** Who calls with this token, if its link lives. */
  async function lookUp(token: string): Promise<LinkCaller | undefined> {
    return lookUps<LinkCaller>(token, statements.lookUpLinks);
  }

  /** The link of this number, if it lives: for what was signed in its name. */
  async function holderOf(id: number): Promise<LinkCaller | undefined> {
    return database.as(system).row<LinkCaller>(statements.readLinkCaller(id));
  }

  /** The one link of its kind for its subject: what was given before is dead. The token is told now or never. */
  async function giveOnly(tx: Transaction, link: statements.NewLink): Promise<{ token: string; made_at: string }> {
    await tx.rows(statements.lockLinks(link.kind, link.subject));
    await endFor(tx, link.kind, link.subject);
    const token = newToken();
    const { made_at } = await tx.one<{ made_at: string }>(statements.insertLink(hashed(token), link));
    return { token, made_at };
  }

  const endFor = (tx: Transaction, kind: LinkKind, subject: number) =>
    ended(tx, statements.deleteLinksFor(kind, subject));
  /** Whatever this account gave away, which somebody may have read along with. */
  const endOf = (tx: Transaction, account: number) => ended(tx, statements.deleteLinksOf(account));

  /** What has run out ends like what is ended by hand: a socket may have lived as long. */
  const sweep = (tx: Transaction) => ended(tx, statements.deleteExpiredLinks);

  async function ended(tx: Transaction, doomed: Statement): Promise<number> {
    const links = await tx.rows<{ id: number }>(doomed);
    if (links.length > 0) await facts.write(tx, { name: 'link.ended', link_ids: links.map(({ id }) => id) });
    return links.length;
  }

  return { lookUp, holderOf, giveOnly, endFor, endOf, sweep };
}
