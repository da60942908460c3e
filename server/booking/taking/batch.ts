import { type Database, undone } from '#server/platform/database.ts';
import { gathering } from '#server/platform/gathering.ts';
import * as statements from './taking.sql.ts';

type Order = statements.BookingOrder;
type Outcome = statements.BookingOutcome;

const mostAtOnce = 32;
/** Measured: fewer are not worth a second call, and the processor is never idle. */
const crowd = 14;

/**
 * The quick way for most bookings: those of one moment are taken in one call, so that many at once cost little each. It
 * makes what nothing stands in the way of and refuses what is taken; whatever it leaves is asked for by itself.
 */
export function openBatches(database: Database): (order: Order) => Promise<Outcome | undefined> {
  const book = gathering<Order, Outcome>({ send, kin: ({ account }) => account, most: mostAtOnce, crowd });

  async function send(orders: Order[]): Promise<(Outcome | undefined)[]> {
    const judged = new Map((await judge(orders)).map(({ id, ...judged }) => [id, judged]));
    return orders.map(({ appointments: [take] }) => {
      const known = judged.get(take?.id ?? 0);
      return known?.answer || known?.refusal ? { ...known, place: 0, released: [] } : undefined;
    });
  }

  async function judge(orders: Order[]): Promise<statements.OutcomeInBatch[]> {
    try {
      return await database.many<statements.OutcomeInBatch>(statements.bookEach(joined(orders)));
    } catch (error) {
      if (undone(error)) return []; // one of them spoiled it for all: each is on its own
      throw error;
    }
  }

  return async (order) => (isPlain(order) ? book(order) : undefined);
}

/** One appointment, without files: those are counted one by one. */
function isPlain({ role, booking_id, appointments, files }: Order): boolean {
  return role === 'patient' && booking_id === undefined && appointments.length === 1 && files === undefined;
}

function joined(orders: Order[]): statements.BatchOrder {
  const each = orders.map((order) => {
    const [take] = order.appointments as [statements.Take];
    return { ...order, take, whose: { appointment_id: take.id } };
  });
  return {
    appointments: each.map(({ take, account, key, answer }) => ({ ...take, account_id: account, key, answer })),
    holds: each.flatMap(({ holds = [], whose }) => holds.map((id) => ({ id, ...whose }))),
    medical: each.flatMap(({ medical }) => medical),
    events: each.flatMap(({ events, whose }) => events.map((event) => ({ ...event, ...whose }))),
    online: each.flatMap(({ online = [] }) => online.map(({ id, mode }) => ({ id, mode, path: [String(id)] }))),
  };
}
