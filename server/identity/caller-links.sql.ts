import type { LinkKind } from '#contract/route.ts';
import { sql } from '#server/platform/sql.ts';

/** With what is found goes which of the tokens it was found by. */
export const lookUpLinks = (hashes: Buffer[]) => sql`
  select t.hash, l.* from unnest(${hashes}::bytea[]) as t (hash), caller_link_look_up(t.hash) l`;

export const readLinkCaller = (id: number) => sql`
  select l.id as link_id, l.kind, l.subject, l.expires_at from caller_link l left join account a on a.id = l.account_id
  where l.id = ${id} and (l.expires_at is null or l.expires_at > now()) and a.retired_at is null`;

export type NewLink = {
  kind: LinkKind;
  /** the number of what it is for */
  subject: number;
  /** with whom it ends */
  account: number;
  madeAt: string;
  expiresAt: string | null;
};

export const insertLink = (hash: Buffer, { kind, subject, account, madeAt, expiresAt }: NewLink) => sql`
  insert into caller_link (kind, subject, account_id, token_hash, made_at, expires_at)
  values (${kind}, ${subject}, ${account}, ${hash}, ${madeAt}::timestamptz, ${expiresAt}::timestamptz) returning made_at`;

/** Those that are given for one subject wait for each other. */
export const lockLinks = (kind: LinkKind, subject: number) => sql`
  select pg_advisory_xact_lock(hashtext('caller_link.' || ${kind}), ${subject})`;

export const deleteLinksFor = (kind: LinkKind, subject: number) => sql`
  delete from caller_link where kind = ${kind} and subject = ${subject} returning id`;

export const deleteLinksOf = (account: number) => sql`
  delete from caller_link where account_id = ${account} returning id`;

export const deleteExpiredLinks = sql`delete from caller_link where expires_at < now() returning id`;
