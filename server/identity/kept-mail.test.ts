import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  forgotten,
  handOverInvitation,
  inviteAccount,
  listMail,
  readLink,
  signUp,
  useLink,
} from '#contract/identity.ts';
import { newToken } from '#server/platform/tokens.ts';
import { bootApplication, linkToken } from '#test/application.ts';
import { goodPassword, newEmail } from '#test/people.ts';
import { withoutBearers } from './bearers.ts';

/** A clinic of somebody's own, with its first admin. */
async function openClinic(env: Record<string, string> = {}) {
  const application = await bootApplication({ env });
  const adminAt = async (link: string) => {
    const visitor = application.visitor();
    await visitor.ask(useLink, { body: { token: new URL(link).hash.slice(1), password: goodPassword } });
    return visitor;
  };
  const admin = await adminAt(await application.adminLink('chief@example.org'));
  const invite = async (role: 'receptionist' | 'admin' = 'receptionist') => {
    const email = newEmail(role);
    const { data } = await admin.ask(inviteAccount, { body: { name: 'Ines Invited', email, role } });
    return { id: data.id, email };
  };
  return { application, admin, adminAt, invite, [Symbol.asyncDispose]: () => application.close() };
}

describe('kept mail', () => {
  test('shows an admin no link but their own', async () => {
    await using clinic = await openClinic();
    const { application, admin, invite } = clinic;
    const other = await invite();
    const patient = newEmail();
    await application.nobody.ask(signUp, { body: { name: 'Paul Patient', email: patient, role: 'patient' } });
    await application.nobody.ask(forgotten, { body: { email: 'chief@example.org' } });
    const letters = [other.email, patient, 'chief@example.org'];
    const tokens = await Promise.all(letters.map(async (to) => linkToken(await application.letterTo(to))));
    const { data } = await admin.ask(listMail);
    const text = JSON.stringify(data);
    assert.deepEqual(
      tokens.map((token) => text.includes(token)),
      [false, false, true],
    );
    const told = (to: string) => data.mail.find((letter) => letter.to === to);
    assert.deepEqual([told(other.email)?.withheld, told(other.email)?.hand_over], [true, other.id]);
    assert.deepEqual([told(patient)?.withheld, told(patient)?.hand_over], [true, undefined]);
    assert.equal(told('chief@example.org')?.withheld, false);
    assert.match(told(patient)?.text ?? '', /\n\n\[…\]\n/);
  });

  test('is shown as it is in a demo', async () => {
    await using application = await bootApplication({ demo: true });
    await application.nobody.ask(forgotten, { body: { email: 'omar@salle.test' } });
    const token = linkToken(await application.letterTo('omar@salle.test'));
    const { data } = await application.as('admin').ask(listMail);
    assert(data.mail[0]?.text.includes(token));
  });
});

describe('an invitation', () => {
  test('is handed over by the admin who invited, until it was used; each voids the one before, and leaves its row', async () => {
    await using clinic = await openClinic();
    const { application, admin, adminAt, invite } = clinic;
    const { id, email } = await invite();
    const mailed = linkToken(await application.letterTo(email));
    const asked = { params: { id } };
    const { url } = (await admin.ask(handOverInvitation, asked)).data;
    const token = new URL(url).hash.slice(1);
    const refused = (one: string) => application.nobody.refused(readLink, { body: { token: one } });
    assert.equal(await refused(mailed), '422 link_expired');

    const second = await invite('admin');
    const other = await adminAt((await admin.ask(handOverInvitation, { params: { id: second.id } })).data.url);
    assert.equal(await other.refused(handOverInvitation, asked), '403 no_hand_over', 'another admin');

    await application.visitor().ask(useLink, { body: { token, password: goodPassword } });
    assert.equal(await admin.refused(handOverInvitation, asked), '403 no_hand_over', 'they have signed in');
    assert.equal(await admin.refused(handOverInvitation, { params: { id: 999 } }), '403 no_hand_over');
    const { rows } = await application.owner.query(
      `select subject_id as id from audit where action = 'invitation.handed_over' order by id`,
    );
    assert.deepEqual(rows, [{ id }, { id: second.id }]);
  });

  test('is handed over by nobody where a mail server takes it', async () => {
    await using clinic = await openClinic({ SMTP_URL: 'smtp://127.0.0.1:9' });
    const { id } = await clinic.invite();
    assert.equal(await clinic.admin.refused(handOverInvitation, { params: { id } }), '403 no_hand_over');
  });
});

describe('what lets its holder act', () => {
  const token = 'Zk3vQx-9_aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567';
  for (const bearer of [
    `https://clinic.example/link#${token}`,
    `http://127.0.0.1:3000/link#short`,
    `https://clinic.example/calendar/${token}.ics`,
    `https://clinic.example/consent/${token}`,
    `https://clinic.example/join?code=ABCDE-FGHJK`,
    `https://somebody@clinic.example/@x`,
    token,
  ])
    test(`is left out: ${bearer}`, () => {
      assert.equal(withoutBearers(`Open this:\n\n${bearer}\n\nThanks.`), 'Open this:\n\n[…]\n\nThanks.');
    });

  test('is found whatever token it is', () => {
    for (let round = 0; round < 2000; round++) {
      const fresh = newToken();
      assert(!withoutBearers(`a ${fresh} b https://x/link/${fresh}`).includes(fresh.slice(0, 12)), fresh);
    }
  });

  test('is nothing else', () => {
    const words = 'CONS-7K2M9Q anticonstitutionnellement https://clinic.example/appointments/17 وصفحتكم.';
    assert.equal(withoutBearers(words), words);
  });
});
