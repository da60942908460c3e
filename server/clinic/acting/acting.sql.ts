import type { Acting, ActingRequest } from '#contract/acting.ts';
import type { Language } from '#contract/identity.ts';
import { sql } from '#server/platform/sql.ts';

// — joining —

export const insertJoinCode = (patientId: number, codeHash: Buffer, givenBy: number | null) => sql`
  insert into join_code (patient_id, code_hash, given_by, expires_at)
  values (${patientId}, ${codeHash}, ${givenBy}, now() + interval '7 days')
  on conflict (patient_id) do update
    set code_hash = excluded.code_hash, given_by = excluded.given_by, expires_at = excluded.expires_at
  returning expires_at`;

/** What has come of a code: it joined (`acting_id`), or others are asked (`request_id`). */
export type Joined = {
  patient_id: number;
  acting_id: number | null;
  request_id: number | null;
  expires_at: string | null;
  hearers: number[];
  /** the record that was the account's own until now */
  left_behind: number | null;
};
export const join = (codeHash: Buffer, relation: string) => sql`
  select patient_id, acting_id, request_id, expires_at, hearers, left_behind
  from acting_join(${codeHash}, ${relation}, interval '7 days')`;

export type Question = {
  patient_name: string;
  asker_name: string;
  asker_email: string;
  relation: Acting['relation'];
  expires_at: string;
};
export const readQuestion = (tokenHash: Buffer) => sql`
  select patient_name, asker_name, asker_email, relation, expires_at from acting_question(${tokenHash})`;

export type Answered = {
  request_id: number;
  patient_id: number;
  account_id: number;
  acting_id: number | null;
  hearers: number[];
  left_behind: number | null;
};
export const answer = (tokenHash: Buffer, confirm: boolean, seesBefore: boolean) => sql`
  select request_id, patient_id, account_id, acting_id, hearers, left_behind
  from acting_answer(${tokenHash}, ${confirm}, ${seesBefore})`;

/** What somebody gave at the desk who is not there any more. */
export const endCodesOf = (account: number) => sql`delete from join_code where given_by = ${account}`;

/** The links by which somebody may answer, of letters that others may have read; answers what is asked of them still. */
export const endLinksOf = (account: number) => sql`
  update acting_link l set token_hash = null from acting_request r
  where l.account_id = ${account} and r.id = l.request_id and r.answer is null and r.expires_at > now()
  returning r.id`;

// — who acts —

export const isShown = (patient: number) => sql`select acting_shown(${patient}) as shown`;
export const people = (patient: number) => sql`
  select id, name, relation, how, let_by, since, ends_on, sees_before, is_me, may_end, may_keep, until, ended_how, ended_by
  from acting_people(${patient})`;
export const openRequests = (patient: number) =>
  sql`select id, name, relation, asked_at, expires_at from acting_open_requests(${patient})`;
export const askedNames = (patient: number) => sql`select acting_asked_names(${patient}) as names`;
export type People = Acting[];
export type Requests = ActingRequest[];

/** One that has changed, with the accounts that see it. */
export type Changed = { acting_id: number; patient_id: number; account_id: number; hearers: number[] };
const changed = sql`acting_id, patient_id, account_id, hearers`;
export const endOne = (patient: number, acting: number) =>
  sql`select ${changed} from acting_end(${patient}, ${acting})`;
export const keep = (patient: number, acting: number, reason: string | null) =>
  sql`select ${changed} from acting_keep(${patient}, ${acting}, ${reason})`;
export const openPast = (patient: number, acting: number, reason: string) =>
  sql`select ${changed} from acting_open_past(${patient}, ${acting}, ${reason})`;
export const endForRole = (account: number) => sql`select ${changed} from acting_role_lost(${account})`;
export const comeBack = (patient: number) => sql`select acting_id, hearers from acting_return(${patient})`;
export const ownActing = (account: number, patient: number) => sql`
  select id from patient_account where account_id = ${account} and patient_id = ${patient} and left_at is null`;

// — coming of age —

export const readTimezone = sql`select timezone from clinic`;
export const soonOver = (today: string) => sql`
  select s.acting_id, f.account_id, acting_accounts(f.patient_id) as hearers
  from acting_soon_over(${today}::date) s join patient_account f on f.id = s.acting_id`;
export const grownUp = (today: string) => sql`select ${changed} from acting_grown_up(${today}::date)`;

// — letters —

/** What a letter says, and to whom; no address where there is nobody to write to. */
export type News = {
  clinic: string;
  timezone: string;
  patient: string;
  acting: string;
  sees_before: boolean;
  ended_how: Acting['ended_how'];
  of_age_on: string | null;
  is_acting: boolean;
  email: string | null;
  language: Language | null;
};
/** `to` is an account, or 0 for the address in the patient's record, where that is nobody's who is written to anyway. */
export const readNews = (acting: number, to: number) => sql`
  select c.name as clinic, c.timezone, p.name as patient, a.name as acting, f.sees_from is null as sees_before, f.ended_how,
    (p.birth_date + make_interval(years => c.majority_age))::date as of_age_on, f.account_id = ${to} as is_acting,
    coalesce(r.email, case when ${to} = 0 and not exists (
      select from patient_account o join account e on e.id = o.account_id
      where o.patient_id = p.id and e.email = p.email and (o.left_at is null or o.id = f.id)) then p.email end) as email,
    r.language
  from patient_account f join patient p on p.id = f.patient_id join account a on a.id = f.account_id cross join clinic c
    left join account r on r.id = ${to} and r.retired_at is null
  where f.id = ${acting}`;

export type Asked = {
  clinic: string;
  timezone: string;
  patient: string;
  asker: string;
  asker_email: string;
  relation: Acting['relation'];
  expires_at: string;
  is_open: boolean;
  email: string;
  language: Language | null;
};
/** A request as a letter tells of it: to one who is asked, or of its refusal to whoever asked. */
export const readAsked = (request: number, to: number) => sql`
  select c.name as clinic, c.timezone, p.name as patient, a.name as asker, a.email as asker_email, q.relation, q.expires_at,
    q.answer is null and q.expires_at > now() as is_open, r.email, r.language
  from acting_request q join patient p on p.id = q.patient_id join account a on a.id = q.account_id cross join clinic c
    join account r on r.id = ${to} and r.retired_at is null
  where q.id = ${request}`;

/** The token's hash goes in as the letter goes out. */
export const armLink = (request: number, account: number, tokenHash: Buffer) => sql`
  update acting_link set token_hash = ${tokenHash} where request_id = ${request} and account_id = ${account}`;
