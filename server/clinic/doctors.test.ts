import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { listSalles } from '#contract/catalogue.ts';
import {
  addDoctor,
  approveDoctor,
  changeDoctor,
  disapproveDoctor,
  readDoctor,
  readDoctorRecord,
  readMe,
  retireDoctor,
} from '#contract/clinic.ts';
import { useLink } from '#contract/identity.ts';
import { bootApplication, linkToken } from '#test/application.ts';
import { goodPassword, newcomer, newEmail } from '#test/people.ts';
import type { Visitor } from '#test/visitor.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { nobody } = application;
const admin = application.as('admin');
const amina = application.as('doctor');

async function own(who: Pick<Visitor, 'ask'>) {
  const { data } = await who.ask(readMe);
  return (await who.ask(readDoctorRecord, { params: { id: data.doctor_id ?? 0 } })).data;
}

describe('a doctor', () => {
  test('added by an admin is approved, and chooses a password by a letter', async () => {
    const email = newEmail('doctor');
    const body = {
      name: 'Dina Doctor',
      email,
      specialization_id: 1,
      languages: ['fr' as const],
      prices: [{ mode: 'video' as const, cents: 1 }],
    };
    const { data } = await admin.ask(addDoctor, { body });
    assert.equal(data.is_approved, true);
    assert.equal((await nobody.ask(readDoctor, { params: { id: data.id } })).data.name, 'Dina Doctor');
    const visitor = application.visitor();
    await visitor.ask(useLink, {
      body: { token: linkToken(await application.letterTo(email)), password: goodPassword },
    });
    assert.equal((await own(visitor)).id, data.id);
    await visitor.ask(listSalles);
  });

  test('changes their own record: words, languages, prices, whether they are there', async () => {
    const record = await own(amina);
    const prices = [{ mode: 'chat' as const, cents: 100 }];
    const body = {
      version: record.version,
      biography: 'New words',
      languages: ['en' as const],
      prices,
      is_available: false,
    };
    const { data } = await amina.ask(changeDoctor, { params: { id: record.id }, body });
    assert.deepEqual(
      [data.biography, data.languages, data.prices, data.is_available],
      ['New words', ['en'], prices, false],
    );
    assert.equal(data.version, record.version + 1);
    const { data: card } = await nobody.ask(readDoctor, { params: { id: record.id } });
    assert.deepEqual([card.biography, card.prices, card.is_available], ['New words', prices, false]);
  });

  test('does not change their specialization once approved; an applicant chooses theirs', async () => {
    const record = await own(amina);
    const other = (record.specialization?.id ?? 0) + 1;
    const body = { version: record.version, specialization_id: other };
    assert.equal(await amina.refused(changeDoctor, { params: { id: record.id }, body }), '403 forbidden');
    const applicant = application.as('applicant');
    const waiting = await own(applicant);
    const chosen = { version: waiting.version, specialization_id: 2 };
    assert.equal(
      (await applicant.ask(changeDoctor, { params: { id: waiting.id }, body: chosen })).data.specialization?.id,
      2,
    );
  });

  test('is one record for everybody: another’s is not there', async () => {
    const applicant = await own(application.as('applicant'));
    assert.equal(await amina.refused(readDoctorRecord, { params: { id: applicant.id } }), '404 not_found');
    const body = { version: applicant.version, biography: 'x' };
    assert.equal(await amina.refused(changeDoctor, { params: { id: applicant.id }, body }), '404 not_found');
  });

  test('written by two at once keeps the first, and tells the second', async () => {
    const record = await own(amina);
    const change = (biography: string) =>
      admin.call(changeDoctor, { params: { id: record.id }, body: { version: record.version, biography } });
    const answers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(change));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409, 409, 409]);
  });

  test('has one price for a mode, and a specialization that exists', async () => {
    const { id, version } = await own(amina);
    const twice = [
      { mode: 'chat' as const, cents: 1 },
      { mode: 'chat' as const, cents: 2 },
    ];
    assert.equal(
      await admin.refused(changeDoctor, { params: { id }, body: { version, prices: twice } }),
      '400 invalid',
    );
    const nowhere = { version, specialization_id: 2_000_000_000 };
    assert.equal(await admin.refused(changeDoctor, { params: { id }, body: nowhere }), '400 invalid');
    assert.equal((await own(amina)).version, version, 'nothing is half done');
  });
});

describe('an applicant', () => {
  test('works from the approval on, without signing in anew, and stays as themselves when it is taken back', async () => {
    const { visitor } = await newcomer(application, { role: 'doctor' });
    assert.equal(await visitor.refused(listSalles), '403 forbidden');
    const { id, version } = await own(visitor);
    assert.equal(await admin.refused(approveDoctor, { params: { id } }), '400 invalid', 'not without a specialization');
    await visitor.ask(changeDoctor, { params: { id }, body: { version, specialization_id: 1 } });
    await admin.ask(approveDoctor, { params: { id } });
    await visitor.ask(listSalles);
    await admin.ask(disapproveDoctor, { params: { id } });
    await visitor.ask(readMe);
    assert.equal(await visitor.refused(listSalles), '403 forbidden');
  });

  test('who is retired is out at once', async () => {
    const { visitor } = await newcomer(application, { role: 'doctor' });
    const { id } = await own(visitor);
    await admin.ask(retireDoctor, { params: { id } });
    assert.equal(await visitor.refused(readMe), '401 sign_in_required');
  });
});
