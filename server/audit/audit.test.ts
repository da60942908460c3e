import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { listAudit, listLooks, readAuditHead } from '#contract/audit.ts';
import { makeToken } from '#contract/identity.ts';
import { listPatients, readPatient } from '#contract/patients.ts';
import { family } from '#server/booking/booking-rig.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { bootApplication, emailOf, type TestApplication } from '#test/application.ts';
import { openAudit, verify } from './audit.ts';

let application: TestApplication;
let owner: pg.Client;
before(async () => {
  application = await bootApplication({ demo: true });
  owner = application.owner;
});
after(() => application.close());

const frame = (account: number, role: string) =>
  `select set_config('app.account', '${account}', false), set_config('app.role', '${role}', false)`;

/** A connection as the program has it, for somebody. */
async function asProgram(account = 0, role = 'nobody'): Promise<pg.Client> {
  const client = new pg.Client(application.connection);
  await client.connect();
  await client.query('set role salle_app');
  if (account > 0) await client.query(frame(account, role));
  return client;
}

const count = async (where: string, ...values: unknown[]) =>
  Number((await owner.query(`select count(*) from audit where ${where}`, values)).rows[0].count);

describe('a row of the audit log', () => {
  const denied = { code: '42501' };

  test('is written by its functions alone, for whom the frame names, now; nobody changes or removes one', async () => {
    const program = await asProgram(7, 'admin');
    try {
      const insert = `insert into audit (account_id, role, at, action, subject_id) values (1, 'doctor', now() - interval '1 day', 'patient.read', 1)`;
      for (const statement of [
        insert,
        `insert into audit (action, subject_id) values ('patient.read', 1)`,
        `update audit set role = 'doctor'`,
        `update audit set number = 1, hash = '\\x00'`,
        'delete from audit',
        'truncate audit',
        `update audit_head set number = 0`,
        `select audit_seal(10)`,
        `alter table audit disable trigger all`,
      ]) {
        await assert.rejects(program.query(statement), denied, statement);
      }
      await assert.rejects(program.query(`select audit_note('patient.reads', 1, '{}')`), { code: '23502' });
      await program.query(`select set_config('app.address', '198.51.100.7', false)`);
      await program.query(`select audit_note('settings.changed', null, '{"fields": ["name"]}')`);
    } finally {
      await program.end();
    }
    const { rows } = await owner.query(
      `select account_id, link_id, role, host(address) as address, subject, now() - at < interval '1 minute' as is_new
       from audit order by id desc limit 1`,
    );
    assert.deepEqual(rows, [
      { account_id: 7, link_id: null, role: 'admin', address: '198.51.100.7', subject: 'clinic', is_new: true },
    ]);
  });

  test('stays as it is for its owner too, unless they say that it shall not', async () => {
    await owner.query(`insert into audit (action) values ('settings.changed')`);
    for (const statement of [`update audit set role = 'x'`, 'delete from audit', 'truncate audit']) {
      await assert.rejects(owner.query(statement), denied, statement);
    }
  });

  test('stands for the same reading of a quarter of an hour, however many come at once', async () => {
    const clients = await Promise.all(Array.from({ length: 8 }, () => asProgram(900_001, 'doctor')));
    const read = (client: pg.Client, subject: number, details = '{}') =>
      client.query(`select audit_note_once('medical.read', $1, null, $2) as id`, [subject, details]);
    try {
      for (const subject of [1, 2, 3, 4, 5]) await Promise.all(clients.map((client) => read(client, subject)));
      assert.equal(await count('account_id = 900001'), 5);
      const [client] = clients as [pg.Client];
      const old = (minutes: number, subject: number) =>
        owner.query(
          `insert into audit (at, account_id, role, action, subject_id)
           values (now() - make_interval(mins => $1), 900001, 'doctor', 'medical.read', $2)`,
          [minutes, subject],
        );
      await old(14, 6);
      await read(client, 6);
      assert.equal(await count('account_id = 900001 and subject_id = 6'), 1, 'fourteen minutes later it is the same');
      await old(16, 7);
      await read(client, 7);
      assert.equal(await count('account_id = 900001 and subject_id = 7'), 2, 'and after sixteen another');
      await read(client, 1, '{"file": 5}');
      assert.equal(await count('account_id = 900001 and subject_id = 1'), 2, 'another file is another reading');
      await client.query(frame(900_002, 'doctor'));
      await read(client, 1);
      assert.equal(await count('account_id = 900002'), 1, 'and so is somebody else’s');
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  test('of a list names what has come to it since it was looked at', async () => {
    const desk = application.as('receptionist');
    const query = { limit: 5, sort: 'created_at' as const };
    const first = (await desk.ask(listPatients, { query })).data.map(({ id }) => id);
    await desk.ask(listPatients, { query });
    const all = (await desk.ask(listPatients, { query: { ...query, limit: 8 } })).data.map(({ id }) => id);
    const { rows } = await owner.query<{ listed: number[] }>(
      `select listed from audit where action = 'patient.listed' and role = 'receptionist' order by id`,
    );
    const sorted = (ids: number[]) => ids.toSorted((a, b) => a - b);
    assert.deepEqual(
      rows.map(({ listed }) => listed),
      [sorted(first), sorted(all.filter((id) => !first.includes(id)))],
    );
  });

  test('of sign-ins that failed is one for a network and an account, whatever is tried there', async () => {
    const attempt = (email: string) => ({ body: { email, password: 'not the right one', name: 'x' } });
    for (const email of [emailOf('doctor'), emailOf('doctor'), 'one@example.org', 'two@example.org']) {
      assert.equal(await application.nobody.refused(makeToken, attempt(email)), '401 invalid_credentials');
    }
    const { rows } = await owner.query(
      `select c.email, a.role, host(a.address) as address from audit a left join account c on c.id = a.subject_id
       where action = 'sign_in.failed' order by a.id`,
    );
    assert.deepEqual(rows, [
      { email: emailOf('doctor'), role: 'nobody', address: '127.0.0.1' },
      { email: null, role: 'nobody', address: '127.0.0.1' },
    ]);
    const neighbours = `select audit_actor(null, null, '2001:db8::1') = audit_actor(null, null, '2001:db8::ffff:1') as one,
      audit_actor(null, null, '2001:db8::1') = audit_actor(null, null, '2001:db8:0:1::1') as other`;
    assert.deepEqual((await owner.query(neighbours)).rows, [{ one: true, other: false }], 'a /64 is one household');
  });
});

describe('the log', () => {
  test('is searched by who, whom, what and when; that an admin did so stands in it once', async () => {
    const admin = application.as('admin');
    const desk = application.as('receptionist');
    const [yasmine = 0] = await family(application.as('patient'));
    await desk.ask(readPatient, { params: { id: yasmine } });
    const found = async (query: object) => (await admin.ask(listAudit, { query })).data;
    const [row] = await found({ whom: 'yasmin', who: 'samia', action: 'patient.read' });
    assert.equal(row?.about?.id, yasmine);
    assert.equal(row?.role, 'receptionist');
    assert.equal(row?.address, '127.0.0.1');
    assert((await found({ action: 'patient.listed' })).every(({ listed }) => listed.length > 0));
    assert.deepEqual(await found({ who: 'nobody of this name' }), []);
    assert.deepEqual(await found({ from: '2020-01-01', to: '2020-01-02' }), []);
    const today = Temporal.Now.plainDateISO('Africa/Algiers').toString();
    assert((await found({ from: today, to: today, limit: 100 })).length > 5);

    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await admin.ask(listAudit, { query: { limit: 40, ...(cursor && { cursor }) } });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor);
    assert.equal(new Set(seen).size, await count('true'));
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => b - a),
    );
    assert.equal(await count(`action = 'audit.read'`), 1);
  });

  test('shows a person who else has looked at what is theirs, since they may see it', async () => {
    const yasmine = application.as('patient');
    const [self = 0, child = 0] = await family(yasmine);
    const desk = application.as('receptionist');
    for (const id of [self, child]) await desk.ask(readPatient, { params: { id } });
    const looks = async (id: number) => (await yasmine.ask(listLooks, { params: { id } })).data;
    const [look] = await looks(self);
    assert.deepEqual([look?.action, look?.role], ['patient.read', 'receptionist']);
    assert.match(look?.name ?? '', /Samia/);
    assert(
      (await looks(self)).every(({ name }) => !name?.startsWith('Yasmine')),
      'one’s own are left out',
    );
    await owner.query(`update patient_account set sees_from = now() where patient_id = $1`, [child]);
    assert.deepEqual(await looks(child), []);
    const omar = application.as('omar@salle.test');
    assert.equal(await omar.refused(listLooks, { params: { id: self } }), '404 not_found');
  });
});

describe('the chain', () => {
  const log = openLog({ level: 'silent' });

  /** Works on the log of a clinic of its own, past its triggers, and looks at what is told of it. */
  async function tampered(work: (owner: pg.Client, rows: { id: string; number: string }[]) => Promise<unknown>) {
    await using clinic = await bootApplication({ demo: false });
    const database = openDatabase({ connection: clinic.connection, size: 2, log });
    try {
      await clinic.owner.query(
        `insert into audit (account_id, role, action, subject_id, details, address)
         select n, 'doctor', 'medical.changed', n, jsonb_build_object('é', n), '10.0.0.1' from generate_series(1, 40) n`,
      );
      await openAudit({ database, log }).seal();
      const noted = await verify(database);
      assert.deepEqual(noted.faults, []);
      assert(noted.rows >= 40);
      const { rows } = await clinic.owner.query('select id, number from audit where account_id = 20');
      await clinic.owner.query('alter table audit disable trigger user');
      await work(clinic.owner, rows);
      const { head } = noted;
      return (await verify(database, { number: head.number, hash: head.hash })).faults;
    } finally {
      await database.close();
    }
  }
  const sealing = `select set_config('app.role', 'system', false), audit_seal(1000)`;

  test('of a log that nobody touched is whole, and the office sees where it ends', async () => {
    assert.deepEqual(await tampered(async () => {}), []);
    const { data } = await application.as('admin').ask(readAuditHead);
    assert.match(data.hash, /^[0-9a-f]{64}$/);
  });

  test('names a row that was removed', async () => {
    const faults = await tampered((owner) => owner.query('delete from audit where account_id in (20, 21)'));
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? '', /^removed: numbers \d+ to \d+$/);
  });

  test('names a row that was changed, in any field', async () => {
    for (const field of [
      `role = 'admin'`,
      `at = at + interval '1 microsecond'`,
      `details = '{"é": 21}'`,
      'subject_id = 3',
    ]) {
      const faults = await tampered((owner) => owner.query(`update audit set ${field} where account_id = 20`));
      assert.equal(faults.length, 1, field);
      assert.match(faults[0] ?? '', /^changed: number \d+ \(row \d+, /, field);
    }
  });

  test('names a row that was put in: left without a seal, sealed late, or pushed between others', async () => {
    const row = (minutes: number) =>
      `insert into audit (at, role, action, subject_id) values (now() - interval '${minutes} minutes', 'doctor', 'medical.changed', 1)`;
    const unsealed = await tampered((owner) => owner.query(row(6)));
    assert.match(unsealed.join(), /^inserted: row \d+ of \S+ was never sealed/);
    const late = await tampered(async (owner) => {
      await owner.query(row(60));
      await owner.query(sealing);
    });
    assert.match(late.join(), /^inserted: number \d+ \(row \d+, \S+\) stands among rows of /);
    const between = await tampered(async (owner) => {
      await owner.query('update audit set number = number + 1000 where account_id >= 20');
      await owner.query(
        `insert into audit (role, action, number, hash) values ('doctor', 'settings.changed', 20, '\\x00')`,
      );
      await owner.query('update audit set number = number - 999 where number > 1000');
    });
    assert(between.length > 0);
  });

  test('names an end that was cut off, with its head or without', async () => {
    const cut = await tampered((owner) => owner.query('delete from audit where account_id > 35'));
    assert.match(cut.join(), /^removed: numbers \d+ to \d+,removed: number \d+, whose hash was noted, is not there$/);
    const beheaded = await tampered(async (owner) => {
      await owner.query('delete from audit where account_id > 35');
      await owner.query(
        `update audit_head set (number, hash) = (select number, hash from audit where number is not null order by number desc limit 1)`,
      );
    });
    assert.match(beheaded.join(), /^removed: number \d+, whose hash was noted, is not there$/);
  });

  test('that was made anew is not the one that was noted', async () => {
    const faults = await tampered(async (owner) => {
      await owner.query(`update audit set role = 'admin' where account_id = 20`);
      await owner.query('update audit set number = null, hash = null');
      await owner.query(`update audit_head set number = 0, hash = decode(repeat('00', 32), 'hex')`);
      await owner.query(sealing);
    });
    assert.match(faults.join(), /^replaced: number \d+ does not bear the hash that was noted$/);
  });

  test('is one, however many seal at once', async () => {
    await using clinic = await bootApplication({ demo: false });
    const database = openDatabase({ connection: clinic.connection, size: 6, log });
    try {
      const audit = openAudit({ database, log });
      const write = () =>
        clinic.owner.query(
          `insert into audit (role, action) select 'admin', 'settings.changed' from generate_series(1, 300)`,
        );
      for (let turn = 0; turn < 5; turn++) await Promise.all([write(), ...[1, 2, 3, 4].map(() => audit.seal())]);
      await audit.seal();
      const { faults, rows } = await verify(database);
      assert.deepEqual(faults, []);
      const { rows: left } = await clinic.owner.query(
        'select count(*)::integer as all, max(number) as number from audit',
      );
      assert.deepEqual([left[0].all, Number(left[0].number)], [rows, rows]);
    } finally {
      await database.close();
    }
  });
});
