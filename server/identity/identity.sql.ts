import type { Profile } from '#contract/identity.ts';
import type { Role } from '#contract/route.ts';
import { type Statement, sql } from '#server/platform/sql.ts';

export type StoredRole = Role | 'applicant';

/** To the outside an applicant is a doctor; that they wait stands in their record. */
const shownRole = sql`case role when 'applicant' then 'doctor' else role end as role`;

// — signing in —

/** With what is found goes which of the tokens it was found by. */
export const lookUpSignIns = (hashes: Buffer[]) => sql`
  select t.hash, s.* from unnest(${hashes}::bytea[]) as t (hash), sign_in_look_up(t.hash) s`;

/** The same for whoever may be either: a link is looked for where no sign-in is. */
export const lookUpCallers = (hashes: Buffer[]) => sql`
  select t.hash, s.*, l.* from unnest(${hashes}::bytea[]) as t (hash)
    left join lateral sign_in_look_up(t.hash) s on true
    left join lateral caller_link_look_up(case when s.sign_in_id is null then t.hash end) l on true
  where s.sign_in_id is not null or l.link_id is not null`;

export const readHolder = (signInId: number) => sql`
  select s.id as sign_in_id, a.id as account_id, a.role, a.name, a.email
  from sign_in s join account a on a.id = s.account_id
  where s.id = ${signInId} and s.expires_at > now() and s.last_used_at + s.idle_lifetime > now() and a.retired_at is null`;

export const noteUse = (tokenHash: Buffer) => sql`select sign_in_used(${tokenHash})`;

export type Credentials = {
  account_id: number;
  role: StoredRole;
  name: string;
  password_hash: string | null;
  is_demo: boolean;
  known_device: boolean;
};
export const readCredentials = (email: string, deviceHash: Buffer) =>
  sql`select account_id, role, name, password_hash, is_demo, known_device from credentials(${email}, ${deviceHash})`;

export type NewSignIn = {
  accountId: number;
  kind: 'browser' | 'token';
  tokenHash: Buffer;
  name: string;
  idleSeconds: number;
  absoluteSeconds: number;
};
export const insertSignIn = (made: NewSignIn) => sql`
  insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
  values (${made.accountId}, ${made.kind}, ${made.tokenHash}, ${made.name},
    make_interval(secs => ${made.idleSeconds}), now() + make_interval(secs => ${made.absoluteSeconds}))
  returning id, expires_at`;

export const noteSeen = (accountId: number) => sql`update account set last_seen_at = now() where id = ${accountId}`;

/** Ends the sign-in that a browser brings along to another one. */
export const replaceSignIn = (tokenHash: Buffer) => sql`select id, account_id from sign_in_replaced(${tokenHash})`;

export const renewDevice = (accountId: number, broughtHash: Buffer, freshHash: Buffer) =>
  sql`select device_renewed(${accountId}, ${broughtHash}, ${freshHash})`;
export const forgetDevices = (accountId: number) => sql`delete from known_device where account_id = ${accountId}`;

const alive = sql`expires_at > now() and last_used_at + idle_lifetime > now()`;

export const signInsOf = (accountId: number, currentId: number) => sql`
  select id, kind, name, id = ${currentId} as current, created_at, last_used_at,
    least(expires_at, last_used_at + idle_lifetime) as expires_at
  from sign_in where account_id = ${accountId} and ${alive}
  order by id = ${currentId} desc, last_used_at desc, id desc limit 200`;

/** Ended sign-ins come back by their ids: each ends what its sockets hear. */
export const deleteSignIn = (accountId: number, id: number) =>
  sql`delete from sign_in where account_id = ${accountId} and id = ${id} returning id`;

export const deleteSignIns = (accountId: number, but: number | null) =>
  sql`delete from sign_in where account_id = ${accountId} and id is distinct from ${but}::integer returning id`;

export const deleteDemoSignIns = sql`
  delete from sign_in s using account a where a.id = s.account_id and a.is_demo`;
export type EndedSignIns = { account_id: number; sign_in_ids: number[] };
export const sweepSignIns = sql`
  with gone as (delete from sign_in where not (${alive}) returning id, account_id)
  select account_id, array_agg(id) as sign_in_ids from gone group by account_id`;
export const sweepDevices = sql`delete from known_device where last_used_at < now() - interval '400 days'`;

// — links —

export type Link = {
  id: string;
  purpose: 'prove' | 'reset' | 'invite';
  email: string;
  account_id: number | null;
  name: string | null;
  role: 'patient' | 'applicant' | null;
  language: 'en' | 'fr' | 'ar' | null;
  expires_at: string;
};
const linkColumns = sql`id, purpose, email, account_id, name, role, language, expires_at`;

export type NewLink = Pick<Link, 'id' | 'purpose' | 'email'> &
  Partial<Pick<Link, 'account_id' | 'name' | 'role' | 'language'> & { asked_by: number | null }>;
export const insertLink = (link: NewLink) => sql`
  insert into link (id, purpose, email, account_id, name, role, language, asked_by)
  values (${link.id}, ${link.purpose}, ${link.email}, ${link.account_id ?? null}, ${link.name ?? null}, ${link.role ?? null},
    ${link.language ?? null}, ${link.asked_by ?? null})`;

export const readLinkById = (id: string) => sql`select ${linkColumns} from link where id = ${id} and used_at is null`;

export const readLinkByToken = (tokenHash: Buffer) => sql`
  select ${linkColumns} from link where token_hash = ${tokenHash} and used_at is null and expires_at > now()`;

export const spendLink = (tokenHash: Buffer) => sql`
  update link set used_at = now() where token_hash = ${tokenHash} and used_at is null and expires_at > now()
  returning ${linkColumns}`;

/** The token's hash goes in as the letter goes out; links of the same kind before it die. */
export const armLink = (id: string, tokenHash: Buffer, hours: number) => sql`
  update link set token_hash = ${tokenHash}, expires_at = now() + make_interval(hours => ${hours})
  where id = ${id} and used_at is null`;

export const killLinks = (email: string, but: string | null) => sql`
  update link set used_at = now()
  where email = ${email} and used_at is null and token_hash is not null and id is distinct from ${but}::uuid`;

/** Whatever was asked for in an account's name, sent or not. */
export const endLinks = (accountId: number) => sql`select account_links_end(${accountId})`;

/** Whom an admin has invited who has never signed in. */
export type Waiting = { account_id: number; email: string };
export const waitingForHandOver = sql`select account_id, email from invitations_waiting()`;
export const handOverInvitation = (account: number, tokenHash: Buffer, hours: number) => sql`
  select expires_at from invitation_hand_over(${account}, ${tokenHash}, ${hours})`;

export const sweepLinks = sql`delete from link where created_at < now() - interval '30 days'`;

// — accounts —

export type StoredAccount = {
  id: number;
  email: string;
  name: string;
  role: StoredRole;
  language: 'en' | 'fr' | 'ar' | null;
  has_password: boolean;
  is_demo: boolean;
  retired_at: string | null;
};
const storedColumns = sql`id, email, name, role, language, has_password, is_demo, retired_at`;

export const readStored = (id: number) => sql`select ${storedColumns} from account where id = ${id}`;
export const readStoredByEmail = (email: string) => sql`select ${storedColumns} from account where email = ${email}`;
export const anAdmin = sql`select id from account where role = 'admin' and retired_at is null limit 1`;

export type NewAccount = {
  email: string;
  name: string;
  role: StoredRole;
  language?: 'en' | 'fr' | 'ar' | null | undefined;
  passwordHash?: string | null;
  isDemo?: boolean;
};
export const insertAccount = (account: NewAccount) => sql`
  insert into account (email, name, role, language, password_hash, is_demo)
  values (${account.email}, ${account.name}, ${account.role}, ${account.language ?? null}, ${account.passwordHash ?? null},
    ${account.isDemo ?? false})
  on conflict (email) do nothing
  returning ${storedColumns}`;

export const ownPassword = sql`select password_own() as hash`;
export const setPassword = (id: number, hash: string) => sql`select password_set(${id}, ${hash})`;
export const setRole = (id: number, role: StoredRole) => sql`select account_role_change(${id}, ${role})`;
export const setRetired = (id: number, retired: boolean) => sql`select account_retire(${id}, ${retired})`;

export const readProfile = (id: number) =>
  sql`select name, email, ${shownRole}, language, theme from account where id = ${id}`;

export const changeProfile = (id: number, to: Partial<Pick<Profile, 'name' | 'language' | 'theme'>>) => sql`
  update account set name = coalesce(${to.name ?? null}, name), theme = coalesce(${to.theme ?? null}, theme),
    language = case when ${to.language !== undefined} then ${to.language ?? null}::text else language end,
    version = version + 1
  where id = ${id}
  returning name, email, ${shownRole}, language, theme`;

const accountColumns = sql`
  id, name, email, ${shownRole}, has_password, is_demo, created_at, last_seen_at, retired_at, version`;

export const readAccount = (id: number) => sql`select ${accountColumns} from account where id = ${id}`;

export const renameAccount = (id: number, name: string | undefined, version: number) => sql`
  update account set name = coalesce(${name ?? null}, name), version = version + 1
  where id = ${id} and version = ${version}`;

export const accountSorts = {
  name: { column: sql`plain(name)`, type: 'text' },
  email: { column: sql`email`, type: 'text' },
  created_at: { column: sql`created_at`, type: 'timestamptz' },
} as const;

/** Accounts that a search means, before they are sorted and cut. */
export const accountsMeant = (query: { like: string | null; role: string | null; state: string }) => sql`
  from account
  where (${query.like}::text is null or plain(name) like plain(${query.like}) or email like lower(${query.like}))
    and (${query.role}::text is null or case role when 'applicant' then 'doctor' else role end = ${query.role})
    and (${query.state} = 'all' or (retired_at is null) = (${query.state} = 'active'))`;

export const accountPage = (key: Statement, meant: Statement, after: Statement, order: Statement) =>
  sql`select ${accountColumns}, ${key} ${meant} ${after} ${order}`;
