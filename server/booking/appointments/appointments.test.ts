import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  cancelAppointment,
  changeStatus,
  confirmAppointment,
  listAppointments,
  readAppointment,
  readStranded,
  rejectAppointment,
  rescheduleAppointment,
} from '#contract/appointments.ts';
import { book, checkSlot, holdSlot } from '#contract/booking.ts';
import { readEvents } from '#contract/broadcasting.ts';
import { readMe } from '#contract/clinic.ts';
import { readSchedule, removeOverrides, setOverrides } from '#contract/schedule.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { doctorId, family, freeStarts, refusalOf } from '../booking-rig.ts';
import { withoutLimits } from '../crowd-rig.ts';

let application: TestApplication;
let yasmine: Client;
let omar: Client;
let doctor: Client;
let desk: Client;
let amina: number;
let free: string[];
before(async () => {
  application = await bootApplication({ demo: true });
  await withoutLimits(application.owner);
  yasmine = application.as('patient');
  omar = application.as('omar@salle.test');
  doctor = application.as('doctor');
  desk = application.as('receptionist');
  amina = await doctorId(application);
  free = await freeStarts(application.nobody, amina);
});
after(() => application.close());

function slot(): string {
  const start = free.shift();
  assert(start);
  return start;
}
async function booked(client = yasmine, scheduled_at = slot()): Promise<number> {
  const body = { doctor_id: amina, scheduled_at, consult_mode: 'video' as const };
  return (await client.ask(book, { body })).data.id;
}
/** A request, as a doctor who confirms by hand gets them. */
async function requested(): Promise<number> {
  const id = await booked();
  await application.owner.query(`update appointment set status = 'pending' where id = $1`, [id]);
  return id;
}
const of = <B extends object>(id: number, body: B) => ({ params: { id }, body });
const isFree = async (scheduled_at: string) =>
  (await application.nobody.ask(checkSlot, { body: { doctor_id: amina, scheduled_at } })).data.available;

describe('an appointment is seen', () => {
  test('by its family, its doctor and the desk, with what each may do; by nobody else', async () => {
    const id = await requested();
    const seen = async (client: Client) => (await client.ask(readAppointment, { params: { id } })).data;
    assert.deepEqual((await seen(yasmine)).may, ['cancel', 'reschedule']);
    assert.deepEqual((await seen(doctor)).may, ['confirm', 'reject', 'cancel', 'reschedule']);
    assert.equal((await seen(desk)).doctor.name, 'Amina Haddad');
    const karim = application.as('karim.benali@salle.test');
    for (const other of [omar, karim]) {
      assert.equal(refusalOf(await other.call(readAppointment, { params: { id } })).http, 404);
      const { data } = await other.ask(listAppointments, { query: { doctor_id: amina } });
      assert(data.every((one) => one.id !== id));
    }
  });

  test('in pages by time, each once', async () => {
    for (let more = 0; more < 3; more++) await booked();
    const whole = (await yasmine.ask(listAppointments, { query: { limit: 100 } })).data.map(({ id }) => id);
    for (const sort of ['scheduled_at', '-scheduled_at'] as const) {
      const ids: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await yasmine.ask(listAppointments, { query: { limit: 2, sort, ...(cursor ? { cursor } : {}) } });
        ids.push(...page.data.map(({ id }) => id));
        cursor = page.next ?? undefined;
      } while (cursor);
      assert.deepEqual(sort === 'scheduled_at' ? ids : ids.toReversed(), whole);
    }
    const told = refusalOf(await yasmine.call(listAppointments, { query: { cursor: 'WyIyMDI2LTk5LTk5VDBaIiwxXQ' } }));
    assert.equal(told.error, 'invalid');
  });
});

describe('an appointment moves', () => {
  test('a request is confirmed, or rejected and its time is free again', async () => {
    const one = await requested();
    assert.equal((await doctor.ask(confirmAppointment, of(one, {}))).data.status, 'confirmed');
    const told = refusalOf(await doctor.call(rejectAppointment, of(one, {})));
    assert.equal(`${told.http} ${told.error} ${told.status}`, '409 invalid_transition confirmed');
    const start = slot();
    const two = await booked(yasmine, start);
    await application.owner.query(`update appointment set status = 'pending' where id = $1`, [two]);
    const rejected = await doctor.ask(rejectAppointment, of(two, { reason: 'I am away' }));
    assert.equal(rejected.data.cancelled?.by, 'doctor');
    assert.equal(rejected.data.cancelled?.reason, 'I am away');
    assert.equal(await isFree(start), true);
  });

  test('cancelled by its patient until the deadline, by staff always, once', async () => {
    const start = slot();
    const id = await booked(yasmine, start);
    const { data } = await yasmine.ask(cancelAppointment, of(id, { reason: 'Better again' }));
    assert.deepEqual([data.status, data.cancelled?.by, data.may], ['cancelled', 'patient', []]);
    assert.equal(await isFree(start), true);
    assert.equal(refusalOf(await yasmine.call(cancelAppointment, of(id, {}))).error, 'invalid_transition');

    const soon = await booked();
    const near = Temporal.Now.instant().add({ minutes: 90 }).toString();
    await application.owner.query(
      `update appointment set during = tstzrange($2, $2::timestamptz + interval '30 minutes'),
         blocked = tstzrange($2, $2::timestamptz + interval '30 minutes') where id = $1`,
      [soon, near],
    );
    assert.equal(refusalOf(await yasmine.call(cancelAppointment, of(soon, {}))).error, 'too_late');
    assert.deepEqual((await yasmine.ask(readAppointment, { params: { id: soon } })).data.may, []);
    assert.equal((await desk.ask(changeStatus, of(soon, { status: 'cancelled' as const }))).data.cancelled?.by, 'desk');
  });

  test('not by a patient who would confirm it, nor to where it cannot go', async () => {
    const id = await requested();
    const status = (client: Client, to: 'confirmed' | 'completed') => client.call(changeStatus, of(id, { status: to }));
    assert.equal(refusalOf(await status(yasmine, 'confirmed')).error, 'forbidden');
    const told = refusalOf(await status(doctor, 'completed'));
    assert.deepEqual([told.error, told.status], ['invalid_transition', 'pending']);
  });

  test('a request whose time comes unanswered is cancelled by itself', async () => {
    const id = await requested();
    await application.owner.query(
      `update appointment set during = tstzrange(now() - interval '1 minute', now() + interval '29 minutes'),
         blocked = tstzrange(now() - interval '1 minute', now() + interval '29 minutes') where id = $1`,
      [id],
    );
    const ends = performance.now() + 60_000;
    for (;;) {
      const { data } = await yasmine.ask(readAppointment, { params: { id } });
      if (data.cancelled) return assert.equal(data.cancelled.by, 'system');
      assert(performance.now() < ends, 'still waiting');
    }
  });
});

describe('another time', () => {
  test('takes the new slot and frees the old, in one step', async () => {
    const [start, other] = [slot(), slot()];
    const id = await booked(yasmine, start);
    const { data } = await yasmine.ask(rescheduleAppointment, of(id, { scheduled_at: other }));
    assert.equal(data.scheduled_at, other);
    assert.deepEqual([await isFree(start), await isFree(other)], [true, false]);
  });

  test('where it stands already, whoever asks again is told so, and nobody hears of it twice', async () => {
    const other = slot();
    const id = await booked();
    const moves = Array.from({ length: 5 }, () => yasmine.ask(rescheduleAppointment, of(id, { scheduled_at: other })));
    for (const { data } of await Promise.all(moves)) assert.deepEqual([data.scheduled_at, data.version], [other, 2]);
    const { rows } = await application.owner.query(
      `select from event where name = 'appointment.rescheduled' and (data->'appointment'->>'id')::integer = $1`,
      [id],
    );
    assert.equal(rows.length, 1);
  });

  test('a taken one is refused with three others, and nothing has moved; one’s own hold is no hindrance', async () => {
    const [start, taken, held] = [slot(), slot(), slot()];
    const id = await booked(yasmine, start);
    await booked(omar, taken);
    const told = refusalOf(await yasmine.call(rescheduleAppointment, of(id, { scheduled_at: taken })));
    assert.equal(told.error, 'time_slot_conflict');
    assert.equal((told.alternatives as string[]).length, 3);
    assert.equal((await yasmine.ask(readAppointment, { params: { id } })).data.scheduled_at, start);
    await yasmine.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: held } });
    const moved = await yasmine.ask(rescheduleAppointment, of(id, { scheduled_at: held }));
    assert.equal(moved.data.scheduled_at, held);
  });

  test('of two who move it at once with one version, one does', async () => {
    const id = await booked();
    const { version } = (await yasmine.ask(readAppointment, { params: { id } })).data;
    const moves = [slot(), slot()].map((scheduled_at) =>
      desk.call(rescheduleAppointment, of(id, { scheduled_at, version })),
    );
    const told = (await Promise.all(moves)).map(({ status }) => status).toSorted();
    assert.deepEqual(told, [200, 409]);
  });

  test('swaps under contention never overlap and never deadlock', async () => {
    const [one, two] = [slot(), slot()];
    const ids = [await booked(yasmine, one), await booked(omar, two)];
    const tries = Array.from({ length: 30 }, (_, turn) =>
      desk.call(
        rescheduleAppointment,
        of(ids[turn % 2] as number, { scheduled_at: turn % 4 < 2 ? two : one }) as never,
      ),
    );
    for (const answer of await Promise.all(tries)) assert([200, 409].includes(answer.status), `${answer.status}`);
  });
});

describe('everybody hears of it', () => {
  const heardOn = async (client: Client, channel: string) =>
    (await client.ask(readEvents, { query: { channel } })).next;

  test('each channel in its structure, and the public ones without anybody in them', async () => {
    const me = (await yasmine.ask(readMe)).data.user.id;
    const treating = (await doctor.ask(readMe)).data.user.id;
    const canary = 'Canary-complaint-4711';
    const channels: [Client, string][] = [
      [desk, 'private-appointments'],
      [desk, 'private-opd-appointments'],
      [desk, `private-doctor-schedule.${amina}`],
      [yasmine, `private-user.${me}.appointments`],
      [yasmine, `private-user.${me}.notifications`],
      [doctor, `private-user.${treating}.appointments`],
      [application.nobody, `doctor-schedule.${amina}`],
    ];
    const places = await Promise.all(channels.map(([client, channel]) => heardOn(client, channel)));
    const start = slot();
    const body = {
      doctor_id: amina,
      scheduled_at: start,
      consult_mode: 'in_person' as const,
      medical: { complaint: canary, symptoms: canary, history: canary, allergies: canary, medications: canary },
    };
    const { data } = await yasmine.ask(book, { body });
    const told: Record<string, { event: string; data: Record<string, unknown> }[]> = {};
    for (const [index, [client, channel]] of channels.entries()) {
      const after = places[index] as string;
      const ends = performance.now() + 60_000;
      do {
        told[channel] = (await client.ask(readEvents, { query: { channel, after } })).data;
        assert(performance.now() < ends, `nothing on ${channel}`);
      } while (told[channel]?.length === 0);
    }
    const all = JSON.stringify(told);
    assert(!all.includes(canary));
    const open = JSON.stringify(told[`doctor-schedule.${amina}`]);
    for (const word of ['asmine', data.reference, `"patient`, `"id"`])
      assert(!open.includes(word), `${word} in ${open}`);
    const slots = told[`doctor-schedule.${amina}`]?.at(-1);
    assert.equal(slots?.event, 'slot.updated');
    const { event_id: _, occurred_at: __, ...bare } = slots?.data ?? {};
    assert.deepEqual(bare, { starts_at: start, ends_at: data.ends_at, status: 'booked' });
    const calendar = told['private-appointments']?.at(-1);
    assert.equal(calendar?.event, 'appointment.updated');
    assert.equal(calendar?.data.action, 'created');
    const shown = calendar?.data.appointment as Record<string, unknown>;
    const fields = ['color', 'end', 'extendedProps', 'id', 'start', 'status', 'title'];
    assert.deepEqual(Object.keys(shown).toSorted(), fields);
    assert.equal(shown.start, start);
    assert.equal(told[`private-user.${me}.notifications`]?.[0]?.event, 'notification-created');
    assert.equal(told[`private-user.${me}.appointments`]?.[0]?.event, 'appointment-updated');
  });
});

test('what a change of hours would strand is listed before it is made', async () => {
  const [first] = free;
  assert(first);
  const id = await booked();
  const { data: appointment } = await doctor.ask(readAppointment, { params: { id } });
  const day = appointment.scheduled_at.slice(0, 10);
  const override = { from: day, to: day, enabled: false };
  const stranded = await doctor.ask(readStranded, { params: { id: amina }, body: { override } });
  assert(stranded.data.some((one) => one.id === id));
  const now = await doctor.ask(readStranded, { params: { id: amina }, body: {} });
  assert(now.data.every((one) => one.id !== id));
  const usual = { from: day, to: day };
  const params = { id: amina };
  await doctor.ask(setOverrides, { params, body: override });
  const left = async (body: object) =>
    (await doctor.ask(readStranded, { params, body })).data.some((one) => one.id === id);
  assert.deepEqual([await left({}), await left({ usual })], [true, false]);
  await doctor.ask(removeOverrides, { params, query: usual });
  const karim = application.as('karim.benali@salle.test');
  assert.equal(refusalOf(await karim.call(readStranded, { params: { id: amina }, body: {} })).http, 404);
  assert.equal((await family(yasmine)).length > 0, true);
});

test('hours that could not be saved are not weighed either', async () => {
  const stretch = { from: '2030-01-07', to: '2030-01-07' };
  const breaks = [{ start: '17:00', end: '18:00' }];
  const day = { enabled: true, start: '09:00', end: '17:00' };
  const { data } = await doctor.ask(readSchedule, { params: { id: amina } });
  const availability_schedule = { ...data.availability_schedule, monday: { ...day, breaks } };
  const refused = async (body: object) => {
    const { status, body: told } = await doctor.call(readStranded, { params: { id: amina }, body });
    assert(!told.success && status === 400);
    return told.errors?.map(({ field, rule }) => `${field} ${rule}`);
  };
  assert.deepEqual(await refused({ availability_schedule }), ['availability_schedule.monday.breaks.0 outside']);
  assert.deepEqual(await refused({ override: { ...stretch, enabled: true } }), ['start required', 'end required']);
  assert.deepEqual(await refused({ override: { ...stretch, ...day, breaks } }), ['breaks.0 outside']);
  assert.deepEqual(await refused({ override: { ...stretch, to: '2029-01-01', enabled: false } }), ['to minimum']);
  assert.deepEqual(await refused({ usual: { ...stretch, to: '2032-01-01' } }), ['to maximum']);
});
