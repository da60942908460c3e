import type { File, MedicalRecord } from '#contract/appointments.ts';
import type { Medical } from '#contract/booking.ts';
import { note } from '#server/platform/audit.ts';
import type { Actor, Database, Transaction } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import { lockAppointment, readAppointment, type StoredAppointment } from './appointments.sql.ts';
import * as files from './files.sql.ts';
import * as statements from './medical.sql.ts';

export type MedicalDeps = { database: Database; now: () => Temporal.Instant };

/** What a patient has told the doctor: the family's and the treating doctor's eyes only, by row-level security. */
export function openMedical({ database, now }: MedicalDeps) {
  async function read(actor: Actor, id: number): Promise<MedicalRecord> {
    return database.transaction(actor, async (tx) => {
      orNotFound(await tx.row(readAppointment(id)));
      await refuseToldBefore(tx, id);
      return recordOf(tx, id);
    });
  }

  /** Until it begins the patient may say more, or otherwise; files that are not named stay as they are. */
  async function change(actor: Actor, id: number, { files: named, ...words }: Medical): Promise<MedicalRecord> {
    return database.transaction(actor, async (tx) => {
      orNotFound(await tx.row(lockAppointment(id)));
      await refuseToldBefore(tx, id);
      refuseBegun(await tx.one<StoredAppointment>(readAppointment(id)));
      await tx.count(statements.putWords(id, statements.wordsOf(words)));
      if (named) await changeFiles(tx, id, named);
      await note(tx, 'medical.changed', id);
      return recordOf(tx, id);
    });
  }

  function refuseBegun({ status, scheduled_at }: StoredAppointment): void {
    const hasBegun = Date.parse(scheduled_at) <= now().epochMilliseconds;
    if (hasBegun || (status !== 'pending' && status !== 'confirmed'))
      throw new Refusal('invalid_transition', { status });
  }

  return { read, change };
}

async function refuseToldBefore(tx: Transaction, id: number): Promise<void> {
  const told = await tx.row<{ before: boolean | null }>(statements.isToldBefore(id));
  if (told?.before) throw new Refusal('told_before');
}

async function changeFiles(tx: Transaction, id: number, named: readonly number[]): Promise<void> {
  const account = Number(tx.actor.account);
  const known = new Set((await tx.rows<File>(files.filesOf(id))).map((file) => file.id));
  await tx.count(files.detachOthers(id, account, named));
  const fresh = named.filter((file) => !known.has(file));
  if ((await tx.count(files.attach(id, account, fresh))) < fresh.length) throw new Refusal('file_gone');
}

async function recordOf(tx: Transaction, id: number): Promise<MedicalRecord> {
  const words = (await tx.row<statements.Words>(statements.readWords(id))) ?? statements.wordsOf({});
  return { ...words, files: await tx.rows<File>(files.filesOf(id)) };
}
