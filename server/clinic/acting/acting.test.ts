import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { answerConsent, endActing, joinPatient, openPast, readActing, readConsent } from '#contract/acting.ts';
import { readMedical } from '#contract/appointments.ts';
import {
  addPatient,
  changeFamilyMember,
  giveJoinCode,
  leaveFamilyMember,
  listFamily,
  rejoinFamilyMember,
} from '#contract/patients.ts';
import { bootApplication } from '#test/application.ts';
import {
  asProgram,
  consentToken,
  everything,
  fromNowOn,
  letterSaying,
  nothing,
  type Person,
  personOf,
  seen,
  visit,
  visitsOf,
} from './acting-rig.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { owner } = application;
const desk = application.as('receptionist');

const years = (age: number, days = 0) =>
  Temporal.Now.plainDateISO('UTC').subtract({ years: age }).add({ days }).toString();

async function childOf(parents: readonly Person[], born = years(6)): Promise<number> {
  const { rows } = await owner.query<{ id: number }>(
    `insert into patient (name, birth_date) values ('Little One', $1) returning id`,
    [born],
  );
  const id = rows[0]?.id ?? 0;
  for (const { id: account } of parents) {
    await owner.query(
      `insert into patient_account (patient_id, account_id, relation, how, created_at)
       values ($1, $2, 'child', 'family', now() - interval '2 years')`,
      [id, account],
    );
  }
  return id;
}
const codeFor = async (id: number) => (await desk.ask(giveJoinCode, { params: { id } })).data.code;
const joinAs = async (who: Person, patient: number, relation: 'self' | 'parent' | 'child' | 'other' = 'other') =>
  (await who.client.ask(joinPatient, { body: { code: await codeFor(patient), relation } })).data;
const actingOf = async (who: Pick<Person, 'client'>, patient: number) =>
  (await who.client.ask(readActing, { params: { id: patient } })).data;
const rowsOf = async (patient: number, account: number) =>
  (
    await owner.query<{ how: string; let_by: number | null; ended_how: string | null; ended_by: number | null }>(
      'select how, let_by, ended_how, ended_by from patient_account where patient_id = $1 and account_id = $2 order by id',
      [patient, account],
    )
  ).rows;

/** Who is asked before somebody joins, and by which address it is told where nobody is. */
const cases: readonly { what: string; make: () => Promise<{ patient: number; asked: Person[]; told?: string }> }[] = [
  {
    what: 'an adult with an account',
    make: async () => {
      const adult = await personOf(application, 'Adult');
      return { patient: adult.self, asked: [adult] };
    },
  },
  {
    what: 'an adult with an account, for whom somebody acts',
    make: async () => {
      const [adult, helper] = [await personOf(application, 'Adult'), await personOf(application, 'Helper')];
      await owner.query(`insert into patient_account (patient_id, account_id, relation) values ($1, $2, 'parent')`, [
        adult.self,
        helper.id,
      ]);
      return { patient: adult.self, asked: [adult] };
    },
  },
  {
    what: 'an adult without an account, for whom nobody acts',
    make: async () => {
      const told = `record-${Math.random()}@example.org`;
      const { data } = await desk.ask(addPatient, { body: { name: 'Old One', birth_date: '1950-05-05', email: told } });
      return { patient: data.id, asked: [], told };
    },
  },
  {
    what: 'a child',
    make: async () => {
      const parent = await personOf(application, 'Parent');
      return { patient: await childOf([parent]), asked: [parent] };
    },
  },
  {
    what: 'a child of a family that one has left',
    make: async () => {
      const [left, stays] = [await personOf(application, 'Left'), await personOf(application, 'Stays')];
      const patient = await childOf([left, stays]);
      await left.client.ask(leaveFamilyMember, { params: { id: patient } });
      return { patient, asked: [stays] };
    },
  },
  {
    what: 'a child of a family that all have left',
    make: async () => {
      const left = await personOf(application, 'Left');
      const patient = await childOf([left]);
      await left.client.ask(leaveFamilyMember, { params: { id: patient } });
      return { patient, asked: [] };
    },
  },
];

describe('who joins by a code, and what they read before, after, and when it has ended', () => {
  for (const { what, make } of cases) {
    test(what, async () => {
      const { patient, asked, told } = await make();
      const visits = await visitsOf(application, patient);
      const joiner = await personOf(application, 'Joiner');
      assert.deepEqual(await seen(application, joiner, patient, visits), nothing, 'before');

      const foreseen = await actingOf({ client: desk }, patient);
      assert.equal(foreseen.asked.length, asked.length, 'the desk sees whom a code will ask');
      const joined = await joinAs(joiner, patient);
      assert.equal(joined.member?.id, asked.length ? undefined : patient);

      if (asked.length) {
        assert(Date.parse(joined.expires_at ?? '') > Date.now());
        assert.deepEqual(await seen(application, joiner, patient, visits), nothing, 'while they are asked');
        for (const one of asked) {
          await letterSaying(application, one.email, /Joiner \(joiner-\d+@example\.org\) has a code/);
        }
        const token = consentToken(await letterSaying(application, asked[0]?.email ?? '', /has a code/));
        const { data } = await application.nobody.ask(readConsent, { body: { token } });
        assert.deepEqual([data.asker_name, data.asker_email, data.relation], ['Joiner', joiner.email, 'other']);
        await application.nobody.ask(answerConsent, { body: { token, confirm: true } });
        await letterSaying(application, asked[0]?.email ?? '', /From now on Joiner acts for/);
      }
      await letterSaying(application, joiner.email, /you act for .*[\s\S]*stays hidden/);
      if (told) await letterSaying(application, told, /From now on Joiner acts for Old One/);

      assert.deepEqual(await seen(application, joiner, patient, visits), fromNowOn, 'after');
      const later = await visit(owner, patient, 20, 1);
      await joiner.client.ask(readMedical, { params: { id: later } });
      assert.equal(await joiner.client.refused(readMedical, { params: { id: visits.ahead } }), '403 told_before');

      const { acting } = await actingOf(joiner, patient);
      const mine = acting.find(({ is_me }) => is_me);
      assert(mine?.may_end);
      await desk.ask(endActing, { params: { id: patient, acting_id: mine.id } });
      assert.deepEqual(await seen(application, joiner, patient, visits), nothing, 'ended');
      assert.equal(await joiner.client.refused(readMedical, { params: { id: later } }), '404 not_found');
      assert.equal(await joiner.client.refused(rejoinFamilyMember, { params: { id: patient } }), '404 not_found');
      await letterSaying(application, joiner.email, /you no longer act for/);
      const [row] = await rowsOf(patient, joiner.id);
      assert.deepEqual([row?.how, row?.ended_how], [asked.length ? 'consent' : 'code', 'desk']);
      assert(row?.let_by && row.ended_by, 'the row says who let them and who ended it');
    });
  }
});

describe('a consent', () => {
  async function asked() {
    const parents = [await personOf(application, 'Mother'), await personOf(application, 'Father')] as const;
    const patient = await childOf(parents);
    const joiner = await personOf(application, 'Joiner');
    await joinAs(joiner, patient);
    const tokens = await Promise.all(
      parents.map(async ({ email }) => consentToken(await letterSaying(application, email, /has a code/))),
    );
    return { parents, patient, joiner, tokens: tokens as [string, string] };
  }
  const answer = (token: string, confirm: boolean, sees_before = false) =>
    application.nobody.call(answerConsent, { body: { token, confirm, sees_before } });

  test('may open what was before too', async () => {
    const { patient, joiner, tokens } = await asked();
    const visits = await visitsOf(application, patient);
    await answer(tokens[1], true, true);
    assert.deepEqual(await seen(application, joiner, patient, visits), everything);
    assert.match(
      (await application.letterTo(joiner.email)).text,
      /Earlier visits, and what was told there, are shown too/,
    );
  });

  test('opens no more of it than whoever gives it sees', async () => {
    const { parents, patient, joiner, tokens } = await asked();
    await owner.query(
      `update patient_account set sees_from = '2026-01-01T00:00Z' where patient_id = $1 and account_id = $2`,
      [patient, parents[1].id],
    );
    assert.equal((await answer(tokens[1], true, true)).status, 200);
    const { rows } = await owner.query<{ same: boolean }>(
      `select sees_from = '2026-01-01T00:00Z' as same from patient_account where patient_id = $1 and account_id = $2`,
      [patient, joiner.id],
    );
    assert.deepEqual(rows, [{ same: true }]);
  });

  test('that is refused leaves nothing, and whoever asked is told without a name', async () => {
    const { patient, joiner, tokens } = await asked();
    const visits = await visitsOf(application, patient);
    assert.equal((await answer(tokens[0], false)).status, 200);
    const { subject, text } = await letterSaying(application, joiner.email, /It was not confirmed/);
    assert(!`${subject}${text}`.includes('Little One'));
    assert.deepEqual(await seen(application, joiner, patient, visits), nothing);
    assert.equal((await answer(tokens[1], true)).status, 422, 'the first answer counts');
  });

  test('raced by two, yes and no, has one answer', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const { patient, joiner, tokens } = await asked();
      const answers = await Promise.all([answer(tokens[0], true), answer(tokens[1], false)]);
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 422]);
      const isIn = (await rowsOf(patient, joiner.id)).length === 1;
      assert.equal(isIn, answers[0]?.status === 200, 'what stands is what was answered first');
    }
  });

  test('raced by two, both yes, is one row', async () => {
    const { patient, joiner, tokens } = await asked();
    const answers = await Promise.all([...tokens, ...tokens].map((token) => answer(token, true)));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 422, 422, 422]);
    assert.equal((await rowsOf(patient, joiner.id)).length, 1);
  });

  test('is nobody’s who acts no longer, and ends by itself', async () => {
    const { parents, patient, tokens } = await asked();
    await parents[0].client.ask(leaveFamilyMember, { params: { id: patient } });
    assert.equal((await answer(tokens[0], true)).status, 422);
    await owner.query(`update acting_request set expires_at = now() where patient_id = $1`, [patient]);
    assert.equal((await answer(tokens[1], true)).status, 422);
    assert.equal((await answer('x'.repeat(43), true)).status, 422);
  });

  test('asked anew kills the request before', async () => {
    const { parents, patient, joiner, tokens } = await asked();
    await joinAs(joiner, patient);
    const other = (text: string) => text.includes('has a code') && !text.includes(tokens[0]);
    const again = consentToken(await letterSaying(application, parents[0].email, other));
    assert.equal((await answer(tokens[0], true)).status, 422);
    assert.equal((await answer(again, true)).status, 200);
  });
});

describe('ending', () => {
  test('is theirs who act, of each other; an adult’s own account alone decides where there is one', async () => {
    const [mother, father, stranger] = [
      await personOf(application, 'Mother'),
      await personOf(application, 'Father'),
      await personOf(application, 'Stranger'),
    ];
    const patient = await childOf([mother, father]);
    const [first, second] = (await actingOf(mother, patient)).acting;
    assert(first && second);
    const ending = (who: Person, id: number, acting_id: number) =>
      who.client.refused(endActing, { params: { id, acting_id } });
    assert.equal(await stranger.client.refused(readActing, { params: { id: patient } }), '404 not_found');
    assert.equal(await ending(stranger, patient, second.id), '404 not_found');
    await mother.client.ask(endActing, { params: { id: patient, acting_id: second.id } });
    await letterSaying(application, father.email, /you no longer act for Little One/);
    await letterSaying(application, mother.email, /Father no longer acts for Little One/);
    assert.equal(await ending(father, patient, first.id), '404 not_found', 'who was ended ends nobody');

    const adult = await personOf(application, 'Adult');
    for (const { id } of [mother, father]) {
      await owner.query(`insert into patient_account (patient_id, account_id, relation) values ($1, $2, 'parent')`, [
        adult.self,
        id,
      ]);
    }
    const [own, hers, his] = (await actingOf(adult, adult.self)).acting;
    assert(own && hers && his);
    assert.equal(await ending(mother, adult.self, his.id), '404 not_found', 'others do not speak for an adult');
    assert.equal(await ending(adult, adult.self, own.id), '404 not_found', 'nobody leaves their own person');
    await adult.client.ask(endActing, { params: { id: adult.self, acting_id: his.id } });
    assert.equal((await rowsOf(adult.self, father.id))[0]?.ended_how, 'person');
  });

  test('by the desk of a record that was never theirs gives the account one of its own', async () => {
    const { data } = await desk.ask(addPatient, { body: { name: 'Somebody Known', birth_date: '1960-01-01' } });
    const impostor = await personOf(application, 'Impostor');
    await joinAs(impostor, data.id, 'self');
    const [row] = (await actingOf({ client: desk }, data.id)).acting;
    await desk.ask(endActing, { params: { id: data.id, acting_id: row?.id ?? 0 } });
    const family = (await impostor.client.ask(listFamily)).data;
    assert.deepEqual(
      family.map(({ name, relation }) => [name, relation]),
      [['Impostor', 'self']],
    );
    assert.notEqual(family[0]?.id, data.id);
  });

  test('is the fact of leaving, by which all goes that came with it', async () => {
    const leaver = await personOf(application, 'Leaver');
    const patient = await childOf([leaver]);
    await leaver.client.ask(leaveFamilyMember, { params: { id: patient } });
    const { rows } = await owner.query(
      `select data->'account_id' as account from event where name = 'family.left' and (data->>'patient_id')::integer = $1`,
      [patient],
    );
    assert.deepEqual(rows, [{ account: leaver.id }]);
  });
});

test('an adult’s particulars are changed by their own account alone', async () => {
  const [adult, helper] = [await personOf(application, 'Adult'), await personOf(application, 'Helper')];
  await owner.query(`insert into patient_account (patient_id, account_id, relation) values ($1, $2, 'parent')`, [
    adult.self,
    helper.id,
  ]);
  const theirs = (await helper.client.ask(listFamily)).data.find(({ id }) => id === adult.self);
  assert.equal(theirs?.is_theirs, true);
  const params = { id: adult.self };
  for (const to of [{ name: 'Else' }, { birth_date: '2000-01-01' }, { sex: 'male' as const }, { phone: '0555' }]) {
    const refused = await helper.client.refused(changeFamilyMember, { params, body: { version: 1, ...to } });
    assert.equal(refused, '409 own_particulars', JSON.stringify(to));
  }
  await helper.client.ask(changeFamilyMember, { params, body: { version: 1, relation: 'other' } });
  await adult.client.ask(changeFamilyMember, { params, body: { version: 2, name: 'Renamed' } });
});

test('with the person at the desk, for a reason, somebody sees what was before too; it is written down', async () => {
  const { data } = await desk.ask(addPatient, { body: { name: 'Long Known', birth_date: '1960-01-01' } });
  const visits = await visitsOf(application, data.id);
  const self = await personOf(application, 'Known');
  await joinAs(self, data.id, 'self');
  assert.deepEqual(await seen(application, self, data.id, visits), fromNowOn);
  const [row] = (await actingOf(self, data.id)).acting;
  const params = { id: data.id, acting_id: row?.id ?? 0 };
  assert.equal(await self.client.refused(openPast, { params, body: { reason: 'mine' } }), '403 forbidden');
  await desk.ask(openPast, { params, body: { reason: 'Showed a passport' } });
  assert.deepEqual(await seen(application, self, data.id, visits), everything);
  const { rows } = await owner.query(
    `select details->>'reason' as reason from audit where action = 'acting.past_opened' and subject_id = $1`,
    [data.id],
  );
  assert.deepEqual(rows, [{ reason: 'Showed a passport' }]);
});

test('how somebody came to act, and how it ended, is nobody’s to write but by the functions', async () => {
  const [person, { rows }] = [
    await personOf(application, 'Rewriter'),
    await owner.query<{ id: number }>(`select id from account where email = 'admin@salle.test'`),
  ];
  for (const role of ['patient', 'receptionist', 'admin', 'system']) {
    const account = role === 'admin' ? (rows[0]?.id ?? 0) : person.id;
    for (const statement of [
      ...['left_at = null', 'sees_from = null', 'kept_at = now()', `how = 'family'`].map(
        (change) => `update patient_account set ${change}`,
      ),
      'delete from patient_account',
      `insert into patient_account (patient_id, account_id, relation, sees_from) values (${person.self}, ${account}, 'other', null)`,
      `update acting_request set answer = null`,
      `select acting_begin(${person.self}, ${account}, 'other', 'code', null, null)`,
    ]) {
      const run = asProgram(application, { account, role }, (program) => program.query(statement));
      await assert.rejects(run, { code: '42501' }, `${role}: ${statement}`);
    }
  }
});
