import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { book } from '#contract/booking.ts';
import { clientAt } from '#test/client.ts';
import { openScene, type Scene } from '#test/storm/scene.ts';
import { freeStarts } from './booking-rig.ts';
import { crowd, type Patient, tirelessDoctors } from './crowd-rig.ts';

let scene: Scene;
let patients: Patient[];
let doctors: number[];
let starts: string[];
before(async () => {
  scene = await openScene(1);
  await withOwner(async (owner) => {
    await owner.query(`insert into specialization (name) values ('Everything')`);
    patients = await crowd(owner, 12);
    doctors = await tirelessDoctors(owner, 3, 15);
  });
  starts = await freeStarts(
    clientAt(address(), () => ({})),
    doctors[0] as number,
    3,
  );
});
after(() => scene[Symbol.asyncDispose]());

const address = () => scene.addresses[0] as string;

async function withOwner<T>(work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client(scene.connection);
  owner.on('error', () => {}); // its PostgreSQL is killed on purpose
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

for (const what of ['server', 'postgres'] as const) {
  test(`the ${what} is killed while twelve book: every 201 is there, and a key repeated has booked once`, async () => {
    const answered = new Map<string, number>();
    const stop = new AbortController();
    const booking = Promise.all(patients.map((patient, place) => bookAway(patient, place, answered, stop.signal)));
    for (let kill = 0; kill < 2; kill++) {
      await pause(randomInt(200, 500));
      await scene.kill(what);
    }
    await pause(200);
    stop.abort();
    await booking;
    assert(answered.size > 20, `only ${answered.size} were booked`);
    await checkKept(answered);
  });
}

/** One wish after another, each repeated under its key until something is answered, whatever happens to the server. */
async function bookAway(
  patient: Patient,
  place: number,
  answered: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const client = clientAt(address(), () => ({ authorization: `Bearer ${patient.token}` }));
  for (let turn = 0; !signal.aborted; turn++) {
    const scheduled_at = starts[randomInt(starts.length)] as string;
    const doctor_id = doctors[(place + turn) % doctors.length] as number;
    const headers = { 'idempotency-key': `${place}-${turn}-${scheduled_at}` };
    const body = { doctor_id, scheduled_at, consult_mode: 'in_person' as const };
    for (let isAnswered = false; !isAnswered; ) {
      const told = await client.call(book, { headers, body }).catch(() => undefined); // nobody is there just now
      isAnswered = told !== undefined && told.status < 500;
      if (!isAnswered) await pause(20);
      else if (told && 'data' in told.body) answered.set(headers['idempotency-key'], told.body.data.id);
    }
  }
}

async function checkKept(answered: Map<string, number>): Promise<void> {
  await withOwner(async (owner) => {
    const ids = [...answered.values()];
    const kept = await owner.query('select from appointment where id = any ($1)', [ids]);
    assert.equal(kept.rows.length, new Set(ids).size, 'every 201 is in the database');
    assert.equal(new Set(ids).size, ids.length, 'no two keys share an appointment');
    const keyed = await owner.query(
      `select a.id from appointment a where not exists (
         select from idempotency_key k where (k.answer->>'id')::integer = a.id and k.account_id = a.account_id)`,
    );
    assert.equal(keyed.rows.length, 0, 'every appointment was made with its key');
    const doubles = await owner.query(
      `select from appointment a join appointment b on a.id < b.id and (
         (a.doctor_id = b.doctor_id and a.blocked && b.blocked) or (a.patient_id = b.patient_id and a.during && b.during))`,
    );
    assert.equal(doubles.rows.length, 0, 'nobody is booked twice');
    const told = await owner.query(`select count(*)::integer as facts from event where name = 'appointment.booked'`);
    const made = await owner.query('select count(*)::integer as all from appointment');
    assert.equal(told.rows[0].facts, made.rows[0].all, 'each has its fact');
  });
}
