import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readDoctor, readDoctorRecord, readMe } from '#contract/clinic.ts';
import { forgotten, inviteAccount, readLink, signIn, signUp, useLink } from '#contract/identity.ts';
import { bootApplication, linkToken } from '#test/application.ts';
import { newcomer, newEmail, goodPassword as password } from '#test/people.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { nobody, owner, address } = application;
const name = 'Nora Newcomer';
const known = 'omar@salle.test';

describe('signing up', () => {
  test('a patient proves the address by a letter, chooses a password, and is signed in', async () => {
    const email = newEmail();
    const visitor = application.visitor();
    const answer = await visitor.call(signUp, { body: { name: `  ${name} `, email: email.toUpperCase() } });
    assert.equal(answer.status, 202);
    assert.deepEqual(answer.body, { success: true, data: null });
    assert.equal(await visitor.refused(readMe), '401 sign_in_required');

    const letter = await application.letterTo(email);
    assert.match(letter.subject, /^Your account at Clinique des Oliviers$/);
    assert.match(letter.text, new RegExp(`${address}/link#`));
    const token = linkToken(letter);
    const { data: link } = await nobody.ask(readLink, { body: { token } });
    assert.deepEqual([link.purpose, link.email], ['prove', email]);
    const { data } = await visitor.ask(useLink, { body: { token, password } });
    assert.deepEqual({ ...data.user, id: 0 }, { id: 0, name, email, role: 'patient' });

    const { data: me } = await visitor.ask(readMe);
    assert.equal(me.user.email, email);
    assert.equal(me.doctor_id, null);
    assert.deepEqual(
      me.patients.map((person) => [person.name, person.relation]),
      [[name, 'self']],
    );
    assert.equal((await application.visitor().ask(signIn, { body: { email, password } })).data.user.id, me.user.id);
  });

  test('a doctor waits: signed in, with a record of their own that nobody else finds', async () => {
    const { visitor } = await newcomer(application, { role: 'doctor' });
    const { data: me } = await visitor.ask(readMe);
    assert.equal(me.user.role, 'doctor');
    assert.deepEqual(me.patients, []);
    const params = { id: me.doctor_id ?? 0 };
    assert.equal((await visitor.ask(readDoctorRecord, { params })).data.is_approved, false);
    assert.equal(await nobody.refused(readDoctor, { params }), '404 not_found');
    assert.equal(await visitor.refused(readDoctor, { params }), '404 not_found');
  });

  test('an address that has an account gets the same answer, and a letter that says so', async () => {
    const answer = await nobody.call(signUp, { body: { name, email: known } });
    const other = await nobody.call(signUp, { body: { name, email: newEmail() } });
    assert.deepEqual([answer.status, answer.body], [other.status, other.body]);
    const letter = await application.letterTo(known);
    assert.match(letter.subject, /^You already have an account/);
    assert.doesNotMatch(letter.text, /link#/);
    assert.match(letter.text, new RegExp(`${address}/sign-in`));
  });

  test('nobody becomes staff by it', async () => {
    for (const role of ['admin', 'receptionist', 'applicant']) {
      const body = { name, email: newEmail(), role: role as 'patient' };
      assert.equal(await nobody.refused(signUp, { body }), '400 invalid');
    }
  });

  test('the letter speaks the language of whoever asks, an account’s own where it has one', async () => {
    for (const [language, subject] of [
      ['fr', /^Votre compte à/],
      ['ar', /^حسابك في/],
    ] as const) {
      const email = newEmail();
      await nobody.ask(signUp, { body: { name, email, language } });
      assert.match((await application.letterTo(email)).subject, subject);
    }
    await owner.query(`update account set language = 'fr' where email = 'lucas@salle.test'`);
    await nobody.ask(forgotten, { body: { email: 'lucas@salle.test' } });
    assert.match((await application.letterTo('lucas@salle.test')).subject, /^Un nouveau mot de passe/);
  });
});

describe('a link', () => {
  async function linkFor(email: string, nth = 1): Promise<string> {
    return linkToken(await application.letterTo(email, nth));
  }

  test('works once', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name, email } });
    const body = { token: await linkFor(email), password };
    await application.visitor().ask(useLink, { body });
    assert.equal(await application.visitor().refused(useLink, { body }), '422 link_expired');
    assert.equal(await nobody.refused(readLink, { body: { token: body.token } }), '422 link_expired');
  });

  test('makes one account when it is used twice at once', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name, email } });
    const body = { token: await linkFor(email), password };
    const answers = await Promise.all(Array.from({ length: 6 }, () => application.visitor().call(useLink, { body })));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 422, 422, 422, 422, 422]);
    const { rows } = await owner.query('select count(*)::integer as accounts from account where email = $1', [email]);
    assert.deepEqual(rows, [{ accounts: 1 }]);
  });

  test('expires', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name, email } });
    const token = await linkFor(email);
    await owner.query(`update link set expires_at = now() - interval '1 second' where email = $1`, [email]);
    assert.equal(await nobody.refused(readLink, { body: { token } }), '422 link_expired');
    assert.equal(await application.visitor().refused(useLink, { body: { token, password } }), '422 link_expired');
  });

  test('lives two days for a sign-up, two hours for a password, a week for an invitation', async () => {
    const invited = newEmail();
    await application.as('admin').ask(inviteAccount, { body: { name, email: invited, role: 'receptionist' } });
    const asking = newEmail();
    await nobody.ask(signUp, { body: { name, email: asking } });
    await nobody.ask(forgotten, { body: { email: 'yasmine@salle.test' } });
    for (const [email, hours] of [
      [asking, 48],
      ['yasmine@salle.test', 2],
      [invited, 168],
    ] as const) {
      const { data } = await nobody.ask(readLink, { body: { token: await linkFor(email) } });
      const left = (Date.parse(data.expires_at) - Date.now()) / 3_600_000;
      assert(left <= hours && left > hours - 0.1, `${email}: ${left} hours`);
    }
  });

  test('kills the one before it, as it is sent', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name, email } });
    const first = await linkFor(email);
    await nobody.ask(signUp, { body: { name, email } });
    const second = await linkFor(email, 2);
    assert.equal(await nobody.refused(readLink, { body: { token: first } }), '422 link_expired');
    await application.visitor().ask(useLink, { body: { token: second, password } });
  });

  test('is not used up by being read, nor by a password that is refused', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name, email } });
    const token = await linkFor(email);
    await nobody.ask(readLink, { body: { token } });
    const visitor = application.visitor();
    assert.equal(await visitor.refused(useLink, { body: { token, password: 'too short' } }), '400 invalid');
    assert.equal(await visitor.refused(useLink, { body: { token, password: 'password2026' } }), '400 invalid');
    await visitor.ask(useLink, { body: { token, password } });
  });

  test('stands behind a #, where no server sees it, and only its hash is kept', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name, email } });
    const token = await linkFor(email);
    const { rows } = await owner.query<{ kept: string }>(`select l::text as kept from link l where email = $1`, [
      email,
    ]);
    assert.equal(rows.length, 1);
    assert(!rows[0]?.kept.includes(token));
    assert(!JSON.stringify(application.logs).includes(token));
  });
});

describe('an invitation', () => {
  test('lets somebody choose their password; whoever asked for the account before cannot get in by an older link', async () => {
    const email = newEmail();
    await nobody.ask(signUp, { body: { name: 'Somebody Else', email } });
    const before = linkToken(await application.letterTo(email));
    const { data: account } = await application
      .as('admin')
      .ask(inviteAccount, { body: { name, email, role: 'receptionist' } });
    assert.equal(account.has_password, false);
    const token = linkToken(await application.letterTo(email, 2));
    assert.equal(
      await application.visitor().refused(useLink, { body: { token: before, password } }),
      '422 link_expired',
    );
    const { data } = await application.visitor().ask(useLink, { body: { token, password } });
    assert.deepEqual([data.user.id, data.user.role], [account.id, 'receptionist']);
  });

  test('of a patient makes their own person too', async () => {
    const email = newEmail();
    await application.as('admin').ask(inviteAccount, { body: { name, email, role: 'patient' } });
    const visitor = application.visitor();
    await visitor.ask(useLink, { body: { token: linkToken(await application.letterTo(email)), password } });
    const { data } = await visitor.ask(readMe);
    assert.deepEqual(
      data.patients.map(({ relation }) => relation),
      ['self'],
    );
  });

  test('waits without a password: nobody signs in to it', async () => {
    const email = newEmail();
    await application.as('admin').ask(inviteAccount, { body: { name, email, role: 'receptionist' } });
    for (const typed of [password, ' ', 'null']) {
      const answer = await application.visitor().refused(signIn, { body: { email, password: typed } });
      assert.equal(answer, '401 invalid_credentials');
    }
  });
});
