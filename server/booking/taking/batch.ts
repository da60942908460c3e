import type { Booked } from '#contract/booking.ts';
import { type Database, undone } from '#server/platform/database.ts';
import { openGathering } from '#server/platform/gathering.ts';
import * as statements from './taking.sql.ts';
import type { Booker } from './wishes.ts';

type Order = statements.BookingOrder;
type Outcome = statements.BookingOutcome<Booked>;
/** An order with whose it is: several share no frame, so each brings a proof of its own. */
type Proved = { order: Order; account: number; tokenHash: string };

const mostAtOnce = 32;
/** Measured: fewer are not worth a second call, and the processor is never idle. */
const crowd = 14;

/**
 * The quick way for most bookings: those of one moment are taken in one call, so that many at once cost little each. It
 * makes what nothing stands in the way of and refuses what is taken; whatever it leaves is asked for by itself. Each order
 * is of one appointment.
 */
export function openBatches(database: Database): (booker: Booker, order: Order) => Promise<Outcome | undefined> {
  const book = openGathering<Proved, Outcome>({ send, kin: ({ account }) => account, most: mostAtOnce, crowd });

  async function send(orders: Proved[]): Promise<(Outcome | undefined)[]> {
    const judged = new Map((await judge(orders)).map((outcome) => [outcome.id, outcome]));
    return orders.map(
      ({
        order: {
          appointments: [take],
        },
      }) => {
        const { answer = null, refusal = null } = judged.get(take?.id ?? 0) ?? {};
        if (answer) return { refusal: null, place: null, answer, released: [] };
        return refusal === null ? undefined : { refusal, place: 0, answer, released: [] };
      },
    );
  }

  async function judge(orders: Proved[]): Promise<statements.OutcomeInBatch[]> {
    try {
      return await database.unframed.rows<statements.OutcomeInBatch>(statements.bookEach(joined(orders)));
    } catch (error) {
      if (undone(error)) return []; // one of them spoiled it for all: each is on its own
      throw error;
    }
  }

  /** A patient's own, without files: those are counted one by one. */
  return async ({ role, account_id, token_hash }, order) =>
    role === 'patient' && token_hash && order.files === undefined
      ? book({ order, account: account_id, tokenHash: token_hash.toString('hex') })
      : undefined;
}

function joined(orders: Proved[]): statements.BatchOrder {
  const each = orders.map(({ order, account, tokenHash }) => {
    const [take] = order.appointments as [statements.Take];
    return { ...order, account, tokenHash, take, whose: { appointment_id: take.id } };
  });
  return {
    appointments: each.map(({ take, account, tokenHash, at, key }) => ({
      ...take,
      account_id: account,
      token_hash: tokenHash,
      at,
      key,
    })),
    holds: each.flatMap(({ holds = [], whose }) => holds.map((id) => ({ id, ...whose }))),
    medical: each.flatMap(({ medical }) => medical),
    events: each.flatMap(({ events, whose }) => events.map((event) => ({ ...event, ...whose }))),
  };
}
