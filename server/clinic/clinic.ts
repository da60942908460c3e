import type { Clinic as ClinicFields, Me, Person } from '#contract/clinic.ts';
import type { Identity } from '#server/identity/identity.ts';
import { fieldsOf, note } from '#server/platform/audit.ts';
import type { Base } from '#server/platform/base.ts';
import { isDemoAsked, isDemoOpen } from '#server/platform/config.ts';
import { type Actor, nobody, system, type Transaction } from '#server/platform/database.ts';
import type { AccountCaller, CallerAs } from '#server/platform/door.ts';
import { newHooks } from '#server/platform/hooks.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { openActing, openActingLetters } from './acting/acting.ts';
import { openCatalogue } from './catalogue.ts';
import { clinicAudience } from './clinic.live.ts';
import * as statements from './clinic.sql.ts';
import { demoAccounts, demoPassword } from './demo-people.ts';
import { insertDoctor, retireDoctorOf } from './doctors.sql.ts';
import { openDoctors } from './doctors.ts';
import { openPatients } from './patients.ts';
import { newRetiring } from './retiring.ts';

/** A person must set the clinic straight before it can open. */
export class ClinicError extends Error {}

export type Clinic = ReturnType<typeof openClinic>;
export type DemoDoctor = { id: number; email: string };
export type { DirectoryQuery } from './doctors.ts';
export type { Hanging, Retiring } from './retiring.ts';

/** Doctors, patients and families, specializations, prestations, salles. */
export function openClinic(base: Base, identity: Identity) {
  const { config, database, secret, now } = base;
  const facts = base.facts.heardBy(clinicAudience);
  const { whenRetiring, refuseInUse } = newRetiring();
  const demoDoctors = newHooks<[tx: Transaction, doctor: DemoDoctor, today: Temporal.PlainDate]>();
  const letters = openActingLetters(base);
  const acting = openActing({ database, facts, letters, secret, now });
  const patients = openPatients({ database, facts, secret, acting, refuseInUse });
  const doctors = openDoctors({ database, facts, identity });

  identity.whenAccount({
    made: async (tx, { id, role, name }) => {
      if (role === 'patient') await patients.makeSelf(tx, id, name);
      if (role === 'applicant' || role === 'doctor') await tx.one(insertDoctor(id, role, name));
    },
    retired: async (tx, accountId, retired) => {
      const doctor = await tx.row<{ id: number }>(retireDoctorOf(accountId, retired));
      if (!doctor) return;
      if (retired) await refuseInUse(tx, { kind: 'doctor', id: doctor.id });
      await note(tx, retired ? 'doctor.retired' : 'doctor.restored', doctor.id);
      await facts.write(tx, { name: 'doctor.retirement_changed', doctor_id: doctor.id, is_retired: retired });
    },
  });
  identity.whenShutOut(acting.shutOut);
  identity.whenLetter(async () => (await read()).name);

  /** The time zone is the clinic's for good: hours already written down are read in it. */
  async function settle(): Promise<void> {
    const { timezone: setting } = config;
    const machine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await database.transaction(system, async (tx) => {
      // A clinic whose first admin came before its first start is somebody's own.
      const isDemo = isDemoAsked(config) && !(await tx.row(statements.anAccount));
      const clinic = isDemo ? { name: 'Clinique des Oliviers', currency: 'DZD' } : { name: 'Salle', currency: 'EUR' };
      await tx.count(statements.insertClinic({ ...clinic, timezone: setting ?? machine, isDemo }));
      const { timezone } = await tx.one<statements.StoredClinic>(statements.readClinic);
      if (setting && setting !== timezone) {
        throw new ClinicError(`CLINIC_TIMEZONE must be ${timezone}, in which this clinic's hours are kept`);
      }
    });
  }

  async function read(): Promise<ClinicFields> {
    const clinic = await database.as(nobody).row<statements.StoredClinic>(statements.readClinic);
    if (!clinic) throw new Refusal('unavailable');
    const { is_demo, ...shown } = clinic;
    return {
      ...shown,
      demo: is_demo && isDemoOpen(config) ? { password: demoPassword, accounts: demoAccounts() } : null,
    };
  }

  async function change(actor: Actor, to: statements.ClinicFields & { version: number }): Promise<ClinicFields> {
    await database.transaction(actor, async (tx) => {
      if ((await tx.count(statements.changeClinic(to))) === 0) throw new Refusal('version_conflict');
      await note(tx, 'settings.changed', null, { fields: fieldsOf(to) });
    });
    return read();
  }

  /** Who holds a token and for whom they may act: one look, one round trip. */
  const asMe: CallerAs<'me', MeCaller> = {
    as: 'me',
    lookUp: (token) => identity.lookUp<MeCaller>(token, statements.meByTokens),
  };

  return {
    settle,
    read,
    change,
    asMe,
    patients,
    acting,
    sendActingLetter: letters.send,
    doctors,
    ...openCatalogue({ database, refuseInUse }),
    whenRetiring,
    /** what rooms above give a doctor of the demo goes with it */
    whenDemoDoctor: demoDoctors.add,
    demoDoctorMade: demoDoctors.run,
  };
}

export type MeCaller = AccountCaller & { doctor_id: number | null; patients: Person[] };

/** The caller, told as the contract has it. */
export function newMe({ account_id, name, email, role, doctor_id, patients }: MeCaller): Me {
  return { user: { id: account_id, name, email, role: role === 'applicant' ? 'doctor' : role }, doctor_id, patients };
}
