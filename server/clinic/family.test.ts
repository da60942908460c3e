import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { joinPatient } from '#contract/acting.ts';
import { readMe } from '#contract/clinic.ts';
import { changeProfile } from '#contract/identity.ts';
import {
  addDependent,
  addPatient,
  changeFamilyMember,
  giveJoinCode,
  leaveFamilyMember,
  listFamily,
  readPatient,
  rejoinFamilyMember,
  retirePatient,
} from '#contract/patients.ts';
import { bootApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { newcomer } from '#test/people.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { owner } = application;
const desk = application.as('receptionist');
const yasmine = application.as('patient');
const child = { name: 'Little One', relation: 'child' as const, birth_date: '2020-02-29', sex: 'female' as const };

describe('a family', () => {
  test('shows one’s own person first, then the dependents', async () => {
    const { data } = await yasmine.ask(listFamily);
    assert.deepEqual(
      data.map(({ name, relation }) => [name, relation]),
      [
        ['Yasmine Rahal', 'self'],
        ['Adam Rahal', 'child'],
        ['Lina Rahal', 'child'],
      ],
    );
    const { data: me } = await yasmine.ask(readMe);
    assert.deepEqual(
      me.patients,
      data.map(({ id, name, relation }) => ({ id, name, relation })),
    );
  });

  test('takes in whom one looks after, and changes what is known of them', async () => {
    const { visitor } = await newcomer(application);
    const { data } = await visitor.ask(addDependent, { body: child });
    assert.deepEqual({ ...data, id: 0 }, { id: 0, phone: null, version: 1, is_theirs: false, ...child });
    const body = { version: 1, name: ' Bigger One ', birth_date: '2019-01-01', relation: 'other' as const };
    const changed = await visitor.ask(changeFamilyMember, { params: { id: data.id }, body });
    assert.deepEqual(
      [changed.data.name, changed.data.birth_date, changed.data.relation],
      ['Bigger One', '2019-01-01', 'other'],
    );
    assert.equal(changed.data.sex, 'female', 'what was not sent stays');
    assert.equal(await visitor.refused(changeFamilyMember, { params: { id: data.id }, body }), '409 version_conflict');
  });

  test('is nobody else’s: another account’s people are not there', async () => {
    const { data } = await yasmine.ask(listFamily);
    const { visitor } = await newcomer(application);
    const params = { id: data[1]?.id ?? 0 };
    assert.equal(await visitor.refused(changeFamilyMember, { params, body: { version: 1 } }), '404 not_found');
    assert.equal(await visitor.refused(leaveFamilyMember, { params }), '404 not_found');
    assert.equal(await visitor.refused(rejoinFamilyMember, { params }), '404 not_found');
  });

  test('has room for twelve dependents, however many are added at once, by whatever way', async () => {
    const { visitor } = await newcomer(application);
    const told = await Promise.all(Array.from({ length: 16 }, () => visitor.call(addDependent, { body: child })));
    const refused = told.filter(({ status }) => status !== 201).map(({ status, body }) => ({ status, ...body }));
    assert.deepEqual(
      refused.map((one) => `${one.status} ${'error' in one ? one.error : ''}`),
      Array(4).fill('422 too_many_dependents'),
    );
    const { data } = await visitor.ask(listFamily);
    assert.equal(data.length, 13, 'twelve and oneself');
    const [first, second] = data.slice(1).map(({ id }) => ({ params: { id } }));
    assert(first && second);
    await visitor.ask(leaveFamilyMember, first);
    await visitor.ask(rejoinFamilyMember, first);
    await visitor.ask(leaveFamilyMember, second);
    await visitor.ask(addDependent, { body: child });
    assert.equal(await visitor.refused(rejoinFamilyMember, second), '422 too_many_dependents');
    const entered = await desk.ask(addPatient, { body: { name: 'Entered At The Desk' } });
    const { code } = (await desk.ask(giveJoinCode, { params: { id: entered.data.id } })).data;
    assert.equal(await visitor.refused(joinPatient, { body: { code, relation: 'other' } }), '422 too_many_dependents');
    await visitor.ask(leaveFamilyMember, first);
    await visitor.ask(joinPatient, { body: { code, relation: 'other' } });
  });

  test('begins twice as often within a day as it has room for, however soon it leaves again; tomorrow it goes on', async () => {
    const { visitor, email } = await newcomer(application);
    const [row] = (await owner.query<{ id: number }>('select id from account where email = $1', [email])).rows;
    for (let turn = 0; turn < 24; turn++) {
      const { data } = await visitor.ask(addDependent, { body: child });
      await visitor.ask(leaveFamilyMember, { params: { id: data.id } });
    }
    const { rowCount } = await owner.query('select from patient_account where account_id = $1', [row?.id]);
    assert.equal(rowCount, 25);
    assert.equal(await visitor.refused(addDependent, { body: child }), '429 too_many_dependents_today');
    await owner.query(
      `update patient_account set created_at = created_at - interval '1 day' where account_id = $1 and relation <> 'self'`,
      [row?.id],
    );
    await visitor.ask(addDependent, { body: child });
  });

  test('is given codes for at the desk so many times an hour, by each of its people', async () => {
    const admin = application.as('admin');
    const { data } = await desk.ask(addPatient, { body: { name: 'Asked For Often' } });
    const give = (client: Client) => client.call(giveJoinCode, { params: { id: data.id } });
    const statuses = [];
    for (let turn = 0; turn < 62; turn++) statuses.push((await give(admin)).status);
    assert.deepEqual([...new Set(statuses)], [201, 429]);
    assert.equal((await give(desk)).status, 201);
  });

  test('lets a dependent go, who stays the clinic’s patient; undone within the hour', async () => {
    const { visitor } = await newcomer(application);
    const { data } = await visitor.ask(addDependent, { body: child });
    const params = { id: data.id };
    await visitor.ask(leaveFamilyMember, { params });
    assert.equal((await visitor.ask(listFamily)).data.length, 1);
    assert.equal(await visitor.refused(leaveFamilyMember, { params }), '404 not_found');
    assert.equal((await desk.ask(readPatient, { params })).data.accounts, 0);
    await visitor.ask(rejoinFamilyMember, { params });
    assert.equal((await desk.ask(readPatient, { params })).data.accounts, 1);
    await visitor.ask(leaveFamilyMember, { params });
    await owner.query(`update patient_account set left_at = left_at - interval '1 hour' where patient_id = $1`, [
      data.id,
    ]);
    assert.equal(await visitor.refused(rejoinFamilyMember, { params }), '404 not_found');
  });

  test('one’s own person cannot be left, nor become somebody else’s relation', async () => {
    const { data } = await yasmine.ask(listFamily);
    const params = { id: data[0]?.id ?? 0 };
    assert.equal(await yasmine.refused(leaveFamilyMember, { params }), '404 not_found');
    const body = { version: data[0]?.version ?? 0, relation: 'child' as const };
    await yasmine.call(changeFamilyMember, { params, body });
    assert.equal((await yasmine.ask(listFamily)).data[0]?.relation, 'self');
  });

  test('nobody is born tomorrow or before the telephone', async () => {
    for (const birth_date of ['2100-01-01', '1850-01-01']) {
      assert.equal(await yasmine.refused(addDependent, { body: { ...child, birth_date } }), '400 invalid');
      assert.equal(await desk.refused(addPatient, { body: { name: 'N', birth_date } }), '400 invalid');
    }
  });

  test('knows its own person by the name that the account has taken', async () => {
    const { visitor } = await newcomer(application, { name: 'Before Wedding' });
    await visitor.ask(changeProfile, { body: { name: 'After Wedding' } });
    assert.equal((await visitor.ask(readMe)).data.user.name, 'After Wedding');
  });
});

describe('a join code', () => {
  async function patientWithCode(name = 'From The Desk'): Promise<{ id: number; code: string }> {
    const { data } = await desk.ask(addPatient, { body: { name } });
    const given = await desk.ask(giveJoinCode, { params: { id: data.id } });
    return { id: data.id, code: given.data.code };
  }
  const join = (who: Client, code: string, relation: 'self' | 'parent' | 'child' = 'parent') =>
    who.refused(joinPatient, { body: { code, relation } });

  test('joins the desk’s patient to one account', async () => {
    const { id, code } = await patientWithCode();
    assert.match(code, /^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$/);
    const { visitor } = await newcomer(application);
    const { data } = await visitor.ask(joinPatient, { body: { code, relation: 'parent' } });
    assert.deepEqual([data.member?.id, data.member?.relation, data.member?.name], [id, 'parent', 'From The Desk']);
    assert.equal((await desk.ask(readPatient, { params: { id } })).data.accounts, 1);
    assert.equal(await join((await newcomer(application)).visitor, code), '422 code_refused', 'it is used up');
  });

  test('is taken as people type it', async () => {
    const { code } = await patientWithCode();
    const { visitor } = await newcomer(application);
    const typed = ` ${code.toLowerCase().replace('-', ' ')} `;
    await visitor.ask(joinPatient, { body: { code: typed, relation: 'parent' } });
  });

  test('raced by twenty accounts joins one', async () => {
    const { id, code } = await patientWithCode();
    const accounts: Client[] = [];
    while (accounts.length < 20) accounts.push(await accountWithToken());
    const answers = await Promise.all(
      accounts.map((who) => who.call(joinPatient, { body: { code, relation: 'parent' } })),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    assert.deepEqual(statuses, [200, ...Array(19).fill(422)]);
    assert.equal((await desk.ask(readPatient, { params: { id } })).data.accounts, 1);
  });

  test('given anew kills the one before', async () => {
    const { id, code } = await patientWithCode();
    const { data } = await desk.ask(giveJoinCode, { params: { id } });
    const { visitor } = await newcomer(application);
    assert.equal(await join(visitor, code), '422 code_refused');
    await visitor.ask(joinPatient, { body: { code: data.code, relation: 'parent' } });
  });

  test('expires after a week', async () => {
    const { id, code } = await patientWithCode();
    const left = await owner.query(
      `select expires_at - now() < '7 days' and expires_at - now() > '6 days 23 hours' as week from join_code where patient_id = $1`,
      [id],
    );
    assert.equal(left.rows[0].week, true);
    await owner.query(`update join_code set expires_at = now() - interval '1 second' where patient_id = $1`, [id]);
    assert.equal(await join((await newcomer(application)).visitor, code), '422 code_refused');
  });

  test('that is wrong says nothing, and is tried ten times an hour', async () => {
    const who = await accountWithToken();
    for (let tries = 1; tries <= 10; tries++) assert.equal(await join(who, 'AAAAA-AAAAA'), '422 code_refused');
    const { code } = await patientWithCode();
    const { status, headers } = await who.call(joinPatient, { body: { code, relation: 'parent' } });
    assert.equal(status, 429);
    assert(Number(headers.get('retry-after')) > 3000);
    assert.equal(await join(await accountWithToken(), 'AAAAA-AAAAA'), '422 code_refused', 'others may try');
  });

  test('for a patient who is retired meanwhile is worth nothing', async () => {
    const { id, code } = await patientWithCode();
    await desk.ask(retirePatient, { params: { id } });
    assert.equal(await join((await newcomer(application)).visitor, code), '422 code_refused');
    assert.equal(await desk.refused(giveJoinCode, { params: { id } }), '404 not_found');
  });

  test('for somebody who belongs to the account already is told so, and not used up', async () => {
    const { visitor } = await newcomer(application);
    const { data } = await visitor.ask(addDependent, { body: child });
    const { data: given } = await desk.ask(giveJoinCode, { params: { id: data.id } });
    assert.equal(await join(visitor, given.code), '409 already_joined');
    const other = await newcomer(application);
    const { data: asked } = await other.visitor.ask(joinPatient, { body: { code: given.code, relation: 'parent' } });
    assert.equal(asked.member, null, 'others act already: they are asked');
    assert.equal((await desk.ask(readPatient, { params: { id: data.id } })).data.accounts, 1);
  });

  test('for oneself takes the place of the record that signing up has made', async () => {
    const { id, code } = await patientWithCode('Long Known');
    const { visitor } = await newcomer(application, { name: 'Long Known' });
    const before = (await visitor.ask(listFamily)).data[0]?.id ?? 0;
    await visitor.ask(joinPatient, { body: { code, relation: 'self' } });
    assert.deepEqual(
      (await visitor.ask(listFamily)).data.map((one) => [one.id, one.relation]),
      [[id, 'self']],
    );
    assert((await desk.ask(readPatient, { params: { id: before } })).data.retired_at, 'the empty one is put away');
  });

  test('of somebody’s own record makes nobody else that person', async () => {
    const { visitor } = await newcomer(application);
    const own = (await visitor.ask(listFamily)).data[0]?.id ?? 0;
    const { data } = await desk.ask(giveJoinCode, { params: { id: own } });
    const other = await newcomer(application);
    assert.equal(await join(other.visitor, data.code, 'self'), '409 already_joined');
    assert.deepEqual(
      (await visitor.ask(listFamily)).data.map(({ relation }) => relation),
      ['self'],
    );
    assert.deepEqual(
      (await other.visitor.ask(listFamily)).data.map(({ relation }) => relation),
      ['self'],
    );
  });

  test('is kept as a seal: the database does not know it', async () => {
    const { id, code } = await patientWithCode();
    const { rows } = await owner.query<{ kept: string }>(
      'select j::text as kept from join_code j where patient_id = $1',
      [id],
    );
    assert(!rows[0]?.kept.includes(code) && !rows[0]?.kept.includes(code.replace('-', '')));
  });

  /** An account made at the database: twenty that sign up are twenty argon2 hashes. */
  async function accountWithToken(): Promise<Client> {
    const { rows } = await owner.query<{ email: string }>(
      `insert into account (email, name, role, password_hash)
       select gen_random_uuid() || '@example.org', 'N', 'patient', password_hash from account where email = 'omar@salle.test'
       returning email`,
    );
    return application.as(rows[0]?.email ?? '');
  }
});
