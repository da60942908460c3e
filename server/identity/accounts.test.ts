import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readMe } from '#contract/clinic.ts';
import {
  changeAccount,
  forgotten,
  inviteAccount,
  inviteAgain,
  listAccounts,
  listMail,
  makeToken,
  readAccount,
  restoreAccount,
  retireAccount,
  signIn,
  useLink,
} from '#contract/identity.ts';
import { listFamily } from '#contract/patients.ts';
import { bootApplication, linkToken, password, type TestApplication } from '#test/application.ts';
import type { Client } from '#test/client.ts';
import { goodPassword, newEmail } from '#test/people.ts';
import type { Visitor } from '#test/visitor.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { nobody, owner } = application;
const admin = application.as('admin');
const gone = '401 sign_in_required';

type StaffRole = 'receptionist' | 'admin';
type Member = { id: number; email: string; visitor: Visitor };
async function member(role: StaffRole, at = application, by: Client = admin): Promise<Member> {
  const email = newEmail(role);
  const { data } = await by.ask(inviteAccount, { body: { name: 'Mona Member', email, role } });
  const visitor = at.visitor();
  const token = linkToken(await at.letterTo(email));
  await visitor.ask(useLink, { body: { token, password: goodPassword } });
  return { id: data.id, email, visitor };
}

const versionOf = async (id: number) => (await admin.ask(readAccount, { params: { id } })).data.version;

describe('a change of role', () => {
  test('ends what the account was doing, and counts at once', async () => {
    const { id, email, visitor } = await member('receptionist');
    const body = { version: await versionOf(id), role: 'admin' as const };
    assert.equal((await admin.ask(changeAccount, { params: { id }, body })).data.role, 'admin');
    assert.equal(await visitor.refused(readMe), gone);
    await visitor.ask(signIn, { body: { email, password: goodPassword } });
    await visitor.ask(listAccounts);
  });

  test('to patient makes their own person', async () => {
    const { id, email, visitor } = await member('receptionist');
    const body = { version: await versionOf(id), role: 'patient' as const };
    await admin.ask(changeAccount, { params: { id }, body });
    await visitor.ask(signIn, { body: { email, password: goodPassword } });
    assert.deepEqual(
      (await visitor.ask(listFamily)).data.map(({ relation }) => relation),
      ['self'],
    );
  });

  test('of a doctor is not made here, nor is anybody made a doctor', async () => {
    const { rows } = await owner.query<{ id: number }>(
      `select id from account where email = 'amina.haddad@salle.test'`,
    );
    const id = rows[0]?.id ?? 0;
    const body = { version: await versionOf(id), role: 'admin' as const };
    assert.equal(await admin.refused(changeAccount, { params: { id }, body }), '400 invalid');
    const made = { version: 1, role: 'doctor' as 'admin' };
    assert.equal(await admin.refused(changeAccount, { params: { id }, body: made }), '400 invalid');
  });

  test('is refused where somebody else changed the account meanwhile', async () => {
    const { id } = await member('receptionist');
    const version = await versionOf(id);
    const change = (name: string) => admin.call(changeAccount, { params: { id }, body: { version, name } });
    const answers = await Promise.all(['One', 'Two', 'Three', 'Four'].map(change));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409, 409]);
  });
});

describe('a retired account', () => {
  test('is out at once, cannot come in, gets no letter, and comes back with its password', async () => {
    const { id, email, visitor } = await member('receptionist');
    const { data } = await admin.ask(retireAccount, { params: { id } });
    assert(data.retired_at);
    assert.equal(await visitor.refused(readMe), gone);
    const credentials = { email, password: goodPassword };
    assert.equal(await visitor.refused(signIn, { body: credentials }), '401 invalid_credentials');
    assert.equal(await nobody.refused(makeToken, { body: { ...credentials, name: 'x' } }), '401 invalid_credentials');
    await nobody.ask(forgotten, { body: { email } });
    assert.equal(await admin.refused(inviteAgain, { params: { id } }), '404 not_found');

    await admin.ask(restoreAccount, { params: { id } });
    assert.equal(await visitor.refused(readMe), gone, 'what has ended does not come back');
    await visitor.ask(signIn, { body: credentials });
    // Whoever asked last has their letter: the one asked for while the account was closed was never written.
    await nobody.ask(forgotten, { body: { email } });
    await application.letterTo(email, 2);
    assert.equal((await application.mail()).filter(({ to }) => to === email).length, 2);
  });

  test('cannot use a link that was sent before', async () => {
    const { id, email } = await member('receptionist');
    await nobody.ask(forgotten, { body: { email } });
    const token = linkToken(await application.letterTo(email, 2));
    await admin.ask(retireAccount, { params: { id } });
    const body = { token, password: 'seven brass kettles on a hill' };
    assert.equal(await application.visitor().refused(useLink, { body }), '422 link_expired');
  });

  test('twice is retired once, with the time of the first', async () => {
    const { id } = await member('receptionist');
    const first = await admin.ask(retireAccount, { params: { id } });
    const second = await admin.ask(retireAccount, { params: { id } });
    assert.equal(second.data.retired_at, first.data.retired_at);
  });
});

describe('a clinic keeps an admin', () => {
  let clinic: TestApplication;
  const open = async () => {
    clinic = await bootApplication({ demo: true });
    after(() => clinic.close());
    const { rows } = await clinic.owner.query<{ id: number }>(`select id from account where role = 'admin'`);
    return rows[0]?.id ?? 0;
  };

  test('the last one is neither retired nor given another role', async () => {
    const id = await open();
    const first = clinic.as('admin');
    assert.equal(await first.refused(retireAccount, { params: { id } }), '409 last_admin');
    const body = { version: 1, role: 'receptionist' as const };
    assert.equal(await first.refused(changeAccount, { params: { id }, body }), '409 last_admin');
    await first.ask(readMe);
  });

  test('two who retire each other at the same moment: one stays', async () => {
    const first = await open();
    for (let round = 0; round < 5; round++) {
      const one = clinic.visitor();
      await one.ask(signIn, { body: { email: 'admin@salle.test', password } });
      const second = await member('admin', clinic, one);
      const answers = await Promise.all([
        one.call(retireAccount, { params: { id: second.id } }),
        second.visitor.call(retireAccount, { params: { id: first } }),
      ]);
      for (const { status } of answers) assert([200, 401, 409].includes(status), `answered ${status}`);
      const { rows } = await clinic.owner.query(`select id from account where role = 'admin' and retired_at is null`);
      assert.equal(rows.length, 1);
      await clinic.owner.query(`update account set retired_at = null where id = $1`, [first]);
      await clinic.owner.query(`update account set retired_at = now() where id = $1`, [second.id]);
    }
  });
});

describe('the first admin', () => {
  test('comes by a link for whoever sits at the machine; signing up never makes one', async () => {
    await using empty = await bootApplication();
    const link = await empty.adminLink('www.First@Example.org');
    const visitor = empty.visitor();
    const { data } = await visitor.ask(useLink, { body: { token: linkToken({ text: link }), password: goodPassword } });
    assert.deepEqual([data.user.email, data.user.role], ['www.first@example.org', 'admin']);
    assert.equal(data.user.name, 'www First', 'a name is no address');
    await visitor.ask(listAccounts);
    await assert.rejects(empty.adminLink('another@example.org'), { code: 'forbidden' });
    const again = linkToken({ text: await empty.adminLink('www.first@example.org') });
    await empty.visitor().ask(useLink, { body: { token: again, password: 'seven brass kettles on a hill' } });
    assert.equal(await visitor.refused(readMe), gone, 'a way back in ends what went before');
  });
});

describe('the list of accounts', () => {
  test('is searched by name and address, filtered by role, and leaves the retired out', async () => {
    const { id, email } = await member('receptionist');
    const found = async (query: object) =>
      (await admin.ask(listAccounts, { query })).data.map((account) => account.email);
    assert((await found({ q: 'mona mem', limit: 100 })).includes(email));
    assert.deepEqual(await found({ q: email.toUpperCase() }), [email]);
    assert.deepEqual(await found({ q: 'leila' }), ['leila.saidi@salle.test']);
    assert.deepEqual(await found({ q: '%' }), []);
    assert((await found({ role: 'doctor', limit: 100 })).every((one) => one.endsWith('@salle.test')));
    await admin.ask(retireAccount, { params: { id } });
    assert.deepEqual(await found({ q: email }), []);
    assert.deepEqual(await found({ q: email, state: 'retired' }), [email]);
  });

  test('counts an applicant among the doctors', async () => {
    const { data } = await admin.ask(listAccounts, { query: { role: 'doctor', limit: 100 } });
    const { rows } = await owner.query(
      `select id from account where role in ('doctor', 'applicant') and retired_at is null`,
    );
    assert.equal(data.length, rows.length);
    assert(data.every(({ role }) => role === 'doctor'));
  });

  test('an address is one account’s, in any case', async () => {
    const body = { name: 'Another', email: 'OMAR@salle.test', role: 'receptionist' as const };
    assert.equal(await admin.refused(inviteAccount, { body }), '409 email_taken');
  });
});

test('mail without a mail server is read by an admin, newest first', async () => {
  await nobody.ask(forgotten, { body: { email: 'lucas@salle.test' } });
  await application.letterTo('lucas@salle.test');
  const { data } = await admin.ask(listMail);
  assert.equal(data.kept, true);
  assert.equal(data.mail[0]?.to, 'lucas@salle.test');
  const times = data.mail.map(({ sent_at }) => sent_at);
  assert.deepEqual(times, times.toSorted().reverse());
});

describe('demo accounts', () => {
  test('cannot sign in where others can reach the clinic, unless it is asked for by hand', async () => {
    const { env, body } = {
      env: { PUBLIC_URL: 'https://clinic.example' },
      body: { email: 'omar@salle.test', password },
    };
    const settings = { ...env, SALLE_DEMO: '' };
    await using closed = await bootApplication({ demo: true, env: settings });
    const atPage = { headers: { origin: 'https://clinic.example' } };
    assert.equal(await closed.nobody.refused(signIn, { body, ...atPage }), '403 demo_closed');
    assert.equal(await closed.nobody.refused(makeToken, { body: { ...body, name: 'x' } }), '403 demo_closed');
    const wrong = { ...body, password: 'not the right one' };
    assert.equal(await closed.nobody.refused(signIn, { body: wrong, ...atPage }), '401 invalid_credentials');
    await using open = await bootApplication({ demo: true, env });
    await open.nobody.ask(signIn, { body, ...atPage });
  });
});
