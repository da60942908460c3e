import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cancelAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { book, bookSeveral } from '#contract/booking.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { openBeside } from '#test/realtime/rig.ts';
import { freeStarts, refusalOf } from './booking-rig.ts';
import {
  crowd,
  families,
  overlaps,
  type Patient,
  partialFamilies,
  tirelessDoctors,
  withoutLimits,
} from './crowd-rig.ts';

/** Two processes share a database when each has a bus; that nobody answers there is no hindrance to booking. */
const env = { REDIS_URL: 'redis://127.0.0.1:1' };
let application: TestApplication;
let addresses: string[];
let patients: Patient[];
let doctors: number[];
let beside: { address: string; close(): Promise<void> };
before(async () => {
  application = await bootApplication({ demo: true, env });
  beside = await openBeside(application, env);
  addresses = [application.address, beside.address];
  await withoutLimits(application.owner);
  patients = await crowd(application.owner, 200);
  doctors = await tirelessDoctors(application.owner, 5, 30);
});
after(async () => {
  await beside.close();
  await application.close();
});

/** Through either process, in turn. */
function as({ token }: Patient, turn: number): Client {
  return newClient(addresses[turn % 2] as string, () => ({ authorization: `Bearer ${token}` }));
}

async function deadlocks(): Promise<number> {
  await application.owner.query('select pg_stat_clear_snapshot()');
  const { rows } = await application.owner.query(
    'select deadlocks from pg_stat_database where datname = current_database()',
  );
  return Number(rows[0].deadlocks);
}

test('200 patients want one slot at once, on two processes: one has it, 199 are told so', async () => {
  const [doctor] = doctors;
  assert(doctor);
  const starts = (await freeStarts(application.nobody, doctor, 3)).slice(0, 4);
  for (const scheduled_at of starts) await contest(doctor, scheduled_at);
  assert.equal(await deadlocks(), 0);
  assert.equal(await overlaps(application.owner), 0);
});

/** A machine that is slow enough says 503 to some of a crowd: nothing was done for them, and they ask again. */
async function untilAnswered<A extends { status: number }>(ask: () => Promise<A>): Promise<A> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
  }
}

async function contest(doctor_id: number, scheduled_at: string): Promise<void> {
  const body = { doctor_id, scheduled_at, consult_mode: 'in_person' as const };
  const told = await Promise.all(
    patients.map((patient, turn) => untilAnswered(() => as(patient, turn).call(book, { body }))),
  );
  const lost = told.filter(({ status }) => status !== 201).map(refusalOf);
  assert.equal(lost.length, 199);
  for (const { http, error, alternatives } of lost) {
    assert.equal(`${http} ${error}`, '409 time_slot_conflict');
    assert.equal((alternatives as unknown[]).length, 3);
  }
}

test('32 clients book, book for families, move and cancel at random: no overlap, no partial family, every 201 is kept', async () => {
  const starts = (await Promise.all(doctors.map((doctor) => freeStarts(application.nobody, doctor, 10)))).map((all) =>
    all.slice(0, 30),
  );
  const kin = await families(application.owner, patients.slice(0, 32));
  const kept = new Map<number, { doctor: number; at: string }>();
  const refused = new Map<string, number>();
  let acts = 0;
  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const aim = () => {
    const place = Math.floor(Math.random() * doctors.length);
    return {
      doctor_id: doctors[place] as number,
      scheduled_at: any(starts[place] as string[]),
      consult_mode: 'in_person' as const,
    };
  };
  const count = (answer: { status: number; body: object }) => {
    const { error } = refusalOf(answer);
    assert(answer.status < 500 || error === 'unavailable', JSON.stringify(answer.body));
    refused.set(String(error), (refused.get(String(error)) ?? 0) + 1);
  };

  await Promise.all(
    patients.slice(0, 32).map(async (patient, place) => {
      const own: number[] = [];
      for (let turn = place; acts++ < 600; turn++) {
        const client = as(patient, turn);
        const dice = Math.random();
        if (dice < 0.5 || own.length === 0) {
          const wish = aim();
          const answer = await client.call(book, { body: wish });
          if (!('data' in answer.body)) count(answer);
          else {
            own.push(answer.body.data.id);
            kept.set(answer.body.data.id, { doctor: wish.doctor_id, at: wish.scheduled_at });
          }
        } else if (dice < 0.7) {
          const appointments = [patient.patient, ...(kin[place] as number[])].map((patient_id) => ({
            ...aim(),
            patient_id,
          }));
          const answer = await client.call(bookSeveral, { body: { appointments } });
          if (!('data' in answer.body)) count(answer);
          else
            for (const one of answer.body.data.appointments)
              kept.set(one.id, { doctor: one.doctor_id, at: one.scheduled_at });
        } else if (dice < 0.85) {
          const id = any(own);
          const { scheduled_at } = aim();
          const answer = await client.call(rescheduleAppointment, { params: { id }, body: { scheduled_at } });
          if (!('data' in answer.body)) count(answer);
          else kept.set(id, { doctor: answer.body.data.doctor.id, at: scheduled_at });
        } else {
          const id = any(own);
          const answer = await client.call(cancelAppointment, { params: { id }, body: {} });
          if (answer.status !== 200) count(answer);
          else {
            kept.delete(id);
            own.splice(own.indexOf(id), 1);
          }
        }
      }
    }),
  );

  assert.equal(await overlaps(application.owner), 0);
  assert.equal(await deadlocks(), 0);
  const { rows } = await application.owner.query<{ id: number; doctor_id: number; starts_at: Date }>(
    `select id, doctor_id, starts_at from appointment where id = any ($1) and status = 'confirmed'`,
    [[...kept.keys()]],
  );
  const found = rows.map(({ id, doctor_id, starts_at }) => `${id} ${doctor_id} ${starts_at.toISOString()}`);
  const wanted = [...kept].map(([id, { doctor, at }]) => `${id} ${doctor} ${new Date(at).toISOString()}`);
  assert.deepEqual(found.toSorted(), wanted.toSorted());
  assert(kept.size > 20, `only ${kept.size} were booked`);
  assert.equal(await partialFamilies(application.owner), 0, 'no family was booked in part');
});
