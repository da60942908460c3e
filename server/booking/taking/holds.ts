import type { Hold } from '#contract/booking.ts';
import { raised } from '#server/platform/database.ts';
import { actorOf, type Caller } from '#server/platform/door.ts';
import { elseEarlier, type Key, once } from '#server/platform/idempotency.ts';
import { orNotFound } from '#server/platform/refusal.ts';
import type { Statement } from '#server/platform/sql.ts';
import { bookingAudience } from '../booking.live.ts';
import type { Plan } from '../time/plan.ts';
import { NotBooked, openNotBooked } from './not-booked.ts';
import type { Aim, Booker } from './planning.ts';
import * as statements from './taking.sql.ts';
import type { TakingDeps } from './taking.ts';

const minutesHeld = 10;
const mostTries = 5;

type Wish = Aim & { replaces?: number | undefined };

/** A slot kept for a few minutes for someone who fills in the form: a row under the same constraints as an appointment. */
export function openHolds(deps: TakingDeps) {
  const { database, facts, now } = deps;
  const { refused, tellReleased } = openNotBooked(deps);

  async function hold(booker: Booker, wish: Wish, key: Key | undefined): Promise<Hold> {
    return elseEarlier({ database, actor: actorOf(booker), key }, () => held(booker, wish, key));
  }

  async function held(booker: Booker, wish: Wish, key: Key | undefined): Promise<Hold> {
    for (let anew = false, tries = 1; ; tries++) {
      const rules = { by: 'patient', anywhere: false, now: now() } as const;
      const plan = orNotFound((await deps.planning.plansFor(booker, [wish], rules, anew))[0]);
      const asked = await asking(booker, plan, wish.replaces, rules.now);
      try {
        return await keep(booker, asked, key);
      } catch (error) {
        const no = noOf(error);
        if (!no) throw error;
        anew = no === 'stale';
        if ((anew || no === 'again') && tries < mostTries) continue;
        throw await refused(new NotBooked(no, plan, rules.now));
      }
    }
  }

  async function asking(
    booker: Booker,
    plan: Plan,
    replaces: number | undefined,
    moment: Temporal.Instant,
  ): Promise<statements.Keep> {
    const { terms, patient, starts, ends, blockedUntil } = plan;
    const fact = { name: 'slot.held', doctor_id: terms.doctor_id, starts_at: starts, ends_at: ends } as const;
    return {
      account: booker.account_id,
      role: booker.role,
      at: moment.toString(),
      until: moment.add({ minutes: minutesHeld }).toString(),
      id: await deps.nextNumber(),
      doctor_id: terms.doctor_id,
      patient_id: patient.id,
      starts,
      ends,
      blocked_until: blockedUntil,
      replaces: replaces ?? null,
      doctor_version: terms.doctor_version,
      schedule_version: terms.schedule_version,
      events: facts.rows(bookingAudience, fact),
    };
  }

  /** Without a key one call does it all. With one it is a transaction, and a no takes the key back with the rest. */
  async function keep(booker: Booker, asked: statements.Keep, key: Key | undefined): Promise<Hold> {
    const actor = actorOf(booker);
    let released: statements.Gone[] | null = null;
    const make = async (ask: (statement: Statement) => Promise<statements.Kept | undefined>): Promise<Hold> => {
      const kept = orNotFound(await ask(statements.keep(asked)));
      if (kept.refusal) throw new NotKept(kept.refusal);
      released = kept.released;
      return { hold_id: kept.hold_id, expires_at: kept.expires_at };
    };
    const hold = key
      ? await database.transaction(actor, (tx) => once(tx, key, () => make(tx.row)))
      : await make(database.call);
    facts.ring();
    tellReleased(actor, released);
    return hold;
  }

  async function release(caller: Caller, id: number): Promise<void> {
    await database.transaction(actorOf(caller), async (tx) => {
      const gone = orNotFound(await tx.row<statements.Gone>(statements.releaseHold(id, caller.account_id)));
      await facts.write(tx, bookingAudience, { name: 'slot.released', ...gone });
    });
  }

  return { hold, release };
}

/** The database has said no: returned, or raised where something was written. */
class NotKept extends Error {}

function noOf(error: unknown): string | undefined {
  return error instanceof NotKept ? error.message : raised(error)?.code;
}
