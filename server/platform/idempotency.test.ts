import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addSpecialization } from '#contract/catalogue.ts';
import { inviteAccount, makeToken } from '#contract/identity.ts';
import { addDependent, addPatient, listFamily, listPatients } from '#contract/patients.ts';
import { bootApplication, password } from '#test/application.ts';
import { newEmail } from '#test/people.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { owner } = application;
const desk = application.as('receptionist');
const admin = application.as('admin');

let keys = 0;
const newKey = () => ({ 'idempotency-key': `key-${++keys}` });
const countOf = async (name: string) => (await desk.ask(listPatients, { query: { q: name } })).total;

test('twenty at once with one key make one, and all hear of it', async () => {
  const headers = newKey();
  const asked = { body: { name: 'Twenty Times' }, headers };
  const answers = await Promise.all(Array.from({ length: 20 }, () => desk.call(addPatient, asked)));
  assert(
    answers.every(({ status }) => status === 201),
    answers.map(({ status }) => status).join(' '),
  );
  const first = answers[0]?.body;
  for (const { body } of answers) assert.deepEqual(body, first);
  assert.equal(await countOf('Twenty Times'), 1);
});

test('later the same body gives the first success again, whatever has changed since', async () => {
  const asked = { body: { name: 'Same Again', phone: '+33 1 23' }, headers: newKey() };
  const first = await desk.ask(addPatient, asked);
  await owner.query(`update patient set name = 'Changed Since' where id = $1`, [first.data.id]);
  assert.deepEqual(await desk.ask(addPatient, asked), first);
});

test('another body under the same key is a mistake', async () => {
  const headers = newKey();
  await desk.ask(addPatient, { body: { name: 'One Body' }, headers });
  assert.equal(await desk.refused(addPatient, { body: { name: 'Other Body' }, headers }), '422 idempotency_mismatch');
  assert.equal(await countOf('Other Body'), 0);
});

test('a refusal is not remembered', async () => {
  const headers = newKey();
  const body = { name: 'Cardiology' };
  assert.equal(await admin.refused(addSpecialization, { body, headers }), '409 name_taken');
  await admin.ask(addSpecialization, { body: { name: 'Acupuncture' }, headers });
  const malformed = newKey();
  assert.equal(await desk.refused(addPatient, { body: { name: '' }, headers: malformed }), '400 invalid');
  await desk.ask(addPatient, { body: { name: 'Now Right' }, headers: malformed });
});

test('a key is one’s own: another actor’s is another, and so is another route’s', async () => {
  const headers = newKey();
  const body = { name: 'Shared Key' };
  const one = await desk.ask(addPatient, { body, headers });
  const other = await admin.ask(addPatient, { body, headers });
  assert.notEqual(one.data.id, other.data.id);
  const dependent = { name: 'A Child', relation: 'child' as const };
  await application.as('patient').ask(addDependent, { body: dependent, headers });
  await application.as('omar@salle.test').ask(addDependent, { body: dependent, headers });
  assert.equal((await application.as('omar@salle.test').ask(listFamily)).data.length, 2);
});

test('an invitation made once is mailed once', async () => {
  const email = newEmail();
  const asked = { body: { name: 'N', email, role: 'receptionist' as const }, headers: newKey() };
  const answers = await Promise.all([1, 2, 3].map(() => admin.call(inviteAccount, asked)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [201, 201, 201],
  );
  await application.letterTo(email);
  const { rows } = await owner.query('select id from link where email = $1', [email]);
  assert.equal(rows.length, 1);
});

test('without a key each request makes its own', async () => {
  await desk.ask(addPatient, { body: { name: 'No Key' } });
  await desk.ask(addPatient, { body: { name: 'No Key' } });
  assert.equal(await countOf('No Key'), 2);
});

test('/auth/* takes no key: a token is never given twice', async () => {
  const asked = { body: { email: 'omar@salle.test', password, name: 'x' }, headers: newKey() };
  const [one, other] = [await application.nobody.ask(makeToken, asked), await application.nobody.ask(makeToken, asked)];
  assert.notEqual(one.data.token, other.data.token);
});

test('keys are kept for a day', async () => {
  const headers = newKey();
  const asked = { body: { name: 'A Day' }, headers };
  await desk.ask(addPatient, asked);
  await owner.query(`update idempotency_key set created_at = now() - interval '23 hours 59 minutes'`);
  await desk.ask(addPatient, asked);
  assert.equal(await countOf('A Day'), 1);
  await owner.query(`update idempotency_key set created_at = now() - interval '24 hours 1 minute'`);
  await desk.ask(addPatient, { ...asked, body: { name: 'A Day Later' } });
  assert.equal(await countOf('A Day Later'), 1);
});
