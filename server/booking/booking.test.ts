import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listAppointments, readAppointment } from '#contract/appointments.ts';
import { book, bookSeveral, checkSlot, deskBook, holdSlot, readAvailability, releaseHold } from '#contract/booking.ts';
import { changeDoctor, readDoctorRecord, readMe } from '#contract/clinic.ts';
import { readPresence } from '#contract/presence.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { doctorId, family, freeStarts, refusalOf } from './booking-rig.ts';
import { crowd, withoutLimits } from './crowd-rig.ts';

let application: TestApplication;
let yasmine: Client;
let omar: Client;
let amina: number;
let free: string[];
before(async () => {
  application = await bootApplication({ demo: true });
  await withoutLimits(application.owner);
  yasmine = application.as('patient');
  omar = application.as('omar@salle.test');
  amina = await doctorId(application);
  free = await freeStarts(application.nobody, amina);
});
after(() => application.close());

/** A free slot that no other test has. */
function slot(): string {
  const start = free.shift();
  assert(start);
  return start;
}
const wish = (scheduled_at: string, more: object = {}) => ({
  body: { doctor_id: amina, scheduled_at, consult_mode: 'in_person' as const, ...more },
});
const minutesAfter = (start: string, minutes: number) => Temporal.Instant.from(start).add({ minutes }).toString();

test('what happens to a booking is one structured line each, without a name or a word of the patient’s', async () => {
  const start = slot();
  const [self] = await family(yasmine);
  const since = application.logs.length;
  await application.nobody.ask(checkSlot, { body: { doctor_id: amina, scheduled_at: start } });
  const { data } = await yasmine.ask(book, wish(start, { medical: { complaint: 'Palpitations' } }));
  await omar.call(book, wish(start));
  const odd = minutesAfter(start, 7);
  assert.equal(refusalOf(await yasmine.call(book, wish(odd))).error, 'not_a_slot');

  const lines = application.logs.slice(since).filter(({ event_type }) => event_type !== undefined);
  const about = { doctor_id: amina, scheduled_at: start };
  const [omars] = await family(omar);
  for (const expected of [
    { event_type: 'time_slot_conflict_check', ...about, available: true },
    {
      event_type: 'consultation_scheduled',
      ...about,
      consultation_id: data.id,
      patient_id: self,
      consultation_reference: data.reference,
      consultation_mode: 'in_person',
    },
    { event_type: 'time_slot_conflict', ...about, patient_id: omars },
    {
      event_type: 'consultation_booking_failed',
      doctor_id: amina,
      patient_id: self,
      scheduled_at: odd,
      reason: 'not_a_slot',
    },
  ]) {
    const line = lines.find(({ event_type }) => event_type === expected.event_type);
    assert(line, `${expected.event_type} in ${JSON.stringify(lines)}`);
    assert.deepEqual({ ...line, ...expected }, line);
    assert.match(String(line.timestamp), /^\d{4}-\d\d-\d\dT/);
  }
  assert.doesNotMatch(JSON.stringify(lines), /Yasmine|Omar|Palpitations/);
});

describe('a slot', () => {
  test('is booked: a reference, the contract’s fields, and booked for everybody', async () => {
    const start = slot();
    const { data } = await yasmine.ask(book, wish(start, { medical: { complaint: 'Palpitations' } }));
    assert.match(data.reference, /^CONS-[2-9A-HJKMNP-TV-Z]{6}$/);
    const [self] = await family(yasmine);
    assert.deepEqual(data, {
      id: data.id,
      reference: data.reference,
      doctor_id: amina,
      patient_id: self,
      session_id: null,
      scheduled_at: start,
      ends_at: new Date(minutesAfter(start, 30)).toISOString(),
      status: 'confirmed',
      consult_mode: 'in_person',
      consultation_mode: 'in_person',
    });
    const checked = await application.nobody.ask(checkSlot, { body: { doctor_id: amina, scheduled_at: start } });
    assert.deepEqual(checked.data, { available: false, reason: 'time_slot_conflict' });
    const day = start.slice(0, 10);
    const shown = await application.nobody.ask(readAvailability, {
      params: { id: amina },
      query: { from: day, days: 1 },
    });
    assert.equal(shown.data.days[0]?.slots.find(({ starts_at }) => starts_at === start)?.status, 'booked');
    assert.deepEqual(shown.data.booked.filter(({ starts_at }) => starts_at === start).length, 1);
    assert(!JSON.stringify(shown).includes('Yasmine'));
  });

  test('is gone for the next, in the contract’s words, with three others to choose from', async () => {
    const start = slot();
    await yasmine.ask(book, wish(start));
    const told = refusalOf(await omar.call(book, wish(start)));
    assert.equal(told.http, 409);
    assert.equal(told.error, 'time_slot_conflict');
    assert.equal(told.message, 'This time slot was just booked by another patient. Please select a different time.');
    const others = told.alternatives as string[];
    assert.equal(others.length, 3);
    for (const other of others) {
      const { data } = await application.nobody.ask(checkSlot, { body: { doctor_id: amina, scheduled_at: other } });
      assert.deepEqual(data, { available: true });
    }
  });

  test('may be written with any offset, and online modes bring their session', async () => {
    const start = slot();
    const elsewhere = Temporal.Instant.from(start).toZonedDateTimeISO('+05:30').toString({ timeZoneName: 'never' });
    const { data } = await yasmine.ask(book, wish(elsewhere, { consult_mode: 'voice' }));
    assert.equal(data.scheduled_at, start);
    const { rows } = await application.owner.query('select type, status from consultation_sessions where id = $1', [
      data.session_id,
    ]);
    assert.deepEqual(rows, [{ type: 'audio', status: 'waiting' }]);
    const read = await yasmine.ask(readAppointment, { params: { id: data.id } });
    assert.equal(read.data.kind, 'online');
  });

  test('is booked even when the session cannot be made, which is logged', async () => {
    const { owner, logs } = application;
    await owner.query(`alter table consultation_sessions add constraint broken check (type <> 'chat') not valid`);
    const { data } = await yasmine.ask(book, wish(slot(), { consult_mode: 'chat' }));
    await owner.query('alter table consultation_sessions drop constraint broken');
    assert.equal(data.session_id, null);
    const line = logs.find((one) => one.event_type === 'session_creation_failed_booking');
    assert.equal(line?.consultation_id, data.id);
    assert.equal(line?.consultation_reference, data.reference);
  });
});

describe('what cannot be booked says why', () => {
  const refused = async (scheduled_at: string, more: object = {}, client = yasmine) => {
    const { http, error } = refusalOf(await client.call(book, wish(scheduled_at, more)));
    return `${http} ${error}`;
  };

  test('off the grid, outside hours, on a day off, past, too soon, too far', async () => {
    const start = free[0] as string;
    assert.equal(await refused(minutesAfter(start, 10)), '422 not_a_slot');
    assert.equal(await refused(`${start.slice(0, 10)}T02:00:00Z`), '422 outside_hours');
    assert.equal(await refused('2020-01-06T09:00:00Z'), '422 in_the_past');
    assert.equal(await refused(minutesAfter(Temporal.Now.instant().toString(), 20)), '422 too_soon');
    assert.equal(await refused('2100-01-04T09:00:00Z'), '422 too_far_ahead');
    const sunday = Temporal.Now.plainDateISO('UTC').add({ days: 14 });
    const dayOff = sunday.add({ days: 7 - sunday.dayOfWeek });
    assert.equal(await refused(`${dayOff}T10:00:00Z`), '422 day_unavailable');
  });

  test('a mode not offered, a doctor who is off, one who was never there, somebody else’s child', async () => {
    const start = slot();
    const { rows } = await application.owner.query<{ doctor_id: number; starts: string }>(
      `delete from doctor_price where doctor_id = $1 and mode = 'chat' returning doctor_id`,
      [amina],
    );
    await application.owner.query('update doctor set version = version + 1 where id = $1', [amina]);
    if (rows.length > 0) assert.equal(await refused(start, { consult_mode: 'chat' }), '422 mode_unavailable');
    assert.equal(await refused(start, { doctor_id: 2_000_000 }), '404 not_found');
    const [, child] = await family(yasmine);
    assert.equal(await refused(start, { patient_id: child }, omar), '404 not_found');

    const doctor = application.as('doctor');
    const { data } = await doctor.ask(readDoctorRecord, { params: { id: amina } });
    const off = { params: { id: amina }, body: { version: data.version, is_available: false } };
    const changed = await doctor.ask(changeDoctor, off);
    assert.equal(await refused(start), '422 doctor_unavailable');
    await doctor.ask(changeDoctor, {
      params: { id: amina },
      body: { version: changed.data.version, is_available: true },
    });
    await yasmine.ask(book, wish(start));
  });

  test('a patient is in one place at a time, whoever the doctor', async () => {
    const karim = await doctorId(application, 'karim.benali@salle.test');
    const his = await freeStarts(application.nobody, karim);
    const start = free.splice(
      free.findIndex((one) => his.includes(one)),
      1,
    )[0] as string;
    await yasmine.ask(book, wish(start));
    assert.equal(await refused(start, { doctor_id: karim }), '409 patient_conflict');
  });
});

describe('one key books once', () => {
  test('fifty times at once, and again later: the same answer', async () => {
    const start = slot();
    const headers = { 'idempotency-key': `fifty-${start}` };
    const all = await Promise.all(Array.from({ length: 50 }, () => yasmine.call(book, { ...wish(start), headers })));
    const bodies = new Set(all.map(({ status, body }) => `${status} ${JSON.stringify(body)}`));
    assert.equal(bodies.size, 1, [...bodies].join('\n'));
    assert.match([...bodies][0] as string, /^201 /);
    const { rows } = await application.owner.query('select from appointment where starts_at = $1 and doctor_id = $2', [
      start,
      amina,
    ]);
    assert.equal(rows.length, 1);
    const other = refusalOf(await yasmine.call(book, { ...wish(slot()), headers }));
    assert.equal(`${other.http} ${other.error}`, '422 idempotency_mismatch');
  });

  test('a refusal is not remembered', async () => {
    const start = slot();
    const headers = { 'idempotency-key': `refused-${start}` };
    const { data } = await omar.ask(book, wish(start));
    assert.equal(refusalOf(await yasmine.call(book, { ...wish(start), headers })).error, 'time_slot_conflict');
    await application.owner.query('delete from appointment where id = $1', [data.id]);
    assert.equal((await yasmine.call(book, { ...wish(start), headers })).status, 201);
  });
});

describe('a hold', () => {
  test('keeps a slot for its holder, who books through it; others see it held', async () => {
    const start = slot();
    const { data } = await yasmine.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: start } });
    assert.equal(refusalOf(await omar.call(book, wish(start))).error, 'time_slot_conflict');
    const query = { from: start.slice(0, 10), days: 1 };
    const shown = await application.nobody.ask(readAvailability, { params: { id: amina }, query });
    assert.equal(shown.data.days[0]?.slots.find(({ starts_at }) => starts_at === start)?.status, 'held');
    assert.equal((await yasmine.call(book, wish(start, { hold_id: data.hold_id }))).status, 201);
  });

  test('asked for again it is prolonged; another one may take its place; let go, the slot is free', async () => {
    const [start, other] = [slot(), slot()];
    const ask = (scheduled_at: string, replaces?: number) =>
      yasmine.ask(holdSlot, { body: { doctor_id: amina, scheduled_at, ...(replaces ? { replaces } : {}) } });
    const first = (await ask(start)).data;
    assert.equal((await ask(start)).data.hold_id, first.hold_id);
    const second = (await ask(other, first.hold_id)).data;
    assert.notEqual(second.hold_id, first.hold_id);
    await omar.ask(book, wish(start));
    await yasmine.ask(releaseHold, { params: { id: second.hold_id } });
    assert.equal((await omar.call(book, wish(other))).status, 201);
    assert.equal(refusalOf(await yasmine.call(releaseHold, { params: { id: second.hold_id } })).error, 'not_found');
  });

  test('asked for under one key is one, whatever has become of it; another wish is a mistake', async () => {
    const [start, other] = [slot(), slot()];
    const headers = { 'idempotency-key': `hold-${start}` };
    const ask = (scheduled_at: string) => yasmine.call(holdSlot, { body: { doctor_id: amina, scheduled_at }, headers });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(start)));
    const bodies = new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`));
    assert.equal(bodies.size, 1, [...bodies].join('\n'));
    const first = answers[0]?.body;
    assert(first && 'data' in first);
    const mistaken = refusalOf(await ask(other));
    assert.equal(`${mistaken.http} ${mistaken.error}`, '422 idempotency_mismatch');
    await yasmine.ask(releaseHold, { params: { id: first.data.hold_id } });
    await omar.ask(book, wish(start));
    assert.deepEqual((await ask(start)).body, first);
    assert.equal(refusalOf(await ask('2020-01-06T09:00:00Z')).error, 'idempotency_mismatch');
  });

  test('that is refused is not remembered by its key', async () => {
    const start = slot();
    const headers = { 'idempotency-key': `no-hold-${start}` };
    const ask = () => yasmine.call(holdSlot, { body: { doctor_id: amina, scheduled_at: start }, headers });
    const { data } = await omar.ask(book, wish(start));
    const told = refusalOf(await ask());
    assert.equal(`${told.http} ${told.error}`, '409 time_slot_conflict');
    assert.equal((told.alternatives as unknown[]).length, 3);
    await application.owner.query('delete from appointment where id = $1', [data.id]);
    const answer = await ask();
    assert.equal(answer.status, 201);
    if ('data' in answer.body) await yasmine.ask(releaseHold, { params: { id: answer.body.data.hold_id } });
  });

  test('lapses: whoever wants its time has it', async () => {
    const start = slot();
    const { data } = await yasmine.ask(holdSlot, { body: { doctor_id: amina, scheduled_at: start } });
    await application.owner.query(`update appointment set held_until = now() - interval '1 second' where id = $1`, [
      data.hold_id,
    ]);
    assert.equal((await omar.call(book, wish(start))).status, 201);
  });

  test('lapses while the sweep lets go of it: whoever wants its time has it all the same', async () => {
    const { owner } = application;
    const starts = Array.from({ length: 24 }, slot);
    for (const [place, start] of starts.entries()) {
      await owner.query(
        `insert into appointment (doctor_id, patient_id, account_id, during, blocked, status, held_until, hold_place)
         select $1, p.patient_id, p.account_id, tstzrange($2, $2::timestamptz + interval '30 minutes'),
           tstzrange($2, $2::timestamptz + interval '30 minutes'), 'held', now() - interval '1 second', 1 + $3 % 5
         from patient_account p where p.left_at is null and p.account_id not in (
           select account_id from appointment where status = 'held' and hold_place = 1 + $3 % 5) limit 1`,
        [amina, start, place],
      );
    }
    const booked = Promise.all(starts.map((start) => omar.call(book, wish(start))));
    await owner.query('select appointment_expired(now())');
    assert.deepEqual([...new Set((await booked).map(({ status }) => status))], [201]);
  });

  test('an account has five at a time, however fast it asks', async () => {
    const starts = Array.from({ length: 9 }, slot);
    const lucas = application.as('lucas@salle.test');
    await lucas.ask(listAppointments);
    const asked = starts.map((scheduled_at) => lucas.call(holdSlot, { body: { doctor_id: amina, scheduled_at } }));
    const told = (await Promise.all(asked)).map((answer) => (answer.status === 201 ? 'held' : refusalOf(answer).error));
    assert.equal(told.filter((one) => one === 'held').length, 5, told.join());
    assert(
      told.every((one) => one === 'held' || one === 'too_many_holds'),
      told.join(),
    );
  });
});

describe('a family', () => {
  test('is booked together, all or none', async () => {
    const [self, child, other] = await family(yasmine);
    assert(self && child && other);
    const [one, two, three] = [slot(), slot(), slot()];
    const ask = (times: [string, number][]) => ({
      body: { appointments: times.map(([start, patient_id]) => wish(start, { patient_id }).body) },
    });
    const { data } = await yasmine.ask(
      bookSeveral,
      ask([
        [two, child],
        [one, self],
      ]),
    );
    assert.deepEqual(
      data.appointments.map(({ patient_id }) => patient_id),
      [child, self],
    );
    const told = refusalOf(
      await yasmine.call(
        bookSeveral,
        ask([
          [three, other],
          [one, child],
        ]),
      ),
    );
    assert.equal(told.error, 'time_slot_conflict');
    const { rows } = await application.owner.query('select from appointment where starts_at = $1 and doctor_id = $2', [
      three,
      amina,
    ]);
    assert.equal(rows.length, 0, 'nothing of it was booked');
  });
});

test('an appointment is a tie: each may know whether the other is there', async () => {
  const karim = await doctorId(application, 'karim.benali@salle.test');
  const doctor = application.as('karim.benali@salle.test');
  const his = (await doctor.ask(readMe)).data.user.id;
  const newcomer = await crowd(application.owner, 1);
  const token = newcomer[0]?.token;
  const patient = newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
  const query = { user_ids: String(his) };
  assert.deepEqual((await patient.ask(readPresence, { query })).data, []);
  const [start] = await freeStarts(application.nobody, karim);
  await patient.ask(book, wish(start as string, { doctor_id: karim }));
  assert.deepEqual(
    (await patient.ask(readPresence, { query })).data.map(({ user_id }) => user_id),
    [his],
  );
});

describe('the front desk', () => {
  test('books for anyone; beside what is taken only when it says so, and that is written down', async () => {
    const desk = application.as('receptionist');
    const start = slot();
    await yasmine.ask(book, wish(start));
    const [patient] = await family(omar);
    assert(patient);
    const asked = { doctor_id: amina, patient_id: patient, scheduled_at: start, consult_mode: 'in_person' as const };
    assert.equal(refusalOf(await desk.call(deskBook, { body: asked })).error, 'time_slot_conflict');
    const { data } = await desk.ask(deskBook, { body: { ...asked, overbook: true } });
    const { rows } = await application.owner.query(`select action, role from audit where subject_id = $1`, [data.id]);
    assert.deepEqual(rows, [{ action: 'appointment.overbooked', role: 'receptionist' }]);
    const told = refusalOf(await yasmine.call(book, wish(slot(), { overbook: true })));
    assert.equal(`${told.http} ${told.error}`, '400 invalid');
  });
});
