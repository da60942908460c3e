import type { Hold } from '#contract/booking.ts';
import { type Database, raised, system, type Transaction } from '#server/platform/database.ts';
import { type AccountCaller, actorOf } from '#server/platform/door.ts';
import { elseEarlier, type Key, once } from '#server/platform/idempotency.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import type { Statement } from '#server/platform/sql.ts';
import { type BookingFacts, type Released, releasedFacts } from '../booking.live.ts';
import type { BookingLog } from '../booking-log.ts';
import type { Plan } from '../time/time.ts';
import { type No, NotBooked, openNotBooked } from './not-booked.ts';
import type { Planning } from './planning.ts';
import * as statements from './taking.sql.ts';
import type { Aim, Booker } from './wishes.ts';

const minutesHeld = 10;
const byPatient = { by: 'patient', anywhere: false } as const;

export type HoldsDeps = {
  database: Database;
  facts: BookingFacts;
  log: BookingLog;
  planning: Planning;
  nextNumber: () => Promise<number>;
  now: () => Temporal.Instant;
};
type Wish = Aim & { replaces?: number | undefined };

/** A slot kept for a few minutes for someone who fills in the form: a row under the same constraints as an appointment. */
export function openHolds(deps: HoldsDeps) {
  const { database, facts, planning, nextNumber, now } = deps;
  const { refusalOf, tellReleased } = openNotBooked(deps);

  async function hold(booker: Booker, wish: Wish, key: Key | undefined): Promise<Hold> {
    return elseEarlier({ database, actor: actorOf(booker), key }, () => held(booker, wish, key));
  }

  async function held(booker: Booker, wish: Wish, key: Key | undefined): Promise<Hold> {
    try {
      return await planning.attempt(booker, [wish], byPatient, async ([first], moment) => {
        const plan = first as Plan;
        const order = await orderFor(plan, wish.replaces, moment);
        return keep(booker, order, key).catch((error) => {
          const no = noOf(error);
          throw no ? new NotBooked(no, plan, moment) : error;
        });
      });
    } catch (error) {
      throw error instanceof NotBooked ? await refusalOf(error) : error;
    }
  }

  async function orderFor(
    plan: Plan,
    replaces: number | undefined,
    moment: Temporal.Instant,
  ): Promise<statements.HoldOrder> {
    const { terms, patient, starts, ends, blockedUntil } = plan;
    const fact = { name: 'slot.held', doctor_id: terms.doctor_id, starts_at: starts, ends_at: ends } as const;
    return {
      at: moment.toString(),
      until: moment.add({ minutes: minutesHeld }).toString(),
      id: await nextNumber(),
      doctor_id: terms.doctor_id,
      patient_id: patient.id,
      starts,
      ends,
      blocked_until: blockedUntil,
      replaces: replaces ?? null,
      doctor_version: terms.doctor_version,
      schedule_version: terms.schedule_version,
      events: facts.rowsFor(fact),
    };
  }

  /** Without a key one call does it all. With one it is a transaction, and a no takes the key back with the rest. */
  async function keep(booker: Booker, order: statements.HoldOrder, key: Key | undefined): Promise<Hold> {
    const actor = actorOf(booker);
    let released: Released[] | null = null;
    const make = async (ask: (statement: Statement) => Promise<statements.HoldOutcome | undefined>): Promise<Hold> => {
      const outcome = orNotFound(await ask(statements.hold(order)));
      if (outcome.refusal !== null) throw new NotKept(outcome);
      released = outcome.released;
      return { hold_id: outcome.hold_id, expires_at: outcome.expires_at };
    };
    const hold = key
      ? await database.transaction(actor, (tx) => once(tx, key, () => make(tx.row)))
      : await make(database.as(actor).act);
    facts.ring();
    tellReleased(actor, released);
    return hold;
  }

  async function release(caller: AccountCaller, id: number): Promise<void> {
    await database.transaction(actorOf(caller), async (tx) => orNotFound(await letGo(tx, id)));
  }

  /** One of the actor's own; undefined where there is none by that number. */
  async function letGo(tx: Transaction, id: number): Promise<Released | undefined> {
    const released = await tx.row<Released>(statements.releaseHold(id, Number(tx.actor.account)));
    if (released) await facts.write(tx, { name: 'slot.released', ...released });
    return released;
  }

  /** What nobody came back for is let go, and whoever watches sees it. */
  async function sweep(): Promise<void> {
    await database.transaction(system, async (tx) => {
      const released = await tx.rows<Released>(statements.expireHolds(now().toString()));
      await facts.write(tx, ...releasedFacts(released));
    });
  }

  return { hold, release, letGo, sweep };
}

/** The database has said no: returned, or raised where something was written. */
class NotKept extends Error {
  readonly no: No;
  constructor(no: No) {
    super(no.refusal);
    this.no = no;
  }
}

function noOf(error: unknown): No | undefined {
  if (error instanceof NotKept) return error.no;
  const refusal = raised(error)?.code;
  return refusal === undefined ? undefined : { refusal };
}
