import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { endActing, keepActing, readActing } from '#contract/acting.ts';
import { changeClinic, readClinic } from '#contract/clinic.ts';
import { changeFamilyMember, changePatient, listFamily, readPatient } from '#contract/patients.ts';
import { openIdentityRoom } from '#server/identity/room.ts';
import { bootApplication } from '#test/application.ts';
import { openTestBase } from '#test/base.ts';
import { openClinicRoom } from '../room.ts';
import { everything, letterSaying, nothing, type Person, personOf, seen, visitsOf } from './acting-rig.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { owner } = application;
const desk = application.as('receptionist');
const today = Temporal.Now.plainDateISO('Africa/Algiers');

/** What the program does every few minutes, on another day. */
async function onDay(day: Temporal.PlainDate): Promise<void> {
  const noon = day.toZonedDateTime({ timeZone: 'Africa/Algiers', plainTime: '12:00' }).toInstant();
  const base = await openTestBase(application, () => noon);
  try {
    const { rounds } = openClinicRoom(base, openIdentityRoom(base).face);
    await rounds.find(({ name }) => name === 'clinic.ages')?.act();
  } finally {
    await base.close();
  }
}

/** Somebody who comes of age in so many days, with a parent who has acted for them for years. */
async function grownIn(
  days: number,
): Promise<{ parent: Person; child: Person; patient: number; birthday: Temporal.PlainDate }> {
  const birthday = today.add({ days });
  const child = await personOf(application, 'Child', birthday.subtract({ years: 18 }).toString());
  const parent = await personOf(application, 'Parent');
  await owner.query(
    `insert into patient_account (patient_id, account_id, relation, how, created_at)
     values ($1, $2, 'child', 'family', now() - interval '10 years')`,
    [child.self, parent.id],
  );
  return { parent, child, patient: child.self, birthday };
}
const theParent = async (who: Person, patient: number) => {
  const { data } = await who.client.ask(readActing, { params: { id: patient } });
  const one = data.acting.find(({ relation }) => relation === 'child');
  assert(one);
  return one;
};

describe('acting for a child ends as they come of age', () => {
  let grown: Awaited<ReturnType<typeof grownIn>>;
  before(async () => {
    grown = await grownIn(25);
  });

  test('the family is told a month ahead, once', async () => {
    const { parent, child, birthday } = grown;
    const other = await grownIn(31);
    for (let round = 0; round < 2; round++) await onDay(today);
    const day = birthday.toLocaleString('en', { dateStyle: 'long' });
    await letterSaying(application, parent.email, new RegExp(`comes of age on ${day}[\\s\\S]*you stop acting`));
    await letterSaying(application, child.email, /Parent stops acting for them/);
    const letters = await application.mail();
    assert.equal(letters.filter(({ to, text }) => to === parent.email && text.includes('comes of age')).length, 1);
    assert(!letters.some(({ to }) => to === other.parent.email), 'nobody whose day is farther');
    assert.equal((await theParent(parent, grown.patient)).ends_on, birthday.toString());
  });

  test('the day before it goes on; on the birthday it ends, with a letter, a row and nothing left to read', async () => {
    const { parent, patient, birthday } = grown;
    const visits = await visitsOf(application, patient);
    await onDay(birthday.subtract({ days: 1 }));
    assert.deepEqual(await seen(application, parent, patient, visits), everything);
    await onDay(birthday);
    assert.deepEqual(await seen(application, parent, patient, visits), nothing);
    await letterSaying(application, parent.email, /no longer act for Child[\s\S]*The reason: the person is of age/);
    const { rows } = await owner.query(
      `select ended_how, ended_by from patient_account where patient_id = $1 and account_id = $2`,
      [patient, parent.id],
    );
    assert.deepEqual(rows, [{ ended_how: 'majority', ended_by: null }]);
    const { rows: noted } = await owner.query(
      `select role, details->>'how' as how from audit where action = 'acting.ended' and subject_id = $1`,
      [patient],
    );
    assert.deepEqual(noted, [{ role: 'system', how: 'majority' }]);
  });
});

describe('a birth date, by which acting ends, is a family’s', () => {
  /** A child of ten with a parent, by a way in which no round of the clock has told anybody of anything. */
  async function childOfTen() {
    const { parent, child, patient, birthday } = await grownIn(8 * 365);
    const params = { id: patient };
    const moving = (who: Person) => async (birth_date: string | null) => {
      const { version } = (await who.client.ask(listFamily)).data.find(({ id }) => id === patient) ?? { version: 0 };
      const { status, body } = await who.client.call(changeFamilyMember, { params, body: { version, birth_date } });
      return status === 200 ? 200 : `${status} ${'error' in body ? body.error : ''}`;
    };
    const born = birthday.subtract({ years: 18 });
    return { patient, born, byParent: moving(parent), byChild: moving(child), parent };
  }
  const kept = '409 birth_date_kept';
  async function withoutAccount(patient: number): Promise<void> {
    await owner.query(
      `update patient_account set left_at = now(), ended_how = 'replaced' where patient_id = $1 and relation = 'self'`,
      [patient],
    );
  }

  test('to move to an earlier day of a child’s, not to take away, nor to move later', async () => {
    const { born, byParent, byChild, parent, patient } = await childOfTen();
    for (const by of [byParent, byChild]) {
      assert.equal(await by(null), kept);
      assert.equal(await by(born.add({ days: 1 }).toString()), kept);
      assert.equal(await by(born.toString()), 200, 'as it is');
      assert.equal(await by('1980-01-01'), kept, 'of age all along, for whom acting never ends');
      assert.equal(await by(today.subtract({ years: 18 }).toString()), kept, 'of age today');
    }
    const earlier = born.subtract({ days: 20 });
    assert.equal(await byParent(earlier.toString()), 200);
    assert.equal((await theParent(parent, patient)).ends_on, earlier.add({ years: 18 }).toString());
    assert.equal(await byParent(born.toString()), kept, 'not back');
  });

  test('nor in the hours between the birthday and the round that ends it', async () => {
    const { parent, patient } = await grownIn(0);
    const body = { version: 1, birth_date: '1980-01-01' };
    await withoutAccount(patient);
    assert.equal(await parent.client.refused(changeFamilyMember, { params: { id: patient }, body }), kept);
  });

  test('to set where there is none; the desk corrects anything, and one who acts for themselves alone their own', async () => {
    const { born, byParent, patient } = await childOfTen();
    await withoutAccount(patient);
    const change = async (birth_date: string | null) => {
      const { version } = (await desk.ask(readPatient, { params: { id: patient } })).data;
      await desk.ask(changePatient, { params: { id: patient }, body: { version, birth_date } });
    };
    await change(null);
    assert.equal(await byParent(born.add({ days: 3 }).toString()), 200);
    await change(born.add({ years: 2 }).toString());
    const alone = await personOf(application, 'Alone', born.toString());
    for (const [version, birth_date] of [...['1980-01-01', '1990-01-01'].entries()]) {
      await alone.client.ask(changeFamilyMember, {
        params: { id: alone.self },
        body: { version: version + 1, birth_date },
      });
    }
  });
});

test('goes on where the person’s own account lets it, and not where the parent wants it', async () => {
  const { parent, child, patient, birthday } = await grownIn(10);
  const { id: acting_id, may_keep } = await theParent(parent, patient);
  const params = { id: patient, acting_id };
  assert.equal(may_keep, false);
  assert.equal(await parent.client.refused(keepActing, { params, body: {} }), '404 not_found');
  await child.client.ask(keepActing, { params, body: {} });
  await letterSaying(application, parent.email, /You go on acting for Child/);
  await onDay(birthday.add({ days: 1 }));
  assert.equal((await theParent(parent, patient)).until, null);
});

test('goes on with the person at the desk, for a reason that is written down', async () => {
  const { parent, patient, birthday } = await grownIn(10);
  const params = { id: patient, acting_id: (await theParent(parent, patient)).id };
  assert.equal(await desk.refused(keepActing, { params, body: {} }), '400 invalid');
  await desk.ask(keepActing, { params, body: { reason: 'Was here with a passport' } });
  assert.equal(await desk.refused(keepActing, { params, body: { reason: 'again' } }), '404 not_found');
  const { rows } = await owner.query(
    `select role, details->>'reason' as reason from audit where action = 'acting.kept' and subject_id = $1`,
    [patient],
  );
  assert.deepEqual(rows, [{ role: 'receptionist', reason: 'Was here with a passport' }]);
  await onDay(birthday);
  assert.equal((await theParent(parent, patient)).until, null);
});

test('is not prolonged years ahead', async () => {
  const { child, parent, patient } = await grownIn(3000);
  const params = { id: patient, acting_id: (await theParent(parent, patient)).id };
  assert.equal(await child.client.refused(keepActing, { params, body: {} }), '404 not_found');
  assert.equal(await desk.refused(keepActing, { params, body: { reason: 'wishes it' } }), '404 not_found');
});

test('does not end what began with an adult', async () => {
  const old = await personOf(application, 'Grandmother', '1940-01-01');
  const helper = await personOf(application, 'Helper');
  await owner.query(`insert into patient_account (patient_id, account_id, relation) values ($1, $2, 'parent')`, [
    old.self,
    helper.id,
  ]);
  await onDay(today.add({ days: 40 }));
  assert((await helper.client.ask(listFamily)).data.some(({ id }) => id === old.self));
});

test('comes at the clinic’s own age, and on one day only for two processes at once', async () => {
  const admin = application.as('admin');
  const { data } = await admin.ask(readClinic);
  assert.equal(data.majority_age, 18);
  const { parent, patient, birthday } = await grownIn(5);
  await admin.ask(changeClinic, { body: { version: data.version, majority_age: 19 } });
  await onDay(birthday);
  const one = await theParent(parent, patient);
  assert.deepEqual([one.until, one.ends_on], [null, birthday.add({ years: 1 }).toString()]);
  await Promise.all([1, 2, 3].map(() => onDay(birthday.add({ years: 1 }))));
  const { rows } = await owner.query(
    `select count(*)::integer as facts from event where name = 'family.left' and (data->>'patient_id')::integer = $1`,
    [patient],
  );
  assert.deepEqual(rows, [{ facts: 1 }]);
  const params = { id: patient, acting_id: one.id };
  assert.equal(await parent.client.refused(endActing, { params }), '404 not_found', 'it has ended');
});
