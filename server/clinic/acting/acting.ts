import type { ActingPeople } from '#contract/acting.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import { type Actor, type Database, nobody, system, type Transaction, violated } from '#server/platform/database.ts';
import { orNotFound, Refusal } from '#server/platform/refusal.ts';
import { network, take } from '#server/platform/throttle.ts';
import { hashed, newCode, sealed } from '#server/platform/tokens.ts';
import type { ClinicFacts } from '../clinic.live.ts';
import * as statements from './acting.sql.ts';
import type { ActingLetters } from './acting-letters.ts';

export { type ActingLetters, actingLetterJob, openActingLetters } from './acting-letters.ts';
export type Acting = ReturnType<typeof openActing>;
type JoinCode = { code: string; expires_at: string };

export type ActingDeps = {
  database: Database;
  facts: ClinicFacts;
  letters: ActingLetters;
  secret: string;
  now: () => Temporal.Instant;
};

/** Who acts for whom: how somebody comes to it, who is asked before, and how it ends. Every step is a row, a fact and letters. */
export function openActing({ database, facts, letters, secret, now }: ActingDeps) {
  // — joining —

  /** Only its seal is kept, so it can be given but never looked up. The code before it dies. */
  async function newJoinCode(tx: Transaction, patient: number): Promise<JoinCode> {
    const code = newCode(10);
    const insert = statements.insertJoinCode(patient, sealOf(code), tx.actor.account);
    const { expires_at } = await tx.one<{ expires_at: string }>(insert);
    return { code: `${code.slice(0, 5)}-${code.slice(5)}`, expires_at };
  }

  /** More than a desk has people in an hour: each ends the one before, and is a way to somebody's record. */
  async function mayGiveCode(account: number): Promise<void> {
    await take(database, [{ kind: 'join codes by', key: String(account), most: 60, minutes: 60 }]);
  }

  /** A code is ten letters of thirty-one: nobody guesses one in the attempts that an account and its network have. */
  async function mayTryCode(account: number): Promise<void> {
    await take(database, [{ kind: 'join by', key: String(account), most: 10, minutes: 60 }]);
  }

  /** Joins at once where nobody acts yet; else asks those who do, and until they answer nothing is told of the person. */
  async function join(tx: Transaction, code: string, relation: string): Promise<statements.Joined> {
    const joined = await onceInRoom(() => tx.row<statements.Joined>(statements.join(sealOf(code), relation)));
    if (!joined) throw new Refusal('code_refused');
    const { patient_id, acting_id, request_id, hearers, left_behind } = joined;
    if (request_id !== null) {
      await facts.write(tx, { name: 'acting.asked', patient_id, request_id, hearers });
      await letters.ask(tx, 'asked', request_id, hearers);
    }
    const account_id = Number(tx.actor.account);
    if (acting_id !== null) await begun(tx, { acting_id, patient_id, account_id, hearers }, left_behind);
    return joined;
  }

  function sealOf(code: string): Buffer {
    return sealed(secret, 'join code', code.toUpperCase().replace(/[^0-9A-Z]/g, ''));
  }

  async function question(token: string, address: string): Promise<statements.Question> {
    await mayTryLink(address);
    const question = await database.as(nobody).row<statements.Question>(statements.readQuestion(hashed(token)));
    if (!question) throw new Refusal('link_expired');
    return question;
  }

  /** Whoever holds the letter answers: the first one counts. */
  async function answer(given: {
    token: string;
    confirm: boolean;
    sees_before: boolean;
    address: string;
  }): Promise<void> {
    await mayTryLink(given.address);
    await database.transaction(nobody, async (tx) => {
      const answered = await onceInRoom(() =>
        tx.row<statements.Answered>(statements.answer(hashed(given.token), given.confirm, given.sees_before)),
      );
      if (!answered) throw new Refusal('link_expired');
      const { request_id, patient_id, account_id, acting_id, hearers, left_behind } = answered;
      if (acting_id !== null) return begun(tx, { acting_id, patient_id, account_id, hearers }, left_behind);
      await facts.write(tx, { name: 'acting.refused', patient_id, request_id, hearers });
      await letters.ask(tx, 'refused', request_id, [account_id]);
    });
  }

  async function mayTryLink(address: string): Promise<void> {
    await take(database, [{ kind: 'consent from', key: network(address), most: 60, minutes: 15 }]);
  }

  /**
   * Codes and letters of somebody whose password was set anew, or who has lost a role: others may have them. Whoever is one of the
   * clinic's people now acts for nobody as a patient does, and stays who they are.
   */
  async function shutOut(tx: Transaction, account: number, why: string): Promise<void> {
    if (why === 'change') return;
    await tx.count(statements.endCodesOf(account));
    if (why === 'role') {
      for (const one of await tx.rows<statements.Changed>(statements.endForRole(account))) await ended(tx, one);
    }
    if (why !== 'reset') return;
    for (const { id } of await tx.rows<{ id: number }>(statements.endLinksOf(account))) {
      await letters.ask(tx, 'asked', id, [account]);
    }
  }

  /** Whose own record it is leaves the one before: nobody is written to about that, it was empty or is theirs alone. */
  async function begun(tx: Transaction, one: statements.Changed, leftBehind: number | null = null): Promise<void> {
    const { acting_id, patient_id, account_id, hearers } = one;
    if (leftBehind !== null) await left(tx, { account_id, patient_id: leftBehind, hearers: [account_id] });
    await facts.write(tx, { name: 'acting.begun', patient_id, account_id, hearers });
    await letters.ask(tx, 'begun', acting_id, [...hearers, letters.record]);
  }

  // — who acts —

  async function read(actor: Actor, patient: number): Promise<ActingPeople> {
    return database.transaction(actor, async (tx) => {
      const { shown } = await tx.one<{ shown: boolean }>(statements.isShown(patient));
      if (!shown) throw new Refusal('not_found');
      const { names } = await tx.one<{ names: string[] }>(statements.askedNames(patient));
      return {
        acting: await tx.rows<statements.People[number]>(statements.people(patient)),
        requests: await tx.rows<statements.Requests[number]>(statements.openRequests(patient)),
        asked: names,
      };
    });
  }

  async function end(actor: Actor, patient: number, acting: number): Promise<void> {
    await database.transaction(actor, async (tx) => {
      await ended(tx, orNotFound(await tx.row<statements.Changed>(statements.endOne(patient, acting))));
    });
  }

  /** From this commit on nothing of the person is theirs any more, and what they were hearing is judged anew. */
  async function ended(tx: Transaction, one: statements.Changed): Promise<void> {
    const { acting_id, hearers } = one;
    await left(tx, one);
    await letters.ask(tx, 'ended', acting_id, [...hearers, letters.record]);
  }

  async function left(tx: Transaction, one: Omit<statements.Changed, 'acting_id'>): Promise<void> {
    const { patient_id, account_id, hearers } = one;
    await facts.write(tx, { name: 'family.left', account_id, patient_id, hearers });
  }

  /** Somebody stops acting by themselves. */
  async function leave(actor: Actor, patient: number): Promise<void> {
    const mine = await database.as(actor).row<{ id: number }>(statements.ownActing(Number(actor.account), patient));
    await end(actor, patient, orNotFound(mine).id);
  }

  /** Undoes that, for an hour. */
  async function comeBack(tx: Transaction, patient: number): Promise<void> {
    type Back = Pick<statements.Changed, 'acting_id' | 'hearers'>;
    const back = await onceInRoom(() => tx.row<Back>(statements.comeBack(patient)));
    await begun(tx, { ...orNotFound(back), patient_id: patient, account_id: Number(tx.actor.account) });
  }

  async function keep(actor: Actor, patient: number, acting: number, reason: string | undefined): Promise<void> {
    if (actor.role !== 'patient' && !reason) throw new Refusal('invalid', reasonMissing);
    await change(actor, 'kept', statements.keep(patient, acting, reason ?? null));
  }

  async function openPast(actor: Actor, patient: number, acting: number, reason: string): Promise<void> {
    await change(actor, 'opened', statements.openPast(patient, acting, reason));
  }

  async function change(actor: Actor, news: 'kept' | 'opened', statement: ReturnType<typeof statements.keep>) {
    await database.transaction(actor, async (tx) => {
      const one = orNotFound(await tx.row<statements.Changed>(statement));
      const { acting_id, patient_id, account_id, hearers } = one;
      await facts.write(tx, { name: 'acting.changed', patient_id, account_id, hearers });
      await letters.ask(tx, news, acting_id, [...hearers, letters.record]);
    });
  }

  // — coming of age —

  /** Tells families a month ahead that acting for a child ends, and ends it with the birthday. */
  async function comeOfAge(): Promise<void> {
    await database.transaction(system, async (tx) => {
      const { timezone } = await tx.one<{ timezone: string }>(statements.readTimezone);
      const today = now().toZonedDateTimeISO(timezone).toPlainDate().toString();
      for (const { acting_id, hearers } of await tx.rows<statements.Changed>(statements.soonOver(today))) {
        await letters.ask(tx, 'ahead', acting_id, [...hearers, letters.record]);
      }
      for (const one of await tx.rows<statements.Changed>(statements.grownUp(today))) await ended(tx, one);
    });
  }

  return {
    newJoinCode,
    mayGiveCode,
    mayTryCode,
    join,
    question,
    answer,
    shutOut,
    read,
    end,
    leave,
    comeBack,
    keep,
    openPast,
    comeOfAge,
  };
}

const reasonMissing = {
  errors: [{ field: 'reason', rule: 'required', message: 'The desk says why.' }],
};

/** What the database says no to: somebody acts once for a person, an account is one person, and acts for no more than may be. */
const beyond: Readonly<Record<string, RefusalCode>> = {
  patient_account_now: 'already_joined',
  patient_account_self: 'already_joined',
  patient_self_account: 'already_joined',
  patient_self_visits: 'own_record_in_use',
  family_room: 'too_many_dependents',
  family_day: 'too_many_dependents_today',
};

export async function onceInRoom<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const code = beyond[violated(error) ?? ''];
    throw code ? new Refusal(code) : error;
  }
}
