import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { answerConsent, joinPatient, readActing } from '#contract/acting.ts';
import { makeFeed } from '#contract/feed.ts';
import { changeAccount, readAccount, retireAccount, useLink } from '#contract/identity.ts';
import { addPatient, giveJoinCode, leaveFamilyMember, listFamily, rejoinFamilyMember } from '#contract/patients.ts';
import { hashed, newToken } from '#server/platform/tokens.ts';
import { bootApplication } from '#test/application.ts';
import { goodPassword } from '#test/people.ts';
import { asProgram, consentToken, letterSaying, personOf, visit } from './acting-rig.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { owner, nobody } = application;
const [desk, admin] = [application.as('receptionist'), application.as('admin')];
const today = Temporal.Now.plainDateISO('Africa/Algiers');

const codeFor = async (id: number) => (await desk.ask(giveJoinCode, { params: { id } })).data.code;
const adult = async () => (await desk.ask(addPatient, { body: { name: 'Old One', birth_date: '1950-05-05' } })).data.id;

test('a calendar program finds no visit of before, as little as who subscribed', async () => {
  const patient = await adult();
  const [past, ahead] = [await visit(owner, patient, -20, -40), await visit(owner, patient, 20, -40)];
  const helper = await personOf(application, 'Helper');
  await helper.client.ask(joinPatient, { body: { code: await codeFor(patient), relation: 'parent' } });
  const text = async () => (await fetch((await helper.client.ask(makeFeed)).data.url ?? '')).text();
  const calendar = await text();
  assert(!calendar.includes(`-${past}@salle`), 'not what was over by then');
  assert(calendar.includes(`-${ahead}@salle`));
  await owner.query('update patient_account set sees_from = null where patient_id = $1', [patient]);
  assert((await text()).includes(`-${past}@salle`), 'where it was opened');
});

describe('a code goes with the role of whoever gave it', () => {
  async function givenByOneWho(goes: (id: number, version: number) => Promise<unknown>): Promise<string> {
    const { rows } = await owner.query<{ id: number; version: number }>(
      `insert into account (email, name, role) values ($1, 'Gone Tomorrow', 'receptionist') returning id, version`,
      [`gone-${Math.random()}@example.org`],
    );
    const [one] = rows;
    assert(one);
    const patient = await adult();
    const code = await codeFor(patient);
    await owner.query('update join_code set given_by = $1 where patient_id = $2', [one.id, patient]);
    await goes(one.id, one.version);
    const who = await personOf(application, 'Friend');
    return who.client.refused(joinPatient, { body: { code, relation: 'other' } });
  }

  test('another role', async () => {
    const role = 'patient' as const;
    const lost = (id: number, version: number) => admin.ask(changeAccount, { params: { id }, body: { version, role } });
    assert.equal(await givenByOneWho(lost), '422 code_refused');
  });

  test('a closed account', async () => {
    assert.equal(await givenByOneWho((id) => admin.ask(retireAccount, { params: { id } })), '422 code_refused');
  });
});

test('who leaves before a coming of age does not come back after it', async () => {
  const parent = await personOf(application, 'Parent');
  const { rows } = await owner.query<{ id: number }>(
    `with child as (insert into patient (name, birth_date) values ('Grown', $1) returning id)
     insert into patient_account (patient_id, account_id, relation, how, created_at)
     select id, $2, 'child', 'family', now() - interval '10 years' from child returning patient_id as id`,
    [today.subtract({ years: 18 }).toString(), parent.id],
  );
  const params = { id: rows[0]?.id ?? 0 };
  await parent.client.ask(leaveFamilyMember, { params });
  assert.equal(await parent.client.refused(rejoinFamilyMember, { params }), '404 not_found');
});

test('a password that is set anew ends the letters that ask for consent; they are sent again', async () => {
  const [asked, asker] = [await personOf(application, 'Asked'), await personOf(application, 'Asker')];
  await asker.client.ask(joinPatient, { body: { code: await codeFor(asked.self), relation: 'other' } });
  const old = consentToken(await letterSaying(application, asked.email, /\/consent#/));
  const token = newToken();
  await owner.query(
    `insert into link (id, purpose, email, token_hash, expires_at)
     values (gen_random_uuid(), 'reset', $1, $2, now() + interval '1 hour')`,
    [asked.email, hashed(token)],
  );
  const headers = { origin: application.address };
  await nobody.ask(useLink, { headers, body: { token, password: goodPassword } });
  const body = { token: old, confirm: true };
  assert.equal(await nobody.refused(answerConsent, { body }), '422 link_expired');
  const again = await letterSaying(application, asked.email, (text) => /\/consent#/.test(text) && !text.includes(old));
  await nobody.ask(answerConsent, { body: { token: consentToken(again), confirm: false } });
});

test('who has become one of the desk since they asked is no answer’s', async () => {
  const [asked, asker] = [await personOf(application, 'Asked'), await personOf(application, 'Asker')];
  await asker.client.ask(joinPatient, { body: { code: await codeFor(asked.self), relation: 'other' } });
  const token = consentToken(await letterSaying(application, asked.email, /\/consent#/));
  await owner.query(`update account set role = 'receptionist' where id = $1`, [asker.id]);
  const body = { token, confirm: true };
  assert.equal(await nobody.refused(answerConsent, { body }), '422 link_expired');
});

test('whoever becomes one of the clinic’s people acts for nobody else any more, and stays who they are', async () => {
  const [parent, other] = [await personOf(application, 'Parent'), await personOf(application, 'Other')];
  const { rows } = await owner.query<{ id: number }>(
    `with child as (insert into patient (name, birth_date) values ('Little One', '2020-01-01') returning id)
     insert into patient_account (patient_id, account_id, relation, how)
     select child.id, account, 'child', 'family' from child, unnest($1::integer[]) account returning patient_id as id`,
    [[parent.id, other.id]],
  );
  const id = rows[0]?.id ?? 0;
  const lying = await visit(owner, id, 20, 1);
  const role = 'receptionist' as const;
  const { version } = (await admin.ask(readAccount, { params: { id: parent.id } })).data;
  await admin.ask(changeAccount, { params: { id: parent.id }, body: { version, role } });
  await letterSaying(application, parent.email, /you no longer act for Little One[\s\S]*one of the clinic’s staff now/);
  await letterSaying(application, other.email, /Parent no longer acts for Little One/);
  const acting = await owner.query(
    `select relation, ended_how, ended_by from patient_account where account_id = $1 order by id`,
    [parent.id],
  );
  assert.deepEqual(acting.rows, [
    { relation: 'self', ended_how: null, ended_by: null },
    { relation: 'child', ended_how: 'role', ended_by: null },
  ]);
  const told = await owner.query(
    `select from event where name = 'family.left' and data @> jsonb_build_object('account_id', $1::integer, 'patient_id', $2::integer)`,
    [parent.id, id],
  );
  assert.equal(told.rowCount, 1, 'by which all goes that came with it');
  const words = await asProgram(application, { account: parent.id, role }, (program) =>
    program.query('select from appointment_medical where appointment_id = $1', [lying]),
  );
  assert.equal(words.rowCount, 0, 'the desk reads no medical information');
  const { data } = await other.client.ask(readActing, { params: { id } });
  const [ended] = data.acting.filter(({ ended_how }) => ended_how === 'role');
  assert.deepEqual([ended?.name, ended?.ended_by], ['Parent', null]);
});

describe('joining as oneself', () => {
  const visitOf = async (patient: number, status: string) => {
    const id = await visit(owner, patient, status === 'completed' ? -3 : 3, -5);
    await owner.query(
      `update appointment set status = $2, cancelled_at = case when $2 = 'cancelled' then now() end where id = $1`,
      [id, status],
    );
  };

  for (const status of ['pending', 'confirmed', 'completed', 'no_show']) {
    test(`is refused where a visit stands in the record that one has (${status}), which stays; beside it one may join`, async () => {
      const one = await personOf(application, 'Known');
      await visitOf(one.self, status);
      const code = await codeFor(await adult());
      const join = (relation: 'self' | 'other') => one.client.call(joinPatient, { body: { code, relation } });
      const refused = await join('self');
      assert.deepEqual([refused.status, 'error' in refused.body && refused.body.error], [409, 'own_record_in_use']);
      assert.equal((await one.client.ask(listFamily)).data[0]?.id, one.self);
      assert.equal((await join('other')).status, 200, 'the code was not used up');
    });
  }

  test('leaves what was called off', async () => {
    const one = await personOf(application, 'Known');
    await visitOf(one.self, 'cancelled');
    const patient = await adult();
    await one.client.ask(joinPatient, { body: { code: await codeFor(patient), relation: 'self' } });
    assert.deepEqual(
      (await one.client.ask(listFamily)).data.map(({ id }) => id),
      [patient],
    );
  });

  test('is no answer’s to give where something was booked since it was asked', async () => {
    const [one, helper] = [await personOf(application, 'Known'), await personOf(application, 'Helper')];
    const patient = await adult();
    await helper.client.ask(joinPatient, { body: { code: await codeFor(patient), relation: 'other' } });
    await one.client.ask(joinPatient, { body: { code: await codeFor(patient), relation: 'self' } });
    const token = consentToken(await letterSaying(application, helper.email, /\/consent#/));
    await visitOf(one.self, 'confirmed');
    const answer = (confirm: boolean) => nobody.call(answerConsent, { body: { token, confirm } });
    assert.equal((await answer(true)).status, 409);
    assert.equal((await answer(false)).status, 200);
  });
});
