import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { retireSpecialization } from '#contract/catalogue.ts';
import {
  addDoctor,
  approveDoctor,
  disapproveDoctor,
  listDoctorRecords,
  listDoctors,
  readDoctor,
  restoreDoctor,
  retireDoctor,
} from '#contract/clinic.ts';
import { bootApplication } from '#test/application.ts';
import { newEmail } from '#test/people.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { nobody, owner } = application;
const admin = application.as('admin');

async function idOf(name: string): Promise<number> {
  const { rows } = await owner.query<{ id: number }>('select id from doctor where name = $1', [name]);
  assert(rows[0], name);
  return rows[0].id;
}

const found = async (query: object) => (await nobody.ask(listDoctors, { query })).data.map(({ name }) => name);

describe('the directory', () => {
  test('shows the approved by name, with what a patient needs to choose, and nothing else', async () => {
    const { data, total, next } = await nobody.ask(listDoctors, { query: { limit: 100 } });
    assert.equal(total, 12);
    assert.equal(next, null);
    assert.equal(data.length, total);
    assert(!data.some(({ name }) => name === 'Hana Toumi'), 'who waits for approval is not shown');
    const amina = data.find(({ name }) => name === 'Amina Haddad');
    assert.deepEqual(Object.keys(amina ?? {}), [
      ...['id', 'name', 'specialization', 'biography', 'languages', 'prices', 'is_available'],
    ]);
    assert.deepEqual(
      amina?.prices.map(({ mode }) => mode),
      ['in_person', 'video', 'voice', 'chat'],
    );
    assert.equal(data.find(({ name }) => name === 'Omar Bouzid')?.is_available, false);
  });

  const searches: [what: string, query: object, names: string[]][] = [
    ['without accents', { q: 'leila' }, ['Leïla Saïdi']],
    ['with other accents', { q: 'LÉILÀ' }, ['Leïla Saïdi']],
    ['composed otherwise', { q: 'Leïla'.normalize('NFD') }, ['Leïla Saïdi']],
    ['by a part of the name', { q: 'haddad' }, ['Amina Haddad']],
    ['by the specialization', { q: 'cardio' }, ['Amina Haddad', 'Omar Bouzid']],
    ['by nothing but spaces', { q: '   ', specialization: 'Cardiology' }, ['Amina Haddad', 'Omar Bouzid']],
    ['by a sign that SQL knows', { q: '%' }, []],
    ['by another', { q: '_mina' }, []],
    ['by a third', { q: "'; drop table doctor; --" }, []],
    ['by a word that nobody has', { q: 'zzz' }, []],
    ['by the specialization’s name', { specialization: 'cardiology' }, ['Amina Haddad', 'Omar Bouzid']],
    ['by a specialization that is not', { specialization: 'Alchemy' }, []],
    ['by language', { language: 'zh' }, ['Emily Chen']],
    ['by mode', { mode: 'chat', specialization: 'Dermatology', q: 'youssef' }, ['Youssef Cherif']],
    ['by a mode that they do not offer', { mode: 'voice', q: 'youssef' }, []],
    [
      'by everything together',
      { q: 'amina', specialization: 'Cardiology', mode: 'video', language: 'ar' },
      ['Amina Haddad'],
    ],
  ];
  for (const [what, query, names] of searches) {
    test(`is searched ${what}`, async () => assert.deepEqual(await found(query), names));
  }

  test('is searched by a specialization’s id too', async () => {
    const { rows } = await owner.query<{ id: number }>(`select id from specialization where name = 'Cardiology'`);
    assert.deepEqual(await found({ specialization: String(rows[0]?.id) }), ['Amina Haddad', 'Omar Bouzid']);
  });

  test('is the same for everybody: even an admin browses what patients see', async () => {
    const { data } = await nobody.ask(listDoctors, { query: { limit: 100 } });
    for (const who of ['patient', 'doctor', 'applicant', 'receptionist', 'admin']) {
      assert.deepEqual((await application.as(who).ask(listDoctors, { query: { limit: 100 } })).data, data, who);
    }
  });
});

describe('approval', () => {
  test('puts a doctor into the directory and takes them out again', async () => {
    const params = { id: await idOf('Hana Toumi') };
    assert.equal(await nobody.refused(readDoctor, { params }), '404 not_found');
    assert.equal((await admin.ask(approveDoctor, { params })).data.is_approved, true);
    assert.equal((await nobody.ask(readDoctor, { params })).data.name, 'Hana Toumi');
    assert.equal((await admin.ask(disapproveDoctor, { params })).data.is_approved, false);
    assert.equal(await nobody.refused(readDoctor, { params }), '404 not_found');
    assert.deepEqual(await found({ q: 'hana' }), []);
  });

  test('asked twice changes nothing the second time', async () => {
    const params = { id: await idOf('Karim Benali') };
    const { rows } = await owner.query('select version from doctor where id = $1', [params.id]);
    assert.equal((await admin.ask(approveDoctor, { params })).data.version, rows[0].version);
  });
});

describe('retirement', () => {
  test('takes a doctor out of the directory and of the clinic’s door, and is undone', async () => {
    const body = { name: 'Rita Retired', email: newEmail(), specialization_id: 1 };
    const { data } = await admin.ask(addDoctor, { body });
    const params = { id: data.id };
    assert.deepEqual(await found({ q: 'rita' }), ['Rita Retired']);
    const retired = await admin.ask(retireDoctor, { params });
    assert(retired.data.retired_at);
    assert.deepEqual(await found({ q: 'rita' }), []);
    assert.equal(await nobody.refused(readDoctor, { params }), '404 not_found');
    const { rows } = await owner.query('select retired_at from account where id = $1', [data.account_id]);
    assert(rows[0].retired_at);
    assert.equal(await admin.refused(approveDoctor, { params }), '404 not_found');
    await admin.ask(restoreDoctor, { params });
    assert.deepEqual(await found({ q: 'rita' }), ['Rita Retired']);
  });

  test('of a specialization waits until no doctor has it', async () => {
    assert.equal(await admin.refused(retireSpecialization, { params: { id: 1 } }), '409 in_use');
  });
});

describe('the records of doctors', () => {
  const names = async (query: object) => (await admin.ask(listDoctorRecords, { query })).data.map(({ name }) => name);

  test('are filtered by state', async () => {
    assert.deepEqual(await names({ state: 'waiting' }), ['Hana Toumi']);
    assert((await names({ state: 'approved', limit: 100 })).length >= 12);
    await admin.ask(retireDoctor, { params: { id: await idOf('Rachid Amrani') } });
    assert.deepEqual(await names({ state: 'retired' }), ['Rachid Amrani']);
    await admin.ask(restoreDoctor, { params: { id: await idOf('Rachid Amrani') } });
    assert.equal((await names({ state: 'all', limit: 100 })).length, (await names({ limit: 100 })).length);
  });

  test('are found by name and address, and sorted both ways', async () => {
    assert.deepEqual(await names({ q: 'ines' }), ['Inès Ferhat']);
    assert.deepEqual(await names({ q: 'mourad.ziani@' }), ['Mourad Ziani']);
    const up = await names({ sort: 'specialization', limit: 100 });
    const down = await names({ sort: '-specialization', limit: 100 });
    assert.deepEqual(up.toReversed(), down);
    assert.equal(await admin.refused(listDoctorRecords, { query: { sort: 'email' as 'name' } }), '400 invalid');
  });
});
