import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { rescheduleAppointment } from '#contract/appointments.ts';
import { book, holdSlot, releaseHold } from '#contract/booking.ts';
import { joinWaitlist, leaveWaitlist } from '#contract/waitlist.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { freeStarts } from '../booking-rig.ts';
import { crowd, type Patient, tirelessDoctors } from '../crowd-rig.ts';

let later = Temporal.Duration.from({ seconds: 0 });
let application: TestApplication;
before(async () => {
  application = await bootApplication({ demo: true, now: () => Temporal.Now.instant().add(later) });
});
after(() => application.close());

/** Each test has people and doctors of its own. */
let patients: Patient[];
let doctor: number;
let starts: string[];
beforeEach(async () => {
  later = Temporal.Duration.from({ seconds: 0 });
  patients = await crowd(application.owner, 2);
  [doctor = 0] = await tirelessDoctors(application.owner, 1, 30);
  starts = await freeStarts(application.nobody, doctor, 3);
});
const as = (place = 0): Client =>
  newClient(application.address, () => ({ authorization: `Bearer ${patients[place]?.token}` }));
const at = (turn: number) => ({ doctor_id: doctor, scheduled_at: starts[turn] as string });
const booked = async (turn: number, place = 0) =>
  (await as(place).ask(book, { body: { ...at(turn), consult_mode: 'in_person' } })).data.id;
const minutes = (many: number) => {
  later = Temporal.Duration.from({ minutes: many });
};

describe('a patient’s moves', () => {
  test('count with what is booked within the hour, are told when to go on, and staff’s count for nobody', async () => {
    const id = await booked(0);
    const move = (client: Client, turn: number) =>
      client.call(rescheduleAppointment, { params: { id }, body: { scheduled_at: starts[turn] as string } });
    for (let turn = 1; turn <= 29; turn++) assert.equal((await move(as(), turn)).status, 200, `move ${turn}`);
    const refused = await move(as(), 30);
    assert.deepEqual([refused.status, (refused.body as { error?: string }).error], [429, 'too_many_bookings']);
    const seconds = Number(refused.headers.get('retry-after'));
    assert(seconds > 3000 && seconds <= 3601, `${seconds}`);
    assert.equal((await move(as(), 29)).status, 200, 'where it stands already is no move');
    const another = { ...at(40), consult_mode: 'in_person' as const };
    assert.equal(await as().refused(book, { body: another }), '429 too_many_bookings');
    for (let turn = 30; turn <= 33; turn++) {
      assert.equal((await move(application.as('receptionist'), turn)).status, 200);
    }
    later = Temporal.Duration.from({ seconds });
    assert.equal((await move(as(), 34)).status, 200);
  });

  test('at once are as many as may be, and one that is refused is not counted', async () => {
    await application.owner.query('update clinic set most_booked_hourly = 5');
    try {
      const [id, other] = [await booked(0), await booked(20)];
      await booked(30, 1);
      const move = (of: number, turn: number) =>
        as().call(rescheduleAppointment, { params: { id: of }, body: { scheduled_at: starts[turn] as string } });
      for (let time = 0; time < 4; time++) assert.equal((await move(id, 30)).status, 409);
      const told = await Promise.all([1, 2, 3, 4, 5, 6].map((turn) => move(turn % 2 ? id : other, turn)));
      assert.deepEqual(told.map(({ status }) => status).toSorted(), [200, 200, 200, 429, 429, 429]);
    } finally {
      await application.owner.query('update clinic set most_booked_hourly = 30');
    }
  });
});

describe('a hold', () => {
  const keep = (turn: number, client = as()) => client.call(holdSlot, { body: at(turn) });
  const until = (told: Awaited<ReturnType<typeof keep>>) =>
    'data' in told.body ? told.body.data.expires_at : undefined;

  test('that is asked for again lasts no longer for it', async () => {
    const first = await keep(0);
    minutes(8);
    assert.deepEqual((await keep(0)).body, first.body);
  });

  test('let go and taken again is as old as the first, and after ten minutes it is others’ turn, for an hour', async () => {
    const first = until(await keep(0));
    for (const passed of [2, 5, 9]) {
      const { body } = await keep(0);
      assert('data' in body);
      assert.equal(body.data.expires_at, first);
      await as().ask(releaseHold, { params: { id: body.data.hold_id } });
      minutes(passed);
    }
    minutes(11);
    const refused = await keep(0);
    assert.deepEqual([refused.status, (refused.body as { error?: string }).error], [429, 'held_long_enough']);
    assert(Number(refused.headers.get('retry-after')) > 2900);
    assert.equal((await keep(1)).status, 201, 'another time');
    const others = await keep(0, as(1));
    assert('data' in others.body, 'somebody else');
    await as(1).ask(releaseHold, { params: { id: others.body.data.hold_id } });
    minutes(62);
    assert.equal((await keep(0)).status, 201);
  });

  test('is not made younger by one that lies across it, for another person or of another length', async () => {
    const first = until(await keep(0));
    const { body } = await keep(0);
    assert('data' in body);
    minutes(6);
    await application.owner.query(
      `update appointment set during = tstzrange(starts_at, ends_at + interval '10 minutes'),
         blocked = tstzrange(starts_at, ends_at + interval '10 minutes') where id = $1`,
      [body.data.hold_id],
    );
    assert.equal(until(await as().call(holdSlot, { body: { ...at(0), replaces: body.data.hold_id } })), first);
  });

  test('that is over keeps nobody from booking the time', async () => {
    await keep(0);
    minutes(11);
    assert.equal((await keep(0)).status, 429);
    await booked(0);
  });
});

describe('waits', () => {
  test('count within the hour however soon they are left', async () => {
    const day = (starts[0] as string).slice(0, 10);
    const wait = () => as().call(joinWaitlist, { body: { doctor_id: doctor, from: day, to: day } });
    for (let turn = 0; turn < 30; turn++) {
      const { body } = await wait();
      assert('data' in body);
      await as().ask(leaveWaitlist, { params: { id: body.data.id } });
    }
    const refused = await wait();
    assert.deepEqual([refused.status, (refused.body as { error?: string }).error], [429, 'too_many_bookings']);
    minutes(61);
    assert.equal((await wait()).status, 201);
  });
});

test('what was taken longer ago than an hour is forgotten', async () => {
  await as().ask(holdSlot, { body: at(0) });
  const { owner } = application;
  const left = async () =>
    (await owner.query(`select from taken_lately where account_id = $1`, [patients[0]?.account])).rowCount;
  assert.equal(await left(), 1);
  await owner.query(`update taken_lately set taken_at = taken_at - interval '61 minutes'`);
  await owner.query(
    `begin; select set_config('app.role', 'system', true); select from appointment_expired(now()); commit`,
  );
  assert.equal(await left(), 0);
});
