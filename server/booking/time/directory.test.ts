import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { cancelAppointment, rescheduleAppointment } from '#contract/appointments.ts';
import { book, holdSlot, readAvailability, readDirectory, releaseHold } from '#contract/booking.ts';
import {
  approveDoctor,
  changeDoctor,
  disapproveDoctor,
  readDoctorRecord,
  restoreDoctor,
  retireDoctor,
} from '#contract/clinic.ts';
import { changeSchedule, readSchedule, removeOverrides, setOverrides } from '#contract/schedule.ts';
import { bootApplication, emailOf, type TestApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { doctorId } from '../booking-rig.ts';
import { withoutLimits } from '../crowd-rig.ts';

const none = Temporal.Duration.from({ hours: 0 });
let later = none;
let application: TestApplication;
let omar: Client;
let desk: Client;
let admin: Client;
let amina: number;
before(async () => {
  application = await bootApplication({ demo: true, now: () => Temporal.Now.instant().add(later) });
  await withoutLimits(application.owner);
  [omar, desk, admin] = [application.as('omar@salle.test'), application.as('receptionist'), application.as('admin')];
  amina = await doctorId(application, emailOf('doctor'));
});
after(() => application.close());
beforeEach(() => {
  later = none;
});

/** What the directory tells of a doctor; undefined where it does not know them. */
async function onCard(doctor = amina): Promise<string[] | undefined> {
  const { data } = await application.nobody.ask(readDirectory, { query: { limit: 100 } });
  return data.find(({ id }) => id === doctor)?.next_slots;
}

/** The same, looked up afresh, slot by slot. */
async function lookedUp(doctor = amina): Promise<string[]> {
  const found: string[] = [];
  const today = Temporal.Now.instant().add(later).toZonedDateTimeISO('UTC').toPlainDate().subtract({ days: 1 });
  for (const ahead of [0, 28, 56]) {
    const query = { from: today.add({ days: ahead }).toString(), days: 28 };
    const { data } = await application.nobody.ask(readAvailability, { params: { id: doctor }, query });
    for (const { starts_at, status } of data.days.flatMap(({ slots }) => slots))
      if (status === 'free' && !found.includes(starts_at)) found.push(starts_at);
  }
  return found.slice(0, 3);
}

async function isTrue(doctor = amina): Promise<string[]> {
  const shown = await onCard(doctor);
  assert.deepEqual(shown, await lookedUp(doctor));
  return shown ?? [];
}

const at = (scheduled_at: string) => ({ doctor_id: amina, scheduled_at, consult_mode: 'in_person' as const });
const bookedBy = async (start: string) => (await omar.ask(book, { body: at(start) })).data.id;
const cancelled = (id: number) => desk.ask(cancelAppointment, { params: { id }, body: {} });
const versionOf = async (id: number) => (await admin.ask(readDoctorRecord, { params: { id } })).data.version;

describe('the directory shows at once', () => {
  test('a booking, its move, and its end', async () => {
    const [first = '', second = '', third = ''] = await isTrue();
    const id = await bookedBy(second);
    assert.equal((await isTrue()).includes(second), false);
    await omar.ask(rescheduleAppointment, { params: { id }, body: { scheduled_at: third } });
    assert.deepEqual((await isTrue()).slice(0, 2), [first, second]);
    await cancelled(id);
    assert.deepEqual(await isTrue(), [first, second, third]);
  });

  test('a hold, its end, and the end that it has by itself', async () => {
    const [first = ''] = await isTrue();
    const hold = async () => (await omar.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: first } })).data;
    const { hold_id } = await hold();
    assert.equal((await isTrue()).includes(first), false);
    await omar.ask(releaseHold, { params: { id: hold_id } });
    assert.equal((await isTrue())[0], first);
    await hold();
    assert.equal((await isTrue()).includes(first), false);
    later = Temporal.Duration.from({ minutes: 10, seconds: 1 });
    await isTrue();
    await application.owner.query(`delete from appointment where status = 'held'`);
  });

  test('a day that is closed and opened again, and other hours', async () => {
    const [first = ''] = await isTrue();
    const [from, to] = [first.slice(0, 10), first.slice(0, 10)];
    const params = { id: amina };
    await admin.ask(setOverrides, { params, body: { from, to, enabled: false } });
    assert.notEqual((await isTrue())[0], first);
    await admin.ask(removeOverrides, { params, query: { from, to } });
    assert.equal((await isTrue())[0], first);
    const { doctor_id: _, timezone: __, ...terms } = (await admin.ask(readSchedule, { params })).data;
    const far = { ...terms, notice_minutes: 3 * 1440 };
    const { version } = (await admin.ask(changeSchedule, { params, body: far })).data;
    assert.notEqual((await isTrue())[0], first);
    await admin.ask(changeSchedule, { params, body: { ...terms, version } });
    assert.equal((await isTrue())[0], first);
  });

  test('a doctor who is away, is back, loses the approval, gets it again, retires and returns', async () => {
    const whole = await isTrue();
    const params = { id: amina };
    const away = async (is_available: boolean) =>
      admin.ask(changeDoctor, { params, body: { is_available, version: await versionOf(amina) } });
    await away(false);
    assert.deepEqual(await onCard(), []);
    await away(true);
    assert.deepEqual(await onCard(), whole);
    for (const [leave, comeBack] of [
      [disapproveDoctor, approveDoctor],
      [retireDoctor, restoreDoctor],
    ] as const) {
      await admin.ask(leave, { params });
      assert.equal(await onCard(), undefined);
      await admin.ask(comeBack, { params });
      if (leave === retireDoctor) await admin.ask(approveDoctor, { params });
      assert.deepEqual(await onCard(), whole);
    }
  });

  test('that time goes by: slot by slot, and over midnights', async () => {
    const begins = await isTrue();
    for (const hours of [1, 2, 3, 4, 6, 8, 12, 24, 36, 72, 7 * 24]) {
      later = Temporal.Duration.from({ hours });
      await isTrue();
    }
    later = none;
    assert.deepEqual(await isTrue(), begins);
  });

  test('that a doctor is full for weeks, and what is given back of it', async () => {
    const emily = await doctorId(application, 'emily.chen@salle.test');
    const before = await isTrue(emily);
    await application.owner.query(
      `with somebody as (insert into patient (name) values ('Somebody') returning id)
       insert into appointment (reference, doctor_id, patient_id, account_id, during, blocked, status, consult_mode, consultation_mode)
       select 'CONS-' || translate(lpad(n::text, 6, '9'), '01', 'XY'), $1, id, 1, span, span, 'confirmed', 'in_person', 'in_person'
       from somebody cross join generate_series(0, 20 * 48) n cross join lateral (
         select tstzrange(start, start + interval '30 minutes') as span
         from (select date_trunc('day', now()) + interval '30 minutes' * n as start) s) t
       on conflict do nothing`,
      [emily],
    );
    await application.owner.query(
      `insert into event (name, data, channels)
       select 'schedule.changed', jsonb_build_object('doctor_id', $1::integer, 'version', 1), array['doctor-schedule.' || $1]`,
      [emily],
    );
    const [first = ''] = await isTrue(emily);
    assert(Date.parse(first) > Date.now() + 18 * 86_400_000);
    const { rows } = await application.owner.query<{ id: number }>(
      'select id from appointment where doctor_id = $1 and starts_at = $2',
      [emily, before[0]],
    );
    await cancelled(rows[0]?.id ?? 0);
    assert.deepEqual(await isTrue(emily), [before[0], first, ...(await isTrue(emily)).slice(2)]);
  });
});

test('a booking made beside another, while many look, is on the first card that is asked for after it', async () => {
  const looks = async () => {
    for (let turn = 0; turn < 15; turn += 1) await onCard();
  };
  const books = async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const [first = ''] = (await onCard()) ?? [];
      const id = await bookedBy(first);
      assert.equal((await onCard())?.includes(first), false);
      await cancelled(id);
      assert.equal((await onCard())?.[0], first);
    }
  };
  await Promise.all([books(), looks(), looks(), looks(), looks()]);
});
