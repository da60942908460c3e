import { type Database, undone } from '#server/platform/database.ts';
import { gathering } from '#server/platform/gathering.ts';
import * as statements from './taking.sql.ts';

const mostAtOnce = 32;
/** Measured: fewer are not worth a second call, and the processor is never idle. */
const crowd = 14;

/**
 * The quick way for most bookings: those of one moment are taken in one call, so that many at once cost little each. It
 * makes what nothing stands in the way of and refuses what is taken; whatever it leaves is asked for by itself.
 */
export function openBatches(database: Database): (asked: statements.TakeAll) => Promise<statements.Taken | undefined> {
  const book = gathering<statements.TakeAll, statements.Taken>({
    send,
    kin: ({ account }) => account,
    most: mostAtOnce,
    crowd,
  });

  async function send(asks: statements.TakeAll[]): Promise<(statements.Taken | undefined)[]> {
    const judged = new Map((await judge(asks)).map(({ id, ...judged }) => [id, judged]));
    return asks.map(({ appointments: [take] }) => {
      const known = judged.get(take?.id ?? 0);
      return known?.answer || known?.refusal ? { ...known, place: 0, released: [] } : undefined;
    });
  }

  async function judge(asks: statements.TakeAll[]): Promise<statements.Each[]> {
    try {
      return await database.many<statements.Each>(statements.takeEach(joined(asks)));
    } catch (error) {
      if (undone(error)) return []; // one of them spoiled it for all: each is on its own
      throw error;
    }
  }

  return async (asked) => (isPlain(asked) ? book(asked) : undefined);
}

/** One appointment, without files: those are counted one by one. */
function isPlain({ role, booking_id, appointments, files }: statements.TakeAll): boolean {
  return role === 'patient' && booking_id === undefined && appointments.length === 1 && files === undefined;
}

function joined(asks: statements.TakeAll[]): statements.TakeEach {
  const each = asks.map((ask) => {
    const [take] = ask.appointments as [statements.Take];
    return { ...ask, take, of: { appointment_id: take.id } };
  });
  return {
    appointments: each.map(({ take, account, key, answer }) => ({ ...take, account_id: account, key, answer })),
    holds: each.flatMap(({ holds = [], of }) => holds.map((id) => ({ id, ...of }))),
    medical: each.flatMap(({ medical }) => medical),
    events: each.flatMap(({ events, of }) => events.map((event) => ({ ...event, ...of }))),
    online: each.flatMap(({ online = [] }) => online.map(({ id, mode }) => ({ id, mode, path: [String(id)] }))),
  };
}
