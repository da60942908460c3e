import assert from 'node:assert/strict';
import { setTimeout as tick } from 'node:timers/promises';
import pg from 'pg';
import { listAppointments, readMedical } from '#contract/appointments.ts';
import { listFamily } from '#contract/patients.ts';
import type { KeptLetter } from '#server/platform/mail.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import type { TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';

let made = 0;

export type Person = { id: number; email: string; self: number; client: Client };

/** An account with a person of its own and a token, made at the database: nobody waits for passwords to be hashed. */
export async function personOf(application: TestApplication, name: string, born = '1980-01-01'): Promise<Person> {
  const email = `${name.toLowerCase()}-${++made}@example.org`;
  const token = newToken();
  const { rows } = await application.owner.query<{ id: number; self: number }>(
    `with accounts as (
       insert into account (email, name, role) values ($1, $2, 'patient') returning id
     ), people as (
       insert into patient (name, birth_date) values ($2, $3) returning id
     ), signed as (
       insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
       select id, 'token', $4, 'tests', interval '1 day', now() + interval '1 day' from accounts
     )
     insert into patient_account (patient_id, account_id, relation, how)
     select people.id, accounts.id, 'self', 'account' from people, accounts returning account_id as id, patient_id as self`,
    [email, name, born, hashed(token)],
  );
  assert(rows[0]);
  const client = newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
  return { ...rows[0], email, client };
}

/** The newest letter to an address that says this; waits until it is sent. */
export async function letterSaying(
  { mail }: TestApplication,
  email: string,
  words: RegExp | ((text: string) => boolean),
): Promise<KeptLetter> {
  const says = typeof words === 'function' ? words : (text: string) => words.test(text);
  const patience = performance.now() + 20_000;
  for (;;) {
    const letter = (await mail()).find(({ to, text }) => to === email && says(text));
    if (letter) return letter;
    assert(performance.now() < patience, `waited in vain for a letter to ${email} that says ${words}`);
    await tick(20);
  }
}

/** A visit of long ago and one that lies ahead, both told of long ago; a visit that is booked now. Each with words and a file. */
export type Visits = { past: number; ahead: number };
export async function visitsOf({ owner }: TestApplication, patient: number): Promise<Visits> {
  return { past: await visit(owner, patient, -30, -40), ahead: await visit(owner, patient, 30, -40) };
}

export async function visit(owner: pg.Client, patient: number, inDays: number, toldInDays: number): Promise<number> {
  const { rows } = await owner.query<{ id: number }>(
    `with visit as (
       insert into appointment (reference, doctor_id, patient_id, account_id, during, blocked, status, consult_mode,
         consultation_mode, overbooked, made_at)
       select 'CONS-' || translate(substr(upper(md5(random()::text)), 1, 6), '01', 'XY'), d.id, $1, d.account_id,
         span.during, span.during, 'confirmed', 'in_person', 'in_person', true, now() + $3::integer * interval '1 day'
       from (select * from doctor order by id limit 1) d, (select tstzrange(t.at, t.at + interval '30 minutes') as during
         from (select now() + $2::integer * interval '1 day' as at) t) span
       returning id, account_id
     ), words as (
       insert into appointment_medical (appointment_id, complaint) select id, 'Cough' from visit
     )
     insert into appointment_file (account_id, appointment_id, name, type, size, key)
     select account_id, id, 'x.pdf', 'application/pdf', 1, gen_random_uuid()::text from visit returning appointment_id as id`,
    [patient, inDays, toldInDays],
  );
  return rows[0]?.id ?? 0;
}

/** What somebody finds of a person: through the API, and as the program's role finds it for them in the tables. */
export async function seen(application: TestApplication, { id, client }: Person, patient: number, visits: Visits) {
  const family = (await client.ask(listFamily)).data.some((one) => one.id === patient);
  const { data } = await client.ask(listAppointments, { query: { patient_id: patient } });
  const listed = (visit: number) => data.some((one) => one.id === visit);
  const words = async (visit: number) => (await client.call(readMedical, { params: { id: visit } })).status === 200;
  const byApi = {
    family,
    past: listed(visits.past),
    pastWords: await words(visits.past),
    ahead: listed(visits.ahead),
    aheadWords: await words(visits.ahead),
  };
  assert.deepEqual(await seenInTables(application, id, patient, visits), byApi, 'row-level security says the same');
  return byApi;
}

function seenInTables(application: TestApplication, account: number, patient: number, visits: Visits) {
  return asProgram(application, { account, role: 'patient' }, async (program) => {
    const has = async (text: string, value: number) => (await program.query(text, [value])).rowCount === 1;
    const words = async (visit: number) => {
      const told = await has('select from appointment_medical where appointment_id = $1', visit);
      assert.equal(
        await has('select from appointment_file where appointment_id = $1', visit),
        told,
        'files go with words',
      );
      return told;
    };
    return {
      family: await has('select from patient where id = $1', patient),
      past: await has('select from appointment where id = $1', visits.past),
      pastWords: await words(visits.past),
      ahead: await has('select from appointment where id = $1', visits.ahead),
      aheadWords: await words(visits.ahead),
    };
  });
}

export const nothing = { family: false, past: false, pastWords: false, ahead: false, aheadWords: false };
export const fromNowOn = { family: true, past: false, pastWords: false, ahead: true, aheadWords: false };
export const everything = { family: true, past: true, pastWords: true, ahead: true, aheadWords: true };

/** The token of the link that asks for consent. */
export function consentToken({ text }: { text: string }): string {
  const token = /\/consent#(\S+)/.exec(text)?.[1];
  assert(token, `the letter has a link: ${text}`);
  return token;
}

/** An account, and Omar, ask to act for somebody who is not theirs. */
export async function askToAct(owner: pg.Client, email: string): Promise<void> {
  await owner.query(
    `with asked as (
       insert into acting_request (patient_id, account_id, relation, expires_at)
       select (select max(patient_id) from patient_account f where f.account_id <> a.id), a.id, 'parent', now() + interval '1 day'
       from account a where a.email in ($1, 'omar@salle.test') returning id
     ) insert into acting_link (request_id, account_id) select asked.id, (select min(id) from account) from asked`,
    [email],
  );
}

/** Statements of the program's role, for an account; nothing of them stays. */
export async function asProgram<T>(
  { connection }: Pick<TestApplication, 'connection'>,
  { account, role }: { account: number; role: string },
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const program = new pg.Client(connection);
  await program.connect();
  try {
    await program.query(`set role salle_app; begin`);
    const actor = `select set_config('app.account', $1, true), set_config('app.role', $2, true)`;
    await program.query(actor, [String(account), role]);
    return await work(program);
  } finally {
    await program.end();
  }
}
