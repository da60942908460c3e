import type { Clinic, Me, Person } from '#contract/clinic.ts';
import type { AccountListener, Identity } from '#server/identity/identity.ts';
import { type Actor, type Database, nobody, system } from '#server/platform/database.ts';
import type { Caller } from '#server/platform/door.ts';
import type { Facts } from '#server/platform/facts.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { catalogueIn } from './catalogue.ts';
import * as rows from './clinic.sql.ts';
import { demoAccounts, demoPassword } from './demo-people.ts';
import { insertDoctor, retireDoctorOf } from './doctors.sql.ts';
import { doctorsIn } from './doctors.ts';
import { patientsIn } from './patients.ts';

/** A person must set the clinic straight before it can open. */
export class ClinicError extends Error {}

export type ClinicRoom = ReturnType<typeof openClinic>;

export type ClinicDeps = {
  database: Database;
  facts: Facts;
  secret: string;
  demoIsOpen: boolean;
  identity: () => Identity;
};

export function openClinic(deps: ClinicDeps) {
  const { database, identity } = deps;
  const patients = patientsIn(database, deps.secret);
  const doctors = doctorsIn(database, deps.facts, identity);

  /** What identity asks of the rooms above it, in its own transactions. */
  const listener: AccountListener = {
    made: async (tx, { id, role, name }) => {
      if (role === 'patient') await patients.makeSelf(tx, id, name);
      if (role === 'applicant' || role === 'doctor') await tx.one(insertDoctor(id, role, name));
    },
    retired: async (tx, accountId, retired) => {
      await tx.count(retireDoctorOf(accountId, retired));
    },
  };

  /** The time zone is the clinic's for good: hours already written down are read in it. */
  async function settle(asked: { timezone: string | undefined; isDemo: boolean }): Promise<void> {
    const machine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await database.transaction(system, async (tx) => {
      // A clinic whose first admin came before its first start is somebody's own.
      const isDemo = asked.isDemo && !(await tx.row(rows.anAccount));
      const clinic = isDemo ? { name: 'Clinique des Oliviers', currency: 'DZD' } : { name: 'Salle', currency: 'EUR' };
      await tx.count(rows.insertClinic({ ...clinic, timezone: asked.timezone ?? machine, isDemo }));
      const { timezone } = await tx.one<rows.StoredClinic>(rows.readClinic);
      if (asked.timezone && asked.timezone !== timezone) {
        throw new ClinicError(`CLINIC_TIMEZONE must be ${timezone}, in which this clinic's hours are kept`);
      }
    });
  }

  async function read(): Promise<Clinic> {
    const clinic = await database.row<rows.StoredClinic>(nobody, rows.readClinic);
    if (!clinic) throw new Refusal('unavailable');
    const { is_demo, ...shown } = clinic;
    return { ...shown, demo: is_demo && deps.demoIsOpen ? { password: demoPassword, accounts: demoAccounts() } : null };
  }

  async function change(actor: Actor, to: rows.ClinicFields & { version: number }): Promise<Clinic> {
    const changed = await database.transaction(actor, (tx) => tx.count(rows.changeClinic(to)));
    if (changed === 0) throw new Refusal('version_conflict');
    return read();
  }

  /** Who holds a token and for whom they may act: one look, one round trip. */
  async function lookUpMe(token: string): Promise<Caller | undefined> {
    return identity().lookUp<MeCaller>(token, rows.meByTokens);
  }

  return {
    ...{ listener, settle, read, change, lookUpMe },
    ...{ patients, doctors, ...catalogueIn(database) },
  };
}

type MeCaller = Caller & { doctor_id: number | null; patients: Person[] };

/** The caller whom `lookUpMe` found, told as the contract has it. */
export function asMe(caller: Caller): Me {
  const { account_id, name, email, role, doctor_id, patients } = caller as MeCaller;
  return { user: { id: account_id, name, email, role: role === 'applicant' ? 'doctor' : role }, doctor_id, patients };
}
