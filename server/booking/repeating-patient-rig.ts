import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { cancelAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { type Booked, book, bookSeveral, holdSlot } from '#contract/booking.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import type { Body, Data, Route } from '#contract/route.ts';
import { type Asked, isRefusal, newClient, type Told } from '#test/client.ts';
import { refusalOf } from './booking-rig.ts';
import type { Patient } from './crowd-rig.ts';

/** An appointment as whoever made it was told. */
export type Kept = { doctor: number; at: string; status: 'confirmed' | 'cancelled'; sequence: number };

/** What everybody was told: nothing else should there be. */
export type Books = {
  appointments: Map<number, Kept>;
  /** each asks once more under a key that was answered, and fails where the answer is another */
  repeats: (() => Promise<void>)[];
  /** holds that a booking went through */
  spent: number[];
  done: Record<Act, number>;
  answers: number;
  unanswered: number;
};

const acts = ['book', 'hold', 'family', 'move', 'cancel', 'move'] as const;
type Act = (typeof acts)[number];

export function emptyBooks(): Books {
  const done = { book: 0, hold: 0, family: 0, move: 0, cancel: 0 };
  return { appointments: new Map(), repeats: [], spent: [], done, answers: 0, unanswered: 0 };
}

export type RepeatingPatient = {
  address: string;
  patient: Patient;
  kin: number[];
  doctors: readonly number[];
  starts: readonly string[];
  books: Books;
};

const patience = 120_000;

/** Somebody who books, moves and cancels in turns, and repeats each wish until it is answered, whatever happens to the server. */
export function repeatingPatient({ address, patient, kin, doctors, starts, books }: RepeatingPatient) {
  const client = newClient(address, () => ({ authorization: `Bearer ${patient.token}` }));
  const own: number[] = [];

  async function act(turn: number, signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; turn++) {
      const wanted = acts[turn % acts.length] as Act;
      const possible = own.length > 0 || !['move', 'cancel'].includes(wanted) ? wanted : 'book';
      if (await does[possible]()) books.done[possible]++;
    }
  }

  /** Each answers whether it came about. */
  const does: Record<Act, () => Promise<boolean>> = {
    book: async () => {
      const told = await once(book, { ...aim(), consult_mode: 'in_person' });
      const made = dataOf(told, 'time_slot_conflict', 'patient_conflict');
      if (made) keep(made);
      return made !== undefined;
    },

    hold: async () => {
      const wish = aim();
      const hold = dataOf(await once(holdSlot, wish), 'time_slot_conflict', 'patient_conflict');
      if (!hold) return false;
      const made = dataOf(await once(book, { ...wish, hold_id: hold.hold_id, consult_mode: 'in_person' }));
      assert(made, 'the holder’s own booking passes');
      keep(made);
      books.spent.push(hold.hold_id);
      return true;
    },

    family: async () => {
      const people = [patient.patient, ...kin];
      const appointments = people.map((patient_id) => ({ ...aim(), patient_id, consult_mode: 'in_person' as const }));
      const made = dataOf(await once(bookSeveral, { appointments }), 'time_slot_conflict', 'patient_conflict');
      for (const each of made?.appointments ?? []) keep(each);
      return made !== undefined;
    },

    move: async () => {
      const [id, kept] = anyOwn();
      const scheduled_at = any(starts.filter((start) => start !== kept.at));
      const version = kept.sequence + 1;
      const isCareful = randomInt(2) === 0;
      const body = { scheduled_at, ...(isCareful ? { version } : {}) };
      const { told, repeated } = await untilTold(rescheduleAppointment, { params: { id }, body });
      // Who was not answered may have moved it all the same: the version tells.
      const hasMoved = repeated && isCareful && refusalCode(told) === 'version_conflict';
      if (!hasMoved) {
        const moved = dataOf(told, 'time_slot_conflict', 'patient_conflict');
        if (!moved) return false;
        assert.deepEqual([moved.scheduled_at, moved.version], [scheduled_at, version + 1]);
      }
      books.appointments.set(id, { ...kept, at: scheduled_at, sequence: kept.sequence + 1 });
      return true;
    },

    cancel: async () => {
      const [id, kept] = anyOwn();
      const { told, repeated } = await untilTold(cancelAppointment, { params: { id }, body: {} });
      const isGone = repeated && refusalCode(told) === 'invalid_transition';
      if (isGone) assert.equal(refusalOf(told).status, 'cancelled');
      else dataOf(told);
      books.appointments.set(id, { ...kept, status: 'cancelled', sequence: kept.sequence + 1 });
      own.splice(own.indexOf(id), 1);
      return true;
    },
  };

  const any = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T;
  const aim = () => ({ doctor_id: any(doctors), scheduled_at: any(starts) });

  function anyOwn(): [number, Kept] {
    const id = any(own);
    return [id, books.appointments.get(id) as Kept];
  }

  function keep({ id, doctor_id, scheduled_at }: Booked): void {
    assert(!books.appointments.has(id), 'no two keys share an appointment');
    books.appointments.set(id, { doctor: doctor_id, at: scheduled_at, status: 'confirmed', sequence: 0 });
    own.push(id);
  }

  /** Under a key of its own, which goes on giving the same answer. */
  async function once<const R extends Route>(route: R, body: Body<R>): Promise<Told<R>> {
    const asked: Asked<R> = { headers: { 'idempotency-key': randomUUID() }, body };
    const { told } = await untilTold(route, asked);
    if (told.status === 201) {
      books.repeats.push(async () => assert.deepEqual((await client.call(route, asked)).body, told.body));
    }
    return told;
  }

  async function untilTold<const R extends Route>(
    route: R,
    asked: Asked<R>,
  ): Promise<{ told: Told<R>; repeated: boolean }> {
    const deadline = performance.now() + patience;
    for (let repeated = false; ; repeated = true) {
      const told = await client.call(route, asked).catch(() => undefined); // nobody is there just now
      if (told && told.status < 500) {
        const isLost = randomInt(8) === 0; // on its way back, as when the network is cut
        if (isLost) continue;
        books.answers++;
        return { told, repeated };
      }
      books.unanswered++;
      assert(performance.now() < deadline, `${route.path} is not answered any more`);
      await pause(50);
    }
  }

  return { act };
}

/** What a success says; nothing where it is one of these refusals, and it may be no other. */
function dataOf<R extends Route>(told: Told<R>, ...expected: RefusalCode[]): Data<R> | undefined {
  const code = refusalCode(told);
  assert(code === undefined || expected.includes(code), JSON.stringify(told.body));
  return code === undefined ? (told.body as { data: Data<R> }).data : undefined;
}

function refusalCode({ body }: { body: object }): RefusalCode | undefined {
  return isRefusal(body) ? body.error : undefined;
}
