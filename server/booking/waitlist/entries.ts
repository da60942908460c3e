import type { Mode } from '#contract/clinic.ts';
import type { Wait } from '#contract/waitlist.ts';
import { type Actor, type Database, raised, system } from '#server/platform/database.ts';
import { actorOf } from '#server/platform/door.ts';
import { elseEarlier, type Key, once } from '#server/platform/idempotency.ts';
import { invalidField, orNotFound, Refusal } from '#server/platform/refusal.ts';
import { type DoctorTerms, dateOf, dayNumber } from '#server/schedule/schedule.ts';
import { type Booker, patientOf, type Taking } from '../taking/taking.ts';
import { todayOf } from '../time/time.ts';
import * as statements from './waitlist.sql.ts';

const mostWaits = 10;

export type EntriesDeps = {
  database: Database;
  holds: Pick<Taking['holds'], 'letGo'>;
  termsOf: (doctors: number[]) => Promise<readonly DoctorTerms[]>;
  now: () => Temporal.Instant;
};
type Wish = { doctor_id: number; patient_id?: number | undefined; from: string; to: string; mode?: Mode | undefined };

/** Who waits, for whom, and from when to when. */
export function openEntries({ database, holds, termsOf, now }: EntriesDeps) {
  async function join(booker: Booker, wish: Wish, key: Key | undefined): Promise<Wait> {
    return elseEarlier({ database, actor: actorOf(booker), key }, () => joined(booker, wish, key));
  }

  async function joined(booker: Booker, wish: Wish, key: Key | undefined): Promise<Wait> {
    const patient = patientOf(booker, wish.patient_id);
    const terms = orNotFound((await termsOf([wish.doctor_id]))[0]);
    refuseVain(terms, wish, now());
    const wait = {
      patient: patient.id,
      doctor: terms.doctor_id,
      from: wish.from,
      to: wish.to,
      mode: wish.mode ?? null,
    };
    const moment = now();
    const day = dateOf(todayOf(terms, moment));
    return database.transaction(actorOf(booker), (tx) =>
      once(tx, key, async () => {
        const joining = statements.joinWaitlist(wait, mostWaits, day, moment.toString());
        const { id, refusal, wait: seconds } = await asLeft(tx.one<statements.JoinOutcome>(joining));
        if (refusal !== null) throw new Refusal(refusal, {}, seconds ?? undefined);
        return asSeen(await tx.one<statements.StoredWait>(statements.readWait(id)), day);
      }),
    );
  }

  async function list(actor: Actor): Promise<Wait[]> {
    const day = await today();
    const waits = await database.as(actor).rows<statements.StoredWait>(statements.listWaits(Number(actor.account)));
    return waits.map((wait) => asSeen(wait, day));
  }

  async function today(): Promise<string> {
    const [clinic] = await database.as(system).rows<{ day: string }>(statements.clinicDay(now().toString()));
    return clinic?.day ?? '';
  }

  /** What was held by an offer goes to the next. */
  async function leave(actor: Actor, id: number): Promise<void> {
    const account = Number(actor.account);
    await database.transaction(actor, async (tx) => {
      const { hold_id } = orNotFound(await tx.row<{ hold_id: number | null }>(statements.lockWait(id, account)));
      await tx.count(statements.leaveWait(id));
      if (hold_id !== null) await holds.letGo(tx, hold_id);
    });
  }

  function asSeen(wait: statements.StoredWait, day: string): Wait {
    const { id, doctor_id, doctor_name, patient_id, patient_name, first_day, last_day, mode, made_at } = wait;
    const offer = offerIn(wait, now());
    const isOpen = wait.status === 'waiting' || wait.status === 'offered';
    const open = offer ? 'offered' : last_day < day ? 'passed' : 'waiting';
    return {
      id,
      doctor: { id: doctor_id, name: doctor_name },
      patient: { id: patient_id, name: patient_name },
      from: first_day,
      to: last_day,
      mode,
      status: isOpen ? open : wait.status,
      offer,
      made_at,
    };
  }

  return { join, list, leave };
}

function offerIn(wait: statements.StoredWait, now: Temporal.Instant): Wait['offer'] {
  const { status, doctor_id, hold_id, offered_from, offered_until } = wait;
  if (status !== 'offered' || !hold_id || !offered_from || !offered_until) return null;
  if (Date.parse(offered_until) <= now.epochMilliseconds) return null; // lapsed, which the next round writes down
  return { doctor_id, starts_at: offered_from, hold_id, expires_at: offered_until };
}

/** Who leaves the family in this very moment waits for nobody there. */
async function asLeft<T>(joining: Promise<T>): Promise<T> {
  return joining.catch((error) => {
    throw raised(error)?.code === 'not_found' ? new Refusal('not_found') : error;
  });
}

/** Nobody waits for what can never come. */
function refuseVain(terms: DoctorTerms, { from, to, mode }: Wish, now: Temporal.Instant): void {
  if (!terms.is_approved || !terms.is_available) throw new Refusal('doctor_unavailable');
  if (mode && !terms.modes.includes(mode)) throw new Refusal('mode_unavailable');
  if (to < from) throw invalidField('to', 'order', 'This must not be before the first day.');
  const today = todayOf(terms, now);
  if (dayNumber(to) < today) throw new Refusal('in_the_past');
  if (dayNumber(from) > today + terms.horizon_days) throw new Refusal('too_far_ahead');
}
