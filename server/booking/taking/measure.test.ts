import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { cancelAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { book, bookSeveral, deskBook, holdSlot } from '#contract/booking.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { openBeside } from '#test/realtime/rig.ts';
import { freeStarts, refusalOf } from '../booking-rig.ts';
import { crowd, families, type Patient, tirelessDoctors } from '../crowd-rig.ts';

const env = { REDIS_URL: 'redis://127.0.0.1:1' };
let later = Temporal.Duration.from({ hours: 0 });
let application: TestApplication;
let beside: { address: string; close(): Promise<void> };
before(async () => {
  application = await bootApplication({ demo: true, env, now: () => Temporal.Now.instant().add(later) });
  beside = await openBeside(application, env);
});
after(async () => {
  await beside.close();
  await application.close();
});

const usual = { most_ahead_with_doctor: 12, most_ahead: 30, most_booked_hourly: 30 };

/** Each test has people and doctors of its own. */
let patients: Patient[];
let doctors: number[];
let starts: string[];
beforeEach(async () => {
  later = Temporal.Duration.from({ hours: 0 });
  await measured({});
  patients = await crowd(application.owner, 2);
  doctors = await tirelessDoctors(application.owner, 4, 30);
  starts = await freeStarts(application.nobody, doctors[0] as number, 3);
});

async function measured(limits: Partial<typeof usual>): Promise<void> {
  const { most_ahead_with_doctor: one, most_ahead: all, most_booked_hourly: hour } = { ...usual, ...limits };
  await application.owner.query(
    'update clinic set most_ahead_with_doctor = $1, most_ahead = $2, most_booked_hourly = $3',
    [one, all, hour],
  );
}

function as(place = 0, address = application.address): Client {
  return newClient(address, () => ({ authorization: `Bearer ${patients[place]?.token}` }));
}

const wish = (turn: number, doctor = 0) => ({
  doctor_id: doctors[doctor] as number,
  scheduled_at: starts[turn] as string,
  consult_mode: 'in_person' as const,
});

async function standing(place = 0): Promise<number> {
  const { rowCount } = await application.owner.query(
    `select from appointment where account_id = $1 and status in ('pending', 'confirmed')`,
    [patients[place]?.account],
  );
  return rowCount ?? 0;
}

/** How often each answer came. */
function tally(told: { status: number; body: object }[]): Record<string, number> {
  const how = told.map((one) => (one.status === 201 ? '201' : `${one.status} ${refusalOf(one).error}`));
  return Object.fromEntries(
    Object.entries(Object.groupBy(how, (one) => one)).map(([one, all]) => [one, all?.length ?? 0]),
  );
}

async function ask(client: Client, how: number, turn: number, doctor = 0): Promise<{ status: number; body: object }[]> {
  const one = wish(turn, doctor);
  if (how === 0) return [await client.call(book, { body: one })];
  if (how === 1) return [await client.call(bookSeveral, { body: { appointments: [one] } })];
  const { doctor_id, scheduled_at } = one;
  const held = await client.call(holdSlot, { body: { doctor_id, scheduled_at } });
  if (!('data' in held.body)) return [held];
  return [await client.call(book, { body: { ...one, hold_id: held.body.data.hold_id } })];
}

describe('one account', () => {
  test('that asks 80 times at once has twelve appointments with one doctor, on two processes, by whatever way', async () => {
    const addresses = [application.address, beside.address];
    const told = await Promise.all(
      Array.from({ length: 80 }, (_, turn) => ask(as(0, addresses[turn % 2]), turn % 3, turn)),
    );
    assert.equal(await standing(), 12);
    const { 201: made, '422 too_many_holds': held = 0, '422 too_many_ahead': ahead = 0 } = tally(told.flat());
    assert.deepEqual([made, held + ahead], [12, 68]);
    assert(ahead >= 50);
  });

  test('has thirty ahead in all, with however many doctors', async () => {
    await measured({ most_booked_hourly: 1000 });
    const told = await Promise.all(
      Array.from({ length: 40 }, (_, turn) => as().call(book, { body: wish(turn, turn % 4) })),
    );
    assert.deepEqual(tally(told), { 201: 30, '422 too_many_ahead': 10 });
  });

  test('books thirty times within an hour, is told how long to wait, and may go on then', async () => {
    await measured({ most_ahead: 1000, most_ahead_with_doctor: 1000 });
    const told = await Promise.all(Array.from({ length: 36 }, (_, turn) => as().call(book, { body: wish(turn) })));
    assert.deepEqual(tally(told), { 201: 30, '429 too_many_bookings': 6 });
    const refused = await as().call(book, { body: wish(40) });
    const seconds = Number(refused.headers.get('retry-after'));
    assert(seconds > 3000 && seconds <= 3601, `${seconds}`);
    later = Temporal.Duration.from({ seconds });
    assert.equal((await as().call(book, { body: wish(40) })).status, 201);
  });

  test('that is at its limit has a time again by cancelling one, not by moving one, nor within the hour', async () => {
    await measured({ most_ahead: 2 });
    const { data } = await as().ask(book, { body: wish(0) });
    await as().ask(book, { body: wish(1, 1) });
    const again = () => as().refused(book, { body: wish(2) });
    assert.equal(await again(), '422 too_many_ahead');
    await as().ask(rescheduleAppointment, { params: { id: data.id }, body: { scheduled_at: starts[5] as string } });
    assert.equal(await again(), '422 too_many_ahead');
    await as().ask(cancelAppointment, { params: { id: data.id }, body: {} });
    assert.equal((await as().call(book, { body: wish(2) })).status, 201);
    await measured({ most_booked_hourly: 3 });
    assert.equal(await again(), '429 too_many_bookings', 'what was cancelled was booked all the same');
  });

  test('is counted with what waits to be confirmed, not with what is over or was refused', async () => {
    await measured({ most_ahead: 2, most_booked_hourly: 3 });
    await application.owner.query(
      `update doctor_schedule set confirms_by_hand = true, version = version + 1 where doctor_id = $1`,
      [doctors[0]],
    );
    const { data } = await as().ask(book, { body: wish(0) });
    assert.equal(data.status, 'pending');
    for (let turn = 0; turn < 5; turn++)
      assert.equal(await as(1).refused(book, { body: wish(0) }), '409 time_slot_conflict');
    await as(1).ask(book, { body: wish(1) });
    await as().ask(book, { body: wish(2) });
    assert.equal(await as().refused(book, { body: wish(3) }), '422 too_many_ahead');
    await application.owner.query(
      `update appointment set status = 'completed', during = tstzrange(now() - interval '2 hours', now() - interval '1 hour'),
         blocked = tstzrange(now() - interval '2 hours', now() - interval '1 hour') where id = $1`,
      [data.id],
    );
    assert.equal((await as().call(book, { body: wish(3) })).status, 201);
  });

  test('books several or none, and is told which is one too many', async () => {
    await measured({ most_ahead_with_doctor: 2 });
    const [kin = []] = await families(application.owner, patients);
    const appointments = [patients[0]?.patient, ...kin].map((patient_id, turn) => ({ ...wish(turn), patient_id }));
    const refused = refusalOf(await as().call(bookSeveral, { body: { appointments } as never }));
    assert.deepEqual([refused.error, refused.place], ['too_many_ahead', 2]);
    assert.equal(await standing(), 0);
  });

  test('is refused before it has filled in the form, and loses nothing that it held', async () => {
    await measured({ most_ahead: 1 });
    const { doctor_id, scheduled_at } = wish(1);
    const held = await as().ask(holdSlot, { body: { doctor_id, scheduled_at } });
    await as().ask(book, { body: wish(0) });
    assert.equal(
      await as().refused(holdSlot, { body: { doctor_id, scheduled_at: starts[2] as string } }),
      '422 too_many_ahead',
    );
    const body = { ...wish(1), hold_id: held.data.hold_id };
    assert.equal(await as().refused(book, { body }), '422 too_many_ahead');
    const kept = await application.owner.query('select from appointment where id = $1', [held.data.hold_id]);
    assert.equal(kept.rowCount, 1);
  });

  test('that repeats under its key what it booked last hears the first answer, at its limit too', async () => {
    await measured({ most_ahead: 1 });
    const asked = { body: wish(0), headers: { 'idempotency-key': 'the-last-one' } };
    const first = await as().ask(book, asked);
    assert.deepEqual(await as().ask(book, asked), first);
  });

  test('is counted by what it booked itself: not by what the desk or the rest of the family did', async () => {
    await measured({ most_ahead: 1 });
    const [mother, father] = patients;
    await application.owner.query(
      `insert into patient_account (patient_id, account_id, relation) values ($1, $2, 'partner')`,
      [mother?.patient, father?.account],
    );
    const patient_id = mother?.patient as number;
    for (let turn = 0; turn < 3; turn++) {
      await application.as('receptionist').ask(deskBook, { body: { ...wish(turn), patient_id } });
    }
    await as(1).ask(book, { body: { ...wish(3), patient_id } });
    assert.equal(await as(1).refused(book, { body: wish(4) }), '422 too_many_ahead');
    const { data } = await as(0).ask(book, { body: wish(4) });
    assert.equal(await as(0).refused(book, { body: wish(5) }), '422 too_many_ahead');
    await as(1).ask(cancelAppointment, { params: { id: data.id }, body: {} });
    await as(0).ask(book, { body: wish(5) });
  });
});
