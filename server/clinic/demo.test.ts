import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readClinic, readMe } from '#contract/clinic.ts';
import { makeToken } from '#contract/identity.ts';
import { bootApplication, password } from '#test/application.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { owner, nobody } = application;

describe('the demo clinic', () => {
  test('offers the accounts of the contract, each with the one password', async () => {
    const { data } = await nobody.ask(readClinic);
    assert.equal(data.demo?.password, password);
    assert.equal(password, 'salle-demo-2026');
    const promised = [
      ...['admin@salle.test', 'reception@salle.test', 'amina.haddad@salle.test', 'karim.benali@salle.test'],
      ...['emily.chen@salle.test', 'yasmine@salle.test', 'omar@salle.test', 'lucas@salle.test'],
    ];
    assert.deepEqual(
      data.demo?.accounts.map(({ email }) => email),
      promised,
    );
    for (const { email, role } of data.demo?.accounts ?? []) {
      const { data: given } = await nobody.ask(makeToken, { body: { email, password, name: 'x' } });
      assert.equal(given.user.role, role, email);
    }
  });

  test('is rich: a dozen doctors in eight specializations, sixty patients, salles and prestations', async () => {
    const { rows } = await owner.query(
      `select (select count(*)::integer from doctor where is_approved) as doctors,
         (select count(*)::integer from specialization) as specializations,
         (select count(*)::integer from patient) >= 60 as sixty_patients,
         (select count(*)::integer from salle) >= 5 as salles, (select count(*)::integer from prestation) >= 15 as prestations,
         (select bool_and(is_demo) from account) as marked`,
    );
    const rich = { sixty_patients: true, salles: true, prestations: true, marked: true };
    assert.deepEqual(rows[0], { doctors: 12, specializations: 8, ...rich });
  });

  test('gives Yasmine two dependents, and the three known doctors their specializations', async () => {
    const { data } = await application.as('yasmine@salle.test').ask(readMe);
    assert.deepEqual(
      data.patients.map(({ relation }) => relation),
      ['self', 'child', 'child'],
    );
    const { rows } = await owner.query(
      `select a.email, s.name from doctor d join account a on a.id = d.account_id join specialization s on s.id = d.specialization_id
       where a.email in ('amina.haddad@salle.test', 'karim.benali@salle.test', 'emily.chen@salle.test') order by 1`,
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['Cardiology', 'Paediatrics', 'General medicine'],
    );
  });

  test('has people of the right age, whenever it is opened', async () => {
    const age = `select date_part('year', age(p.birth_date))::integer as age from patient p where p.name = 'Adam Rahal'`;
    assert.deepEqual((await owner.query(age)).rows, [{ age: 7 }]);
  });

  test('is made once: a second start adds nothing', async () => {
    await using again = await bootApplication({ demo: true });
    const counts = `select (select count(*)::integer from account) as accounts, (select count(*)::integer from patient) as patients`;
    assert.deepEqual((await again.owner.query(counts)).rows, (await owner.query(counts)).rows);
  });

  test('tells nobody its password once it is no demo any more', async () => {
    await using closed = await bootApplication({ demo: true, env: { SALLE_DEMO: '0' } });
    assert.equal((await closed.nobody.ask(readClinic)).data.demo, null);
  });
});
