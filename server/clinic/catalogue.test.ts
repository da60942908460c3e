import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  addPrestation,
  addSalle,
  addSpecialization,
  changePrestation,
  changeSpecialization,
  listPrestations,
  listSpecializations,
  restoreSpecialization,
  retireSpecialization,
} from '#contract/catalogue.ts';
import { changeClinic, readClinic } from '#contract/clinic.ts';
import { addPatient, changePatient, listPatients, restorePatient, retirePatient } from '#contract/patients.ts';
import { bootApplication } from '#test/application.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const admin = application.as('admin');
const desk = application.as('receptionist');

describe('a named thing', () => {
  test('has a name of its own, whatever its accents and case', async () => {
    for (const name of ['cardiology', ' CARDIOLOGY ', 'Cárdiology']) {
      assert.equal(await admin.refused(addSpecialization, { body: { name } }), '409 name_taken', name);
    }
    const { data } = await admin.ask(addSpecialization, { body: { name: 'Homeopathy' } });
    const body = { version: data.version, name: 'Cardiology' };
    assert.equal(await admin.refused(changeSpecialization, { params: { id: data.id }, body }), '409 name_taken');
  });

  test('made by several at once under one name is made once', async () => {
    const body = { name: 'Raced Room', door: '', seats: null };
    const answers = await Promise.all(Array.from({ length: 8 }, () => admin.call(addSalle, { body })));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, ...Array(7).fill(409)]);
  });

  test('retired, leaves its name to another, and comes back only where the name is free', async () => {
    const { data: first } = await admin.ask(addSpecialization, { body: { name: 'Phlebology' } });
    const params = { id: first.id };
    await admin.ask(retireSpecialization, { params });
    const { data: second } = await admin.ask(addSpecialization, { body: { name: 'Phlebology' } });
    assert.equal(await admin.refused(restoreSpecialization, { params }), '409 name_taken');
    const body = { version: second.version, name: 'Phlebology and veins' };
    await admin.ask(changeSpecialization, { params: { id: second.id }, body });
    assert.equal((await admin.ask(restoreSpecialization, { params })).data.retired_at, null);
  });

  test('that is not there, or was changed meanwhile, is told apart', async () => {
    const { data } = await admin.ask(addSpecialization, { body: { name: 'Rheumatology' } });
    const body = { version: data.version + 1, name: 'x' };
    assert.equal(await admin.refused(changeSpecialization, { params: { id: data.id }, body }), '409 version_conflict');
    assert.equal(await admin.refused(changeSpecialization, { params: { id: 2_000_000_000 }, body }), '404 not_found');
  });

  test('in use is not retired, however it is raced', async () => {
    const { data } = await admin.ask(addSpecialization, { body: { name: 'Raced Speciality' } });
    const body = { name: 'Raced Service', specialization_id: data.id, duration_minutes: 30, price_cents: 1 };
    const [added, retired] = await Promise.all([
      admin.call(addPrestation, { body }),
      admin.call(retireSpecialization, { params: { id: data.id } }),
    ]);
    const { rows } = await application.owner.query(
      `select from prestation p join specialization s on s.id = p.specialization_id
       where s.id = $1 and s.retired_at is not null and p.retired_at is null`,
      [data.id],
    );
    assert.equal(
      rows.length,
      0,
      `added ${added.status}, retired ${retired.status}: a service of a retired specialization`,
    );
  });
});

describe('a prestation', () => {
  test('has a specialization or none, and says so', async () => {
    const { data } = await admin.ask(addPrestation, {
      body: { name: 'Service', specialization_id: 1, duration_minutes: 20, price_cents: 500 },
    });
    assert.equal(data.specialization?.id, 1);
    const body = { version: data.version, specialization_id: null };
    const changed = await admin.ask(changePrestation, { params: { id: data.id }, body });
    assert.deepEqual([changed.data.specialization, changed.data.duration_minutes], [null, 20]);
    const nowhere = { version: changed.data.version, specialization_id: 2_000_000_000 };
    assert.equal(await admin.refused(changePrestation, { params: { id: data.id }, body: nowhere }), '400 invalid');
  });

  test('is listed for anyone, by specialization and price', async () => {
    const query = { specialization: 1, sort: '-price_cents' as const };
    const { data } = await application.nobody.ask(listPrestations, { query });
    assert(data.length > 1 && data.every(({ specialization }) => specialization?.id === 1));
    const prices = data.map(({ price_cents }) => price_cents);
    assert.deepEqual(
      prices,
      prices.toSorted((a, b) => b - a),
    );
  });

  test('a specialization counts its approved doctors', async () => {
    const { data } = await application.nobody.ask(listSpecializations, { query: { q: 'gynaecology' } });
    assert.deepEqual(
      data.map(({ doctors }) => doctors),
      [1],
      'Hana Toumi waits',
    );
  });
});

describe('a patient at the desk', () => {
  test('is found by name without accents, and by the digits of the telephone', async () => {
    await desk.ask(addPatient, { body: { name: 'Zoé Lumière', phone: '+33 (0)6 12 34 56 78' } });
    const found = async (q: string) => (await desk.ask(listPatients, { query: { q } })).data.map(({ name }) => name);
    for (const q of ['zoe lum', 'LUMIERE', '6 12 34', '0612345678'])
      assert.deepEqual(await found(q), ['Zoé Lumière'], q);
    assert.deepEqual(await found('zoe 99'), []);
  });

  test('is found in Arabic without vowel signs', async () => {
    await desk.ask(addPatient, { body: { name: 'مُحَمَّد العربي' } });
    const { data } = await desk.ask(listPatients, { query: { q: 'محمد' } });
    assert.equal(data.length, 1);
  });

  test('keeps what is not sent, forgets what is sent empty', async () => {
    const { data } = await desk.ask(addPatient, {
      body: { name: 'P', birth_date: '1990-01-02', sex: 'male', phone: '123' },
    });
    const body = { version: 1, phone: null };
    const changed = await desk.ask(changePatient, { params: { id: data.id }, body });
    assert.deepEqual([changed.data.birth_date, changed.data.sex, changed.data.phone], ['1990-01-02', 'male', null]);
  });

  test('retired is neither listed nor changed, and comes back', async () => {
    const { data } = await desk.ask(addPatient, { body: { name: 'Retiring Patient' } });
    const params = { id: data.id };
    const { data: retired } = await desk.ask(retirePatient, { params });
    assert.equal((await desk.ask(listPatients, { query: { q: 'retiring' } })).total, 0);
    const { status } = await desk.call(changePatient, { params, body: { version: retired.version, name: 'x' } });
    assert([404, 409].includes(status));
    await desk.ask(restorePatient, { params });
    assert.equal((await desk.ask(listPatients, { query: { q: 'retiring' } })).total, 1);
  });
});

describe('the clinic', () => {
  test('has a name, a currency and a time zone; the first two are an admin’s to change', async () => {
    const { data } = await application.nobody.ask(readClinic);
    assert.deepEqual([data.name, data.currency, data.timezone], ['Clinique des Oliviers', 'DZD', 'Africa/Algiers']);
    const body = { version: data.version, name: 'Clinique des Cèdres', currency: 'EUR' };
    const changed = await admin.ask(changeClinic, { body });
    assert.deepEqual([changed.data.name, changed.data.currency], ['Clinique des Cèdres', 'EUR']);
    assert.equal(await admin.refused(changeClinic, { body }), '409 version_conflict');
  });

  test('says until when a patient may cancel, and an admin changes that', async () => {
    const { data } = await application.nobody.ask(readClinic);
    assert.equal(data.cancel_deadline_minutes, 120);
    const changed = async (cancel_deadline_minutes: number, version: number) =>
      (await admin.ask(changeClinic, { body: { version, cancel_deadline_minutes } })).data;
    const day = await changed(1440, data.version);
    assert.deepEqual([day.cancel_deadline_minutes, day.name], [1440, data.name]);
    assert.equal((await changed(0, day.version)).cancel_deadline_minutes, 0);
    const body = { version: day.version + 1, cancel_deadline_minutes: 43_201 };
    assert.equal(await admin.refused(changeClinic, { body }), '400 invalid');
  });

  test('says how much one account may take by itself, and an admin changes that', async () => {
    const { data } = await application.nobody.ask(readClinic);
    assert.deepEqual(data.limits, { ahead_with_doctor: 12, ahead: 30, booked_hourly: 30, dependents: 12 });
    const limits = { ahead_with_doctor: 3, ahead: 5, booked_hourly: 4, dependents: 0 };
    const changed = await admin.ask(changeClinic, { body: { version: data.version, limits } });
    assert.deepEqual([changed.data.limits, changed.data.name], [limits, data.name]);
    const body = { version: changed.data.version, limits: { ...limits, ahead: 0 } };
    assert.equal(await admin.refused(changeClinic, { body }), '400 invalid');
  });

  test('does not open in another time zone than its own', async () => {
    const zone = { CLINIC_TIMEZONE: 'Europe/Paris' };
    await assert.rejects(bootApplication({ demo: true, env: zone }), /CLINIC_TIMEZONE must be Africa\/Algiers/);
  });

  test('that is empty has no demo, no accounts, and a name to be changed', async () => {
    await using empty = await bootApplication();
    const { data } = await empty.nobody.ask(readClinic);
    assert.equal(data.demo, null);
    const { rows } = await empty.owner.query('select count(*)::integer as accounts from account');
    assert.deepEqual(rows, [{ accounts: 0 }]);
  });
});
