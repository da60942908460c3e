import type { DoctorCard, DoctorRecord } from '#contract/clinic.ts';
import type { Page } from '#contract/route.ts';
import type { Identity } from '#server/identity/identity.ts';
import { note } from '#server/platform/audit.ts';
import { type Actor, type Database, nobody, system, type Transaction } from '#server/platform/database.ts';
import { containing, countOf, type PageQuery, pageOf } from '#server/platform/paging.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import { naming } from './catalogue.ts';
import type { ClinicFacts } from './clinic.live.ts';
import * as statements from './doctors.sql.ts';

export type Doctors = ReturnType<typeof openDoctors>;
type Fields = Partial<statements.DoctorFields> & { prices?: statements.Price[] | undefined };
type NewDoctor = Fields & { name: string; email: string; specialization_id: number };
/** What the demo brings besides: an account that needs no invitation, and may have to wait. */
export type DoctorAccount = { passwordHash: string; isDemo: boolean; waits: boolean };

export type DoctorsDeps = { database: Database; facts: ClinicFacts; identity: Identity };

export function openDoctors({ database, facts, identity }: DoctorsDeps) {
  // — the public directory —

  async function list(actor: Actor, query: DirectoryQuery): Promise<Page<DoctorCard>> {
    const meant = statements.cardsMeant(wordsOf(query));
    const { key, after, order, page } = pageOf({ ...query, sort: 'name' }, statements.recordSorts, 'name', 'c.id');
    return database.transaction(actor, async (tx) => {
      const cards = await tx.rows<DoctorCard & { sorted_by: string }>(statements.cardPage(key, meant, after, order));
      return page<DoctorCard>(cards, await countOf(tx, meant));
    });
  }

  /** Which doctor an account is. */
  async function idOf(accountId: number): Promise<number | undefined> {
    return (await database.as(system).row<{ id: number }>(statements.doctorOfAccount(accountId)))?.id;
  }

  /** Everybody in the directory whom a query means, by name, for a room that sorts them otherwise. */
  async function idsMeant(query: DirectoryQuery): Promise<number[]> {
    return (await database.as(nobody).rows<{ id: number }>(statements.cardIds(wordsOf(query)))).map(({ id }) => id);
  }

  async function cards(ids: readonly number[]): Promise<DoctorCard[]> {
    return database.as(nobody).rows<DoctorCard>(statements.cardsOf(ids));
  }

  async function read(actor: Actor, id: number): Promise<DoctorCard> {
    return orNotFound(await database.as(actor).row<DoctorCard>(statements.readCard(id)));
  }

  // — the clinic's records —

  async function listRecords(actor: Actor, query: RecordQuery): Promise<Page<DoctorRecord>> {
    const like = query.q?.trim() ? containing(query.q) : null;
    const meant = statements.recordsMeant({
      like,
      state: query.state ?? 'all',
      specialization: query.specialization ?? null,
    });
    const { key, after, order, page } = pageOf(query, statements.recordSorts, 'name', 'c.id');
    return database.transaction(actor, async (tx) => {
      const records = await tx.rows<DoctorRecord & { sorted_by: string }>(
        statements.recordPage(key, meant, after, order),
      );
      return page<DoctorRecord>(records, await countOf(tx, meant));
    });
  }

  /** Anybody but the office sees their own alone: row-level security joins no other account. */
  async function readRecord(actor: Actor, id: number): Promise<DoctorRecord> {
    return orNotFound(await database.as(actor).row<DoctorRecord>(statements.readRecord(id)));
  }

  /** An approved doctor, with an account: invited, unless one that can already sign in is brought along. */
  async function add(tx: Transaction, fields: NewDoctor, account?: DoctorAccount): Promise<DoctorRecord> {
    const person = { email: fields.email, name: fields.name, role: 'applicant' as const };
    const made = account
      ? await identity.makeAccount(tx, { ...person, ...account })
      : await identity.inviteAccount(tx, person);
    const { id } = await tx.one<{ id: number }>(statements.doctorOfAccount(made.id));
    await write(tx, id, null, fields);
    if (!account?.waits) await identity.setRole(tx, made.id, 'doctor');
    return tx.one<DoctorRecord>(statements.readRecord(id));
  }

  async function change(actor: Actor, id: number, to: Fields & { version: number }): Promise<DoctorRecord> {
    return database.transaction(actor, async (tx) => {
      const present = orNotFound(await tx.row<DoctorRecord>(statements.readRecord(id)));
      if (actor.role === 'doctor' && to.specialization_id && to.specialization_id !== present.specialization?.id) {
        throw new Refusal('forbidden');
      }
      await write(tx, id, to.version, to);
      if (to.is_available !== undefined && to.is_available !== present.is_available) {
        const fact = { name: 'doctor.availability_changed', doctor_id: id, is_available: to.is_available } as const;
        await facts.write(tx, fact);
      }
      return tx.one<DoctorRecord>(statements.readRecord(id));
    });
  }

  async function write(tx: Transaction, id: number, version: number | null, fields: Fields): Promise<void> {
    if ((await naming(() => tx.count(statements.changeDoctor(id, version, fields)))) === 0)
      throw new Refusal('version_conflict');
    if (!fields.prices) return;
    if (new Set(fields.prices.map(({ mode }) => mode)).size < fields.prices.length) {
      throw invalidField('prices', 'uniqueItems', 'Each mode has one price.');
    }
    await tx.count(statements.clearPrices(id));
    await tx.count(statements.insertPrices(id, fields.prices));
  }

  /** Approval is the account's role; the record follows it by a foreign key. */
  async function approve(actor: Actor, id: number, approved: boolean): Promise<DoctorRecord> {
    return database.transaction(actor, async (tx) => {
      const record = orNotFound(await tx.row<DoctorRecord>(statements.readRecord(id)));
      if (record.retired_at) throw new Refusal('not_found');
      if (approved && !record.specialization) {
        throw invalidField('specialization_id', 'required', 'A doctor needs a specialization before the approval.');
      }
      if (record.is_approved !== approved) {
        await identity.setRole(tx, record.account_id, approved ? 'doctor' : 'applicant');
        await note(tx, approved ? 'doctor.approved' : 'doctor.disapproved', id);
        await tx.count(statements.touchDoctor(id));
        await facts.write(tx, {
          name: 'doctor.approval_changed',
          doctor_id: id,
          is_approved: approved,
        });
      }
      return tx.one<DoctorRecord>(statements.readRecord(id));
    });
  }

  async function retire(actor: Actor, id: number, retired: boolean): Promise<DoctorRecord> {
    return database.transaction(actor, async (tx) => {
      const record = orNotFound(await tx.row<DoctorRecord>(statements.readRecord(id)));
      await identity.setRetired(tx, record.account_id, retired);
      return tx.one<DoctorRecord>(statements.readRecord(id));
    });
  }

  return { idOf, list, idsMeant, cards, read, listRecords, readRecord, add, change, approve, retire };
}

function wordsOf(query: DirectoryQuery): statements.DirectoryQuery {
  return {
    like: query.q?.trim() ? containing(query.q) : null,
    ...specializationOf(query.specialization),
    mode: query.mode ?? null,
    language: query.language ?? null,
  };
}

export type DirectoryQuery = PageQuery & {
  q?: string | undefined;
  specialization?: string | undefined;
  mode?: string | undefined;
  language?: string | undefined;
};
type RecordQuery = PageQuery & {
  q?: string | undefined;
  state?: 'approved' | 'waiting' | 'retired' | 'all' | undefined;
  specialization?: number | undefined;
};

/** A link may name a specialization by its id or by its word. */
function specializationOf(text: string | undefined): {
  specializationId: number | null;
  specializationName: string | null;
} {
  const isId = /^\d{1,9}$/.test(text ?? '');
  return { specializationId: isId ? Number(text) : null, specializationName: text && !isId ? text : null };
}
