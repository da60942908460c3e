import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { cancelAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { book, deskBook, holdSlot, readAvailability, releaseHold } from '#contract/booking.ts';
import { joinWaitlist, leaveWaitlist, readWaitlist, type Wait } from '#contract/waitlist.ts';
import { bootApplication, emailOf, type TestApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { toldBy } from '#test/told.ts';
import { bookingAudience } from '../booking.live.ts';
import { doctorId, family, freeStarts, refusalOf } from '../booking-rig.ts';

const none = Temporal.Duration.from({ hours: 0 });
let later = none;
let application: TestApplication;
let yasmine: Client;
let omar: Client;
let lucas: Client;
let amina: number;
let free: string[];
before(async () => {
  application = await bootApplication({ demo: true, now: () => Temporal.Now.instant().add(later) });
  yasmine = application.as('patient');
  omar = application.as('omar@salle.test');
  lucas = application.as('lucas@salle.test');
  amina = await doctorId(application);
  free = await freeStarts(application.nobody, amina);
});
after(() => application.close());
/** Nobody waits, and nothing is held, from the test before. */
beforeEach(async () => {
  later = none;
  await application.owner.query(`update waitlist_entry set status = 'left', hold_id = null, offered_from = null,
    offered_until = null where status in ('waiting', 'offered')`);
  await application.owner.query(`delete from appointment where status = 'held'`);
});

const wish = (scheduled_at: string, more: object = {}) => ({
  body: { doctor_id: amina, scheduled_at, consult_mode: 'in_person' as const, ...more },
});

/** A slot that a third person has, and the day around it. */
async function taken(): Promise<{ id: number; start: string; day: string; free: () => Promise<unknown> }> {
  const start = free.shift() as string;
  const [patient] = await family(lucas);
  const desk = application.as('receptionist');
  const { data } = await desk.ask(deskBook, wish(start, { patient_id: patient }) as never);
  const give = () => desk.ask(cancelAppointment, { params: { id: data.id }, body: {} });
  return { id: data.id, start, day: start.slice(0, 10), free: give };
}

async function waits(client: Client, day: string, more: object = {}): Promise<Wait> {
  return (await client.ask(joinWaitlist, { body: { doctor_id: amina, from: day, to: day, ...more } })).data;
}

async function entry(client: Client, id: number): Promise<Wait> {
  const found = (await client.ask(readWaitlist)).data.find((each) => each.id === id);
  assert(found);
  return found;
}

async function until(client: Client, id: number, status: Wait['status']): Promise<Wait> {
  const patience = performance.now() + 60_000;
  for (;;) {
    const wait = await entry(client, id);
    if (wait.status === status) return wait;
    assert(performance.now() < patience, `waited in vain until it is ${status}, and not ${wait.status}`);
    await tick(20);
  }
}

/** Until the waitlist has heard everything that was told so far. */
async function heard(): Promise<void> {
  const patience = performance.now() + 60_000;
  const isBehind = `select from event where position is null
    union all select from event e, follower f where f.name = 'booking.waitlist' and e.position > f.position`;
  while (((await application.owner.query(isBehind)).rowCount ?? 0) > 0) {
    assert(performance.now() < patience, 'waited in vain until all is heard');
    await tick(10);
  }
}

describe('the waitlist', () => {
  test('offers a freed time to the first: a hold for ten minutes, a letter, a notification', async () => {
    const one = await taken();
    const [first, second] = [await waits(omar, one.day), await waits(yasmine, one.day)];
    assert.equal(first.status, 'waiting');
    await one.free();
    const { offer } = await until(omar, first.id, 'offered');
    assert(offer);
    assert.deepEqual([offer.doctor_id, offer.starts_at], [amina, one.start]);
    const minutes = Temporal.Instant.from(offer.expires_at).since(Temporal.Now.instant()).total('minutes');
    assert(minutes > 8 && minutes <= 10, `${minutes}`);
    assert.equal((await entry(yasmine, second.id)).status, 'waiting');
    assert.equal(refusalOf(await yasmine.call(book, wish(one.start))).error, 'time_slot_conflict');

    const letter = await application.letterTo('omar@salle.test');
    assert.match(letter.subject, /^A time has become free/);
    const told = (await toldBy(application.owner, bookingAudience, 'waitlist.offered')).at(-1) ?? [];
    assert.equal(told.length, 1);
    assert.match(told[0]?.channel ?? '', /^private-user\.\d+\.notifications$/);
    assert.deepEqual(told[0]?.data, {
      kind: 'waitlist.offered',
      entry_id: first.id,
      doctor_id: amina,
      starts_at: one.start,
      version: 1,
      hold_id: offer.hold_id,
      expires_at: offer.expires_at,
    });
    const day = await application.nobody.ask(readAvailability, {
      params: { id: amina },
      query: { from: one.day, days: 1 },
    });
    assert.equal(day.data.days[0]?.slots.find(({ starts_at }) => starts_at === one.start)?.status, 'held');

    await omar.ask(book, wish(one.start, { hold_id: offer.hold_id }));
    await until(omar, first.id, 'taken');
    await heard();
    assert.equal((await entry(yasmine, second.id)).status, 'waiting', 'nothing was free for the second');
  });

  test('offers it to the next when the first lets it lapse or go, and to nobody twice', async () => {
    const one = await taken();
    const [first, second] = [await waits(omar, one.day), await waits(yasmine, one.day)];
    await one.free();
    await until(omar, first.id, 'offered');
    later = Temporal.Duration.from({ minutes: 11 });
    // what is held lapses by the database's clock
    await application.owner.query(
      `update appointment set held_until = held_until - interval '11 minutes' where status = 'held'`,
    );
    const { offer } = await until(yasmine, second.id, 'offered');
    assert.equal(offer?.starts_at, one.start);
    assert.equal((await entry(omar, first.id)).status, 'waiting');
    await yasmine.ask(releaseHold, { params: { id: offer?.hold_id ?? 0 } });
    await until(yasmine, second.id, 'waiting');
    await heard();
    assert.equal((await entry(omar, first.id)).status, 'waiting');
    const { rows } = await application.owner.query(
      `select count(*)::integer as offers from waitlist_offer where starts_at = $1`,
      [one.start],
    );
    assert.deepEqual(rows, [{ offers: 2 }]);
    // Everybody was asked: it is free for whoever comes.
    assert.equal((await lucas.call(holdSlot, wishToHold(one.start))).status, 201);
  });

  const wishToHold = (scheduled_at: string) => ({ body: { doctor_id: amina, scheduled_at } });

  test('passes over who is busy then, holds five, waits for other days, or wants another mode', async () => {
    const one = await taken();
    const karim = await doctorId(application, 'karim.benali@salle.test');
    const [, child] = await family(yasmine);
    await omar.ask(book, wish(one.start, { doctor_id: karim }));
    const next = Temporal.PlainDate.from(one.day).add({ days: 1 }).toString();
    const busy = await waits(omar, one.day);
    const elsewhen = await waits(yasmine, next);
    const fitting = await waits(yasmine, one.day, { patient_id: child, mode: 'in_person' });
    await one.free();
    await until(yasmine, fitting.id, 'offered');
    assert.equal((await entry(omar, busy.id)).status, 'waiting');
    assert.equal((await entry(yasmine, elsewhen.id)).status, 'waiting');
  });

  test('never offers what could not be booked: within the notice, or while the doctor is off', async () => {
    const one = await taken();
    const wait = await waits(omar, one.day);
    later = Temporal.Instant.from(one.start).since(Temporal.Now.instant()).subtract({ minutes: 30 });
    await one.free();
    await heard();
    assert.equal(
      (await application.owner.query('select from waitlist_offer where entry_id = $1', [wait.id])).rowCount,
      0,
    );
    later = none;

    const two = await taken();
    const other = await waits(omar, two.day);
    await application.owner.query('update doctor set is_available = false, version = version + 1 where id = $1', [
      amina,
    ]);
    await two.free();
    await heard();
    const offers = 'select from waitlist_offer where doctor_id = $1 and starts_at = $2';
    assert.equal((await application.owner.query(offers, [amina, two.start])).rowCount, 0, 'nobody is offered it');
    assert.equal((await entry(omar, other.id)).status, 'waiting');
    await application.owner.query('update doctor set is_available = true, version = version + 1 where id = $1', [
      amina,
    ]);
  });

  test('hears of holds let go, of appointments moved away, and of new hours', async () => {
    const start = free.shift() as string;
    const held = await yasmine.ask(holdSlot, wishToHold(start));
    const one = await waits(omar, start.slice(0, 10));
    await yasmine.ask(releaseHold, { params: { id: held.data.hold_id } });
    assert.equal((await until(omar, one.id, 'offered')).offer?.starts_at, start);

    const moving = await taken();
    const two = await waits(yasmine, moving.day);
    const desk = application.as('receptionist');
    const to = free.pop() as string;
    await desk.ask(rescheduleAppointment, { params: { id: moving.id }, body: { scheduled_at: to } });
    assert.equal((await until(yasmine, two.id, 'offered')).offer?.starts_at, moving.start);

    const three = await waits(lucas, free.at(-1)?.slice(0, 10) ?? '');
    await application.owner.query(
      `insert into event (name, data) values ('schedule.changed', jsonb_build_object('doctor_id', $1::integer))`,
      [amina],
    );
    assert.equal((await until(lucas, three.id, 'offered')).offer?.starts_at.slice(0, 10), three.from);
  });

  test('gives two times freed at once to two people, one each', async () => {
    const [one, two] = [await taken(), await taken()];
    const [day] = [one.day, two.day].toSorted();
    const to = [one.day, two.day].toSorted().at(-1) as string;
    const first = (await omar.ask(joinWaitlist, { body: { doctor_id: amina, from: day as string, to } })).data;
    const second = (await yasmine.ask(joinWaitlist, { body: { doctor_id: amina, from: day as string, to } })).data;
    await Promise.all([one.free(), two.free()]);
    const offers = [await until(omar, first.id, 'offered'), await until(yasmine, second.id, 'offered')];
    assert.deepEqual(offers.map(({ offer }) => offer?.starts_at).toSorted(), [one.start, two.start].toSorted());
  });

  test('is left, and then what was held is the next one’s', async () => {
    const one = await taken();
    const [first, second] = [await waits(omar, one.day), await waits(yasmine, one.day)];
    await one.free();
    await until(omar, first.id, 'offered');
    assert.equal(await yasmine.refused(leaveWaitlist, { params: { id: first.id } }), '404 not_found');
    await omar.ask(leaveWaitlist, { params: { id: first.id } });
    assert.equal((await entry(omar, first.id)).status, 'left');
    await until(yasmine, second.id, 'offered');
    assert.equal(await omar.refused(leaveWaitlist, { params: { id: first.id } }), '404 not_found');
  });

  test('refuses what can never come, the family of others, and an eleventh wait', async () => {
    const today = Temporal.Now.plainDateISO('UTC');
    const day = (days: number) => today.add({ days }).toString();
    const refused = (more: object) =>
      omar.refused(joinWaitlist, { body: { doctor_id: amina, from: day(3), to: day(5), ...more } });
    const [stranger] = await family(yasmine);
    assert.equal(await refused({ patient_id: stranger }), '404 not_found');
    assert.equal(await refused({ doctor_id: 2_000_000 }), '404 not_found');
    assert.equal(await refused({ from: day(5), to: day(3) }), '400 invalid');
    assert.equal(await refused({ from: day(-5), to: day(-3) }), '422 in_the_past');
    assert.equal(await refused({ from: day(900), to: day(901) }), '422 too_far_ahead');
    const body = { doctor_id: amina, from: day(3), to: day(5) };
    const many = await Promise.all(Array.from({ length: 12 }, () => omar.call(joinWaitlist, { body })));
    const statuses = many.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, [...Array(10).fill(201), 422, 422]);
    assert.equal(await refused({}), '422 too_many_waits');
    later = Temporal.Duration.from({ hours: 24 * 7 });
    assert((await omar.ask(readWaitlist)).data.slice(0, 10).every(({ status }) => status === 'passed'));
  });

  test('under one Idempotency-Key is joined once', async () => {
    const day = Temporal.Now.plainDateISO('UTC').add({ days: 9 }).toString();
    const body = { doctor_id: amina, from: day, to: day };
    const headers = { 'idempotency-key': 'wait-once' };
    const [one, other] = [
      await lucas.ask(joinWaitlist, { body, headers }),
      await lucas.ask(joinWaitlist, { body, headers }),
    ];
    assert.equal(one.data.id, other.data.id);
  });
});

test('the letters of offers name nothing clinical, and nobody who is not concerned', async () => {
  const letters = (await application.mail()).filter(({ subject }) => subject.startsWith('A time'));
  assert(letters.length > 3);
  for (const { text } of letters) assert(!/ardiolog|Omar.*Yasmine/s.test(text));
  assert(letters.some(({ to }) => to === emailOf('patient')));
});
