import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pg from 'pg';
import { asProgram } from '../cluster.ts';
import { type Actor, openRows } from './rows.ts';

const { application, owner, program, accountOf, acting } = await openRows();

describe('who changes what', () => {
  const denied = { code: '42501' };
  const change = (actor: Actor, statement: string) =>
    acting(actor, async () => (await program.query(statement)).rowCount);

  test('a family changes its own people and no others', async () => {
    const { rows } = await owner.query<{ all: number; own: number }>(
      `select count(*)::integer as all, count(*) filter (where f.account_id = $1)::integer as own
       from patient p left join patient_account f on f.patient_id = p.id`,
      [accountOf.get('patient')],
    );
    assert((rows[0]?.all ?? 0) > 50);
    assert.equal(await change('patient', `update patient set phone = '0555 12 34'`), rows[0]?.own);
    for (const actor of ['nobody', 'doctor', 'applicant'] as const) {
      assert.equal(await change(actor, `update patient set phone = '0555 12 34'`), 0, actor);
    }
  });

  test('nobody makes an account, a sign-in for somebody else, or a link with a token', async () => {
    const account = `insert into account (email, name, role) values ('x@example.org', 'x', 'patient')`;
    const signIn = `insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
      values ((select min(id) from account), 'token', '\\x01', 'x', '1 day', now())`;
    const signInOfAdmin = signIn.replace('(select min(id) from account)', String(accountOf.get('admin')));
    const link = `insert into link (id, purpose, email, token_hash) values (gen_random_uuid(), 'reset', 'x@example.org', '\\x01')`;
    const invitation = `insert into link (id, purpose, email, account_id) values (gen_random_uuid(), 'invite', 'x@example.org', 1)`;
    for (const actor of ['nobody', 'patient', 'doctor', 'applicant', 'receptionist'] as const) {
      for (const statement of [account, signInOfAdmin, link, invitation]) {
        await assert.rejects(change(actor, statement), denied, `${actor}: ${statement}`);
      }
    }
  });

  test('role, standing and address are nobody’s to write, not even the office’s, but by its functions', async () => {
    for (const actor of ['patient', 'admin', 'system'] as const) {
      for (const column of [`role = 'admin'`, 'retired_at = null', `email = 'x@example.org'`, 'is_demo = true']) {
        await assert.rejects(change(actor, `update account set ${column}`), denied, column);
      }
      await assert.rejects(change(actor, `update doctor set account_role = 'doctor'`), denied);
      await assert.rejects(change(actor, 'update doctor set account_id = 1'), denied);
      await assert.rejects(change(actor, 'delete from account'), denied);
      await assert.rejects(change(actor, 'delete from patient'), denied);
    }
    for (const actor of ['nobody', 'patient', 'doctor', 'applicant', 'receptionist'] as const) {
      await assert.rejects(change(actor, `select account_role_change(1, 'patient')`), denied);
      await assert.rejects(change(actor, 'select account_retire(1, true)'), denied);
    }
  });

  test('a doctor keeps their own hours, and no other’s', async () => {
    const touch = 'update doctor_schedule set version = version + 1';
    const clear = 'delete from schedule_override';
    for (const actor of ['doctor', 'applicant'] as const) {
      assert.deepEqual([await change(actor, touch), await change(actor, clear)], [1, 1], actor);
      const others = `insert into schedule_override (doctor_id, day, hours)
        select id, '2032-01-01', '{"enabled": false}' from doctor where account_id <> ${accountOf.get(actor)} limit 1`;
      await assert.rejects(change(actor, others), denied, actor);
    }
    for (const actor of ['nobody', 'patient', 'receptionist'] as const) {
      assert.deepEqual([await change(actor, touch), await change(actor, clear)], [0, 0], actor);
    }
    for (const statement of ['delete from doctor_schedule', 'update schedule_override set doctor_id = 1']) {
      await assert.rejects(change('admin', statement), denied, statement);
    }
  });

  test('a doctor changes their own record and prices, and no other', async () => {
    assert.equal(await change('doctor', `update doctor set biography = 'x'`), 1);
    assert.equal(await change('applicant', `update doctor set biography = 'x'`), 1);
    assert.equal(await change('patient', `update doctor set biography = 'x'`), 0);
    const others = `(select doctor_id from doctor_price where doctor_id <>
      (select id from doctor where account_id = ${accountOf.get('doctor')}) limit 1)`;
    await assert.rejects(
      change('doctor', `insert into doctor_price values (${others}, 'voice', 1) on conflict do nothing`),
      denied,
    );
  });

  test('an account attaches no patient to itself but by a code', async () => {
    const { rows } = await owner.query<{ id: number }>(`select id from patient where name = 'At The Desk'`);
    const join = `insert into patient_account (patient_id, account_id, relation)
      values (${rows[0]?.id}, ${accountOf.get('patient')}, 'child')`;
    for (const actor of ['patient', 'receptionist'] as const) await assert.rejects(change(actor, join), denied, actor);
    const move = `update patient_account set patient_id = ${rows[0]?.id} where relation = 'child'`;
    await assert.rejects(change('patient', move), 'a dependent is not exchanged for another patient');
  });

  test('what the clinic offers is the office’s to change', async () => {
    for (const actor of ['nobody', 'patient', 'doctor', 'applicant', 'receptionist'] as const) {
      for (const table of ['clinic', 'specialization', 'prestation', 'salle']) {
        assert.equal(await change(actor, `update ${table} set name = name`), 0, `${actor}: ${table}`);
      }
    }
  });
});

describe('the program’s role', () => {
  test('owns nothing, and bypasses nothing', async () => {
    const { rows } = await owner.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin,
         (select count(*)::integer from pg_class where relowner = r.oid) as tables,
         (select count(*)::integer from pg_proc where proowner = r.oid) as functions,
         (select count(*)::integer from pg_namespace where nspowner = r.oid) as schemas,
         (select count(*)::integer from pg_auth_members where member = r.oid) as memberships,
         has_schema_privilege('salle_app', 'public', 'create') as creates,
         has_database_privilege('salle_app', current_database(), 'create') as makes_schemas
       from pg_roles r where rolname = 'salle_app'`,
    );
    const { tables, functions, schemas, memberships, ...rights } = rows[0];
    assert.deepEqual(
      { tables, functions, schemas, memberships },
      { tables: 0, functions: 0, schemas: 0, memberships: 0 },
    );
    assert.deepEqual(
      Object.values(rights),
      Object.values(rights).map(() => false),
      JSON.stringify(rights),
    );
  });

  test('truncates, references and watches nothing', async () => {
    const { rows } = await owner.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
         and has_table_privilege('salle_app', oid, 'truncate, references, trigger')`,
    );
    assert.deepEqual(rows, []);
  });

  test('is who the program is on every connection', async () => {
    const { rows } = await owner.query<{ name: string; user: string }>(
      `select distinct application_name as name, usename as user from pg_stat_activity
       where datname = current_database() and application_name like 'salle%' order by 1`,
    );
    assert.deepEqual(rows, [
      { name: 'salle', user: 'salle_program' },
      { name: 'salle dispatcher', user: 'salle_program' },
      { name: 'salle jobs', user: 'salle_worker' },
      { name: 'salle pulse', user: 'salle_program' },
    ]);
    await assert.rejects(
      acting(undefined, () => program.query('select * from migration')),
      { code: '42501' },
    );
  });
});

describe('leaving the role', () => {
  const ways = [
    'reset role',
    `select set_config('role', 'none', false)`,
    'set session authorization default',
    'discard all',
  ];
  const others = ['salle', 'salle_program', 'salle_worker', 'salle_app', 'salle_jobs', 'pg_read_server_files'];
  const roles = { connection: 'salle_app', worker: 'salle_jobs' } as const;

  for (const [who, role] of Object.entries(roles)) {
    const opened = async () => {
      const client = new pg.Client(asProgram(application.connection)[who as keyof typeof roles]);
      await client.connect();
      await client.query(`set role ${role}`);
      return client;
    };

    test(`of ${role} leads to nobody who may do anything`, async () => {
      for (const way of ways) {
        const client = await opened();
        try {
          await client.query(way);
          const { rows } = await client.query(
            'select current_user, rolsuper from pg_roles where rolname = session_user',
          );
          assert.deepEqual(rows, [{ current_user: client.user, rolsuper: false }], way);
          for (const statement of [
            `select pg_read_file('postgresql.conf')`,
            'select from account',
            'select from pgboss.job',
            `copy (select 1) to program 'true'`,
          ]) {
            await assert.rejects(client.query(statement), { code: '42501' }, `${way}; ${statement}`);
          }
        } finally {
          await client.end();
        }
      }
    });

    test(`of ${role} for another leads nowhere`, async () => {
      const client = await opened();
      try {
        for (const other of others.filter((name) => name !== role && name !== client.user)) {
          for (const way of [`set role ${other}`, `set session authorization ${other}`]) {
            await assert.rejects(client.query(way), { code: '42501' }, way);
          }
        }
      } finally {
        await client.end();
      }
    });
  }
});

describe('functions that look past one’s own rows', () => {
  test('have a fixed search_path, so that nobody lends them other tables', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select proname as name from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
         and not coalesce(proconfig @> array['search_path=public, pg_temp'], false)`,
    );
    assert.deepEqual(rows, []);
  });

  test('are nobody’s by default', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select proname as name from pg_proc p where pronamespace = 'public'::regnamespace
         and exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)
         and not exists (select from pg_depend where objid = p.oid and deptype = 'e')`, // an extension's are operators'
    );
    assert.deepEqual(rows, []);
  });
});
