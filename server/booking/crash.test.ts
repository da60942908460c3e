import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { newClient } from '#test/client.ts';
import { openScene, type Scene } from '#test/storm/scene.ts';
import { freeStarts } from './booking-rig.ts';
import {
  crowd,
  families,
  overlaps,
  type Patient,
  partialFamilies,
  tirelessDoctors,
  withoutLimits,
} from './crowd-rig.ts';
import { type Books, emptyBooks, repeatingPatient } from './repeating-patient-rig.ts';

let scene: Scene;
let patients: Patient[];
let kin: number[][];
let doctors: number[];
let starts: string[];
before(async () => {
  scene = await openScene(1);
  await withOwner(async (owner) => {
    await owner.query(`insert into specialization (name) values ('Everything')`);
    await withoutLimits(owner);
    patients = await crowd(owner, 12);
    kin = await families(owner, patients);
    doctors = await tirelessDoctors(owner, 3, 15);
  });
  starts = await freeStarts(
    newClient(address(), () => ({})),
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

/** Everything that there is after both tests was told to somebody in one of them. */
const books = emptyBooks();

const deaths = [
  { what: 'server', times: 2 },
  { what: 'postgres', times: 3 },
] as const;
for (const [place, { what, times }] of deaths.entries()) {
  test(`the ${what} is killed while twelve book, move and cancel: what was answered is so, once, and nothing besides`, async () => {
    const stop = new AbortController();
    const span = starts.slice(place * 150, (place + 1) * 150);
    const acting = patients.map((patient, turn) =>
      repeatingPatient({ address: address(), patient, kin: kin[turn] ?? [], doctors, starts: span, books }).act(
        turn,
        stop.signal,
      ),
    );
    try {
      for (let kill = 0; kill < times; kill++) {
        await Promise.race([answers(randomInt(30, 60), stop.signal), Promise.all(acting)]);
        await scene.kill(what);
      }
      await Promise.race([answers(40, stop.signal), Promise.all(acting)]);
    } finally {
      stop.abort();
      await Promise.allSettled(acting);
    }
    await Promise.all(acting);
    for (const [act, done] of Object.entries(books.done)) assert(done > 0, `nobody could ${act}`);
    assert(books.unanswered > 0, 'somebody was not answered');
    await Promise.all(books.repeats.splice(0).map((repeat) => repeat()));
    await withOwner((owner) => checkKept(owner, books));
  });
}

/** So many more. */
async function answers(more: number, signal: AbortSignal): Promise<void> {
  for (const enough = books.answers + more; books.answers < enough && !signal.aborted; ) await pause(5);
}

async function checkKept(owner: pg.Client, { appointments, spent }: Books): Promise<void> {
  const rows = async <Row extends pg.QueryResultRow>(text: string, ...values: unknown[]) =>
    (await owner.query<Row>(text, values)).rows;

  type Stored = { id: number; doctor_id: number; starts_at: Date; status: string; sequence: number; version: number };
  const stored = await rows<Stored>(
    `select id, doctor_id, starts_at, status, sequence, version from appointment where status <> 'held' order by id`,
  );
  const told = [...appointments].toSorted(([one], [other]) => one - other);
  assert.deepEqual(
    stored.map((row) => [row.id, row.doctor_id, row.starts_at.toISOString(), row.status, row.sequence, row.version]),
    told.map(([id, { doctor, at, status, sequence }]) => [
      id,
      doctor,
      new Date(at).toISOString(),
      status,
      sequence,
      sequence + 1,
    ]),
    'what there is, is what was answered: booked, moved and cancelled once each',
  );

  assert.equal(await overlaps(owner), 0, 'nobody is in two places at once');
  assert.equal(await partialFamilies(owner), 0, 'no family was booked in part');
  assert.deepEqual(
    await rows('select id from appointment where id = any ($1)', spent),
    [],
    'a hold that was booked is gone',
  );
  assert.deepEqual(
    await rows(
      `select a.id from appointment a where a.status <> 'held' and (
         select count(*) from event e where e.name = 'appointment.booked' and (e.data->'appointment'->>'id')::integer = a.id) <> 1`,
    ),
    [],
    'each has its fact',
  );
  assert.deepEqual(
    await rows(
      `select a.id from appointment a where a.status <> 'held' and (
         select count(*) from event e where e.name in ('appointment.rescheduled', 'appointment.cancelled')
           and (e.data->'appointment'->>'id')::integer = a.id) <> a.sequence`,
    ),
    [],
    'and each of its changes',
  );
}
