import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as booking from '#contract/booking.ts';
import * as catalogue from '#contract/catalogue.ts';
import * as clinic from '#contract/clinic.ts';
import * as identity from '#contract/identity.ts';
import * as patients from '#contract/patients.ts';
import { beyondDemo } from '#server/booking/booking-rig.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { emailOf, type TestApplication } from '../application.ts';

export const callers = ['nobody', 'patient', 'doctor', 'applicant', 'receptionist', 'admin'] as const;
export type Caller = (typeof callers)[number];

let made = 0;
/** A word that nothing else is called. */
export const fresh = (what: string) => `${what} ${++made}`;
export const freshEmail = () => `somebody-${++made}@example.org`;

/** What the rows of the table need to exist, made when they ask for it. */
export type World = Awaited<ReturnType<typeof openWorld>>;

export async function openWorld(application: TestApplication) {
  const { owner } = application;
  // Everything is made for the same few people, who would soon have as much as one may.
  await owner.query(
    'update clinic set most_ahead_with_doctor = 1000, most_ahead = 1000, most_booked_hourly = 1000, most_dependents = 1000',
  );
  const admin = application.as('admin');
  const patient = application.as('patient');

  async function id(text: string, ...values: unknown[]): Promise<number> {
    const { rows } = await owner.query<{ id: number }>(text, values);
    assert(rows[0], text);
    return rows[0].id;
  }

  /** An account of its own for a caller who will lose it, with the token of a sign-in. */
  async function ownToken(caller: Exclude<Caller, 'nobody'>): Promise<{ token: string; signIn: number }> {
    const account = await id(
      `insert into account (email, name, role, password_hash)
       select $1, 'Somebody Else', role, password_hash from account where email = $2 returning id`,
      freshEmail(),
      emailOf(caller),
    );
    const token = newToken();
    const signIn = await id(
      `insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
       values ($1, 'token', $2, 'tests', interval '1 day', now() + interval '1 day') returning id`,
      account,
      hashed(token),
    );
    return { token, signIn };
  }

  /** The token of a link that proves a new address. */
  async function link(): Promise<string> {
    const token = newToken();
    await owner.query(
      `insert into link (id, purpose, email, name, role, token_hash, expires_at)
       values ($1, 'prove', $2, 'Somebody New', 'patient', $3, now() + interval '1 hour')`,
      [randomUUID(), freshEmail(), hashed(token)],
    );
    return token;
  }

  /** The token of a link to somebody's calendar. */
  async function feedToken(whose = 'omar@salle.test'): Promise<string> {
    const token = newToken();
    await owner.query(
      `insert into caller_link (kind, subject, account_id, token_hash) select 'feed', id, id, $2 from account where email = $1
       on conflict (subject) where kind = 'feed' do update set token_hash = excluded.token_hash`,
      [whose, hashed(token)],
    );
    return token;
  }

  const account = async () => {
    const body = { name: fresh('Account'), email: freshEmail(), role: 'receptionist' as const };
    return (await admin.ask(identity.inviteAccount, { body })).data;
  };
  const specialization = async () =>
    (await admin.ask(catalogue.addSpecialization, { body: { name: fresh('Specialization') } })).data;
  const newDoctor = async () => ({
    name: fresh('Doctor'),
    email: freshEmail(),
    specialization_id: await id('select id from specialization limit 1'),
  });
  const doctor = async () => (await admin.ask(clinic.addDoctor, { body: await newDoctor() })).data;
  const desk = async () => (await admin.ask(patients.addPatient, { body: { name: fresh('Patient') } })).data;
  const dependent = async () =>
    (await patient.ask(patients.addDependent, { body: { name: fresh('Child'), relation: 'child' } })).data;
  const leftDependent = async () => {
    const member = await dependent();
    await patient.ask(patients.leaveFamilyMember, { params: { id: member.id } });
    return member;
  };
  const joinCode = async () =>
    (await admin.ask(patients.giveJoinCode, { params: { id: (await desk()).id } })).data.code;
  /** A child of the patient's, of so many years all but a week, for whom a code was what let them act. */
  const acting = async (age = 5) => {
    const { id: child } = await dependent();
    await owner.query(
      `update patient set birth_date = current_date + 7 - make_interval(years => $2 + 1) where id = $1`,
      [child, age],
    );
    const own = await id(`update patient_account set sees_from = now() where patient_id = $1 returning id`, child);
    return { patient: child, acting: own };
  };
  /** Somebody asks to act for one of the family, whose letter this is the token of. */
  const consent = async () => {
    const token = newToken();
    const { patient: child } = await acting();
    const request = await id(
      `insert into acting_request (patient_id, account_id, relation, expires_at)
       select $1, id, 'other', now() + interval '1 day' from account where email = 'omar@salle.test' returning id`,
      child,
    );
    const asked = 'insert into acting_link select $1, account_id, $3 from patient_account where patient_id = $2';
    await owner.query(asked, [request, child, hashed(token)]);
    return { token };
  };
  const newPrestation = () => ({
    name: fresh('Prestation'),
    specialization_id: null,
    duration_minutes: 30,
    price_cents: 1000,
  });
  const prestation = async () => (await admin.ask(catalogue.addPrestation, { body: newPrestation() })).data;
  const newSalle = () => ({ name: fresh('Salle'), door: '7', seats: null });
  const salle = async () => (await admin.ask(catalogue.addSalle, { body: newSalle() })).data;
  const amina = () =>
    id(`select d.id from doctor d join account a on a.id = d.account_id where a.email = $1`, emailOf('doctor'));
  const free: string[] = [];
  /** A start of that doctor's that nobody else is given. */
  const slot = async () => {
    if (free.length === 0) {
      const from = Temporal.Now.plainDateISO('UTC').add({ days: beyondDemo }).toString();
      const asked = { params: { id: await amina() }, query: { from, days: 60 } };
      const { days } = (await application.nobody.ask(booking.readAvailability, asked)).data;
      free.push(...days.flatMap((day) => day.slots.filter((one) => one.status === 'free').map((one) => one.starts_at)));
    }
    return free.shift() ?? '';
  };
  const wish = async () => ({ doctor_id: await amina(), scheduled_at: await slot() });
  const hold = async () => (await patient.ask(booking.holdSlot, { body: await wish() })).data.hold_id;
  const appointment = async (status: 'pending' | 'confirmed') => {
    const body = { ...(await wish()), consult_mode: 'in_person' as const };
    const made = (await patient.ask(booking.book, { body })).data.id;
    if (status === 'pending') await owner.query(`update appointment set status = 'pending' where id = $1`, [made]);
    return made;
  };
  const version = async (table: string, row: number) =>
    (await owner.query<{ version: number }>(`select version from ${table} where id = $1`, [row])).rows[0]?.version ?? 0;

  return {
    application,
    id,
    version,
    ownToken,
    link,
    feedToken,
    account,
    amina,
    specialization,
    newDoctor,
    doctor,
    desk,
    dependent,
    leftDependent,
    joinCode,
    acting,
    consent,
    slot,
    hold,
    appointment,
    newPrestation,
    prestation,
    newSalle,
    salle,
  };
}
