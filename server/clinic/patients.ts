import type { Joining } from '#contract/acting.ts';
import type { FamilyMember, PatientRecord } from '#contract/patients.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import type { Page } from '#contract/route.ts';
import { fieldsOf, note } from '#server/platform/audit.ts';
import { type Actor, type Database, type Transaction, violated } from '#server/platform/database.ts';
import { type Key, once } from '#server/platform/idempotency.ts';
import { containing, countOf, type PageQuery, pageOf } from '#server/platform/paging.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import type { Statement } from '#server/platform/sql.ts';
import { type Acting, onceInRoom } from './acting/acting.ts';
import type { ClinicFacts } from './clinic.live.ts';
import * as statements from './patients.sql.ts';
import type { RefuseInUse } from './retiring.ts';

export type Patients = ReturnType<typeof openPatients>;
type Fields = statements.PersonFields;
type Relation = FamilyMember['relation'];
type Self = { patient_id: number; version: number };
type JoinCode = { code: string; expires_at: string };

export type PatientsDeps = {
  database: Database;
  facts: ClinicFacts;
  secret: string;
  acting: Acting;
  refuseInUse: RefuseInUse;
};

export function openPatients({ database, facts, secret, acting, refuseInUse }: PatientsDeps) {
  // — the desk —

  async function list(actor: Actor, query: PatientQuery): Promise<Page<PatientRecord>> {
    const words = query.q?.trim();
    const digits = words?.replace(/\D/g, '') ?? '';
    const meant = statements.patientsMeant({
      like: words ? containing(words) : null,
      digits: digits.length >= 3 ? `%${digits}%` : null,
      state: query.state ?? 'active',
    });
    const { key, after, order, page } = pageOf(query, statements.patientSorts, 'name');
    return database.transaction(actor, async (tx) => {
      const records = await tx.rows<PatientRecord & { sorted_by: string }>(
        statements.patientPage(key, meant, after, order),
      );
      return page<PatientRecord>(records, await countOf(tx, meant));
    });
  }

  async function read(actor: Actor, id: number): Promise<PatientRecord> {
    return orNotFound(await database.as(actor).row<PatientRecord>(statements.readPatient(id)));
  }

  async function add(tx: Transaction, person: Fields): Promise<PatientRecord> {
    refuseUnborn(person);
    const { id } = await tx.one<{ id: number }>(statements.insertPatient(person));
    await note(tx, 'patient.added', id);
    return tx.one<PatientRecord>(statements.readPatient(id));
  }

  async function change(actor: Actor, id: number, to: Partial<Fields> & { version: number }): Promise<PatientRecord> {
    refuseUnborn(to);
    return database.transaction(actor, async (tx) => {
      await changed(tx, statements.readPatient(id), statements.changePatient(id, to.version, to));
      await note(tx, 'patient.changed', id, { fields: fieldsOf(to) });
      return tx.one<PatientRecord>(statements.readPatient(id));
    });
  }

  async function retire(actor: Actor, id: number, retired: boolean): Promise<PatientRecord> {
    return database.transaction(actor, async (tx) => {
      if ((await tx.count(statements.retirePatient(id, retired))) === 0) throw new Refusal('not_found');
      await note(tx, retired ? 'patient.retired' : 'patient.restored', id);
      if (retired) {
        await refuseInUse(tx, { kind: 'patient', id });
        await tx.count(statements.endJoinCode(id));
        await facts.write(tx, { name: 'patient.retired', patient_id: id });
      }
      return tx.one<PatientRecord>(statements.readPatient(id));
    });
  }

  /** Read out or printed at the desk. */
  async function giveJoinCode(actor: Actor, id: number, key: Key | undefined): Promise<JoinCode> {
    await acting.mayGiveCode(accountOf(actor));
    return database.transaction(actor, (tx) => once(tx, key, () => newJoinCode(tx, id), secret));
  }

  async function newJoinCode(tx: Transaction, id: number): Promise<JoinCode> {
    const patient = orNotFound(await tx.row<PatientRecord>(statements.readPatient(id)));
    if (patient.retired_at) throw new Refusal('not_found');
    await note(tx, 'join_code.given', id);
    return acting.newJoinCode(tx, id);
  }

  // — the family —

  async function family(actor: Actor): Promise<FamilyMember[]> {
    return database.as(actor).rows<FamilyMember>(statements.familyOf(accountOf(actor)));
  }

  async function addDependent(tx: Transaction, person: Fields & { relation: Relation }): Promise<FamilyMember> {
    refuseUnborn(person);
    const { id } = await onceInRoom(() => tx.one<{ id: number }>(statements.addMember(person, person.relation)));
    await note(tx, 'patient.added', id);
    return member(tx, id);
  }

  async function changeMember(
    actor: Actor,
    id: number,
    to: Partial<Fields> & { version: number; relation?: Relation | undefined },
  ): Promise<FamilyMember> {
    refuseUnborn(to);
    return database.transaction(actor, async (tx) => {
      await changed(tx, statements.readMember(accountOf(actor), id), statements.changePatient(id, to.version, to));
      if (to.relation) await tx.count(statements.changeRelation(accountOf(actor), id, to.relation));
      await note(tx, 'patient.changed', id, { fields: fieldsOf(to) });
      return member(tx, id);
    });
  }

  async function rejoin(actor: Actor, id: number): Promise<FamilyMember> {
    return database.transaction(actor, async (tx) => {
      await acting.comeBack(tx, id);
      return member(tx, id);
    });
  }

  async function join(actor: Actor, { code, relation }: { code: string; relation: Relation }): Promise<Joining> {
    await acting.mayTryCode(accountOf(actor));
    return database.transaction(actor, async (tx) => {
      const { patient_id, acting_id, expires_at } = await acting.join(tx, code, relation);
      return { member: acting_id === null ? null : await member(tx, patient_id), expires_at };
    });
  }

  /** A person for whom an account acts, entered by the clinic itself. */
  async function addFor(tx: Transaction, accountId: number, person: Fields, relation: Relation): Promise<number> {
    const { id } = await tx.one<{ id: number }>(statements.insertPatient(person));
    await note(tx, 'patient.added', id);
    await letAct(tx, accountId, id, relation);
    return id;
  }

  async function letAct(tx: Transaction, accountId: number, patientId: number, relation: Relation): Promise<void> {
    const how = relation === 'self' ? 'account' : 'clinic';
    await tx.count(statements.insertMember(accountId, patientId, relation, how));
  }

  async function describeSelf(tx: Transaction, accountId: number, to: Partial<Fields>): Promise<void> {
    const self = await tx.one<Self>(statements.readSelf(accountId));
    await tx.count(statements.changePatient(self.patient_id, self.version, to));
  }

  /** The account's own person, made with the account. */
  async function makeSelf(tx: Transaction, accountId: number, name: string): Promise<void> {
    if (!(await tx.row(statements.readSelf(accountId)))) await addFor(tx, accountId, { name }, 'self');
  }

  return {
    list,
    read,
    add,
    change,
    retire,
    giveJoinCode,
    family,
    addDependent,
    changeMember,
    rejoin,
    join,
    addFor,
    letAct,
    describeSelf,
    makeSelf,
  };
}

type PatientQuery = PageQuery & { q?: string | undefined; state?: 'active' | 'retired' | 'all' | undefined };

function accountOf(actor: Actor): number {
  if (actor.account === null) throw new Refusal('sign_in_required');
  return actor.account;
}

async function member(tx: Transaction, id: number): Promise<FamilyMember> {
  return orNotFound(await tx.row<FamilyMember>(statements.readMember(accountOf(tx.actor), id)));
}

/** What of a person is not a family's to change, by the trigger's names. */
const kept: Readonly<Record<string, RefusalCode>> = {
  patient_own_particulars: 'own_particulars',
  patient_birth_date: 'birth_date_kept',
};

/** Nothing to change is one no, changed by somebody else meanwhile another, and what is somebody's own a third. */
async function changed(tx: Transaction, read: Statement, change: Statement): Promise<void> {
  orNotFound(await tx.row(read));
  const count = await tx.count(change).catch((error: Error) => {
    const code = kept[violated(error) ?? ''];
    throw code ? new Refusal(code) : error;
  });
  if (count === 0) throw new Refusal('version_conflict');
}

function refuseUnborn({ birth_date }: Partial<Fields>): void {
  if (!birth_date) return;
  const tomorrow = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10); // the day after today, anywhere on earth
  if (birth_date > tomorrow) throw invalidField('birth_date', 'maximum', 'This day is still to come.');
  if (birth_date < '1880-01-01') throw invalidField('birth_date', 'minimum', 'Nobody is as old as that.');
}
