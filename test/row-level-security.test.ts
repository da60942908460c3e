import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { bookSeveral } from '#contract/booking.ts';
import { forgotten, makeToken } from '#contract/identity.ts';
import { addPatient, giveJoinCode } from '#contract/patients.ts';
import { doctorId, freeStarts } from '#server/booking/booking-rig.ts';
import { askToAct } from '#server/clinic/acting/acting-rig.ts';
import { bootApplication, emailOf, password } from './application.ts';

const application = await bootApplication({ demo: true });
const { owner } = application;

/** A connection as the program has it, without the program. */
const program = new pg.Client(application.connection);
await program.connect();
after(async () => {
  await program.end();
  await application.close();
});
await program.query('set role salle_app');

const actors = ['nobody', 'patient', 'doctor', 'applicant', 'receptionist', 'admin', 'system'] as const;
type Actor = (typeof actors)[number];

/** What every table shows to whom: all rows, one's own, none, or those that are shown to everybody. */
// biome-ignore format: a table is read by its columns
const shown: Record<string, string> = {
  //                 nobody   patient  doctor   applicant receptionist admin    system
  account:          'none     own      own      own       own          all      all',
  sign_in:          'none     own      own      own       own          all      all',
  known_device:     'none     own      own      own       own          own      all',
  link:             'none     none     none     none      none         none     all',
  caller_link:      'none     own      own      own       own          all      all',
  idempotency_key:  'none     own      own      own       own          own      all',
  clinic:           'all      all      all      all       all          all      all',
  specialization:   'all      all      all      all       all          all      all',
  prestation:       'all      all      all      all       all          all      all',
  salle:            'none     none     all      none      all          all      all',
  doctor:           'public   public   public   public+   public       all      all',
  doctor_price:     'public   public   public   public+   public       all      all',
  doctor_schedule:  'none     none     own      own       none         all      all',
  schedule_override: 'none    none     own      own       none         all      all',
  patient:          'none     own      none     none      all          all      all',
  patient_account:  'none     own      none     none      all          all      all',
  join_code:        'none     none     none     none      all          all      all',
  acting_request:   'none     own      none     none      all          all      all',
  acting_link:      'none     none     none     none      none         none     all',
  booking:          'none     own      none     none      all          all      all',
  appointment:      'none     own      own      none      all          all      all',
  appointment_medical: 'none  own      own      none      none         none     none',
  appointment_file: 'none     own      own      none      none         none     loose',
  audit:            'none     none     none     none      none         all      none',
  appointment_letter: 'none   none     none     none      none         none     all',
  file_key:         'none     none     none     none      none         none     all',
  waitlist_entry:   'none     own      none     none      none         none     all',
  waitlist_offer:   'none     none     none     none      none         none     all',
  follower:         'none     none     none     none      none         none     all',
  follower_debt:    'none     none     none     none      none         none     all',
  consultation_sessions: 'none own     own      none      all          all      all',
  presence:         'none     own      own      own       own          own      all',
  event:            'none     none     none     none      none         none     all',
  dispatch:         'none     none     none     none      none         none     all',
  realtime_app:     'none     none     none     none      none         none     all',
};
/** A link sees what nobody sees, and this: a calendar's the appointments of whose calendar it is. */
const shownToFeed: Readonly<Record<string, string>> = {
  caller_link: 'itself',
  idempotency_key: 'itself',
  appointment: 'own',
};
/** Without policies: hashed keys and counts, nothing that names anybody. */
const impersonal = ['throttle'];

const accountOf = new Map<Actor, number>();
before(async () => {
  const desk = application.as('receptionist');
  for (const who of ['patient', 'doctor', 'applicant', 'receptionist', 'admin'] as const) {
    const { rows } = await owner.query<{ id: number }>('select id from account where email = $1', [emailOf(who)]);
    accountOf.set(who, rows[0]?.id ?? 0);
    const visitor = application.visitor();
    await visitor.ask(makeToken, { body: { email: emailOf(who), password, name: 'x' } });
    await owner.query(`insert into known_device (account_id, token_hash) values ($1, $2)`, [
      rows[0]?.id,
      Buffer.from(who),
    ]);
    await owner.query(`insert into caller_link (kind, subject, account_id, token_hash) values ('feed', $1, $1, $2)`, [
      rows[0]?.id,
      Buffer.from(who),
    ]);
    await owner.query(`insert into presence values ($1, 'offline', now()) on conflict do nothing`, [rows[0]?.id]);
    await owner.query(
      `insert into idempotency_key (account_id, route, key, body_hash) values ($1, 'POST /x', 'k', '\\x00')`,
      [rows[0]?.id],
    );
  }
  await owner.query(`insert into schedule_override (doctor_id, day, hours, note)
    select id, '2031-03-03', '{"enabled": false}', 'a note' from doctor`);
  const { data } = await desk.ask(addPatient, { body: { name: 'At The Desk' } });
  await desk.ask(giveJoinCode, { params: { id: data.id } });
  await askToAct(owner, emailOf('patient'));
  await application.nobody.ask(forgotten, { body: { email: 'omar@salle.test' } });
  await bookSomething();
  await waitForSomething();
  await owner.query(`insert into event (name, data) values ('test', '{}')`);
  await owner.query(`update doctor set retired_at = now() where name = 'Youssef Cherif'`);
});

/** With the demo's first doctor, online, with words and a file for her; and a file that belongs nowhere yet. */
async function bookSomething(): Promise<void> {
  const patient = application.as('patient');
  const doctor = await doctorId(application);
  const [scheduled_at = ''] = await freeStarts(application.nobody, doctor);
  const { rows } = await owner.query<{ id: number }>(
    `insert into appointment_file (account_id, name, type, size, key)
     select id, 'x.pdf', 'application/pdf', 1, place from account, unnest(array['a', 'b']) place where email = $1 returning id`,
    [emailOf('patient')],
  );
  const medical = { complaint: 'Cough', files: [rows[0]?.id ?? 0] };
  const wish = { doctor_id: doctor, scheduled_at, consult_mode: 'video' as const, medical };
  await patient.ask(bookSeveral, { body: { appointments: [wish] } });
}

/** The first of the family, and somebody else, for any time of the first doctor; with what goes on behind it. */
async function waitForSomething(): Promise<void> {
  await owner.query(
    `insert into waitlist_entry (account_id, patient_id, doctor_id, first_day, last_day)
     select f.account_id, f.patient_id, (select min(id) from doctor), '2031-01-01', '2031-01-02' from patient_account f
     join account a on a.id = f.account_id where f.relation = 'self' and a.email in ($1, 'omar@salle.test')`,
    [emailOf('patient')],
  );
  await owner.query(`insert into waitlist_offer select patient_id, doctor_id, now(), id from waitlist_entry`);
  await owner.query(`insert into appointment_letter (appointment_id, account_id, status, sequence)
    select min(a.id), a.account_id, 'confirmed', 0 from appointment a group by a.account_id
    on conflict do nothing`);
  await owner.query(`insert into file_key select 'a-key-of-the-store', min(id), 1, true, now() from account`);
  await owner.query(`insert into follower values ('somebody', 0)`);
  await owner.query(`insert into follower_debt values ('somebody', 1, 1, now() + interval '1 day')`);
}

async function acting<T>(actor: Actor | undefined, work: () => Promise<T>): Promise<T> {
  await program.query('begin');
  try {
    if (actor) {
      await program.query(`select set_config('app.account', $1, true), set_config('app.role', $2, true)`, [
        String(accountOf.get(actor) ?? ''),
        actor,
      ]);
    }
    return await work();
  } finally {
    await program.query('rollback');
  }
}

/** As a link to a calendar, whatever else is said of it. */
async function actingBy<T>(link: number, work: () => Promise<T>): Promise<T> {
  return acting(undefined, async () => {
    await program.query(`select set_config('app.link', $1, true), set_config('app.role', 'feed', true)`, [
      String(link),
    ]);
    return work();
  });
}

async function notHeld(ids: string[]): Promise<string[]> {
  return rowsOf(owner, `(select * from appointment where id = any ('{${ids.join()}}') and status <> 'held')`);
}

async function rowsOf(client: pg.Client, from: string): Promise<string[]> {
  const key = `coalesce(to_jsonb(t) ->> 'id', to_jsonb(t) ->> 'name', t::text)`; // others count on meanwhile
  const { rows } = await client.query<{ row: string }>(`select ${key} as row from ${from} t`);
  return rows.map(({ row }) => row).toSorted();
}

/** What belongs to appointments is for those who meet there. */
const visitOf: Record<string, (visits: string, account: number) => string> = {
  appointment: (visits) => `id in (${visits})`,
  appointment_medical: (visits) => `appointment_id in (${visits})`,
  appointment_file: (visits, account) => `account_id = ${account} or appointment_id in (${visits})`,
  consultation_sessions: (visits) => `appointment_id in (${visits})`,
};

/** The rows that `word` means, as the owner sees them. */
async function meant(table: string, word: string, actor: Actor): Promise<string[]> {
  const account = accountOf.get(actor) ?? 0;
  const id = table === 'account' ? 'id' : 'account_id';
  const family = `select patient_id from patient_account where account_id = ${account} and left_at is null`;
  const visits = `select id from appointment where patient_id in (${family})
    or (doctor_id in (select id from doctor where account_id = ${account}) and status <> 'held')`;
  const open = `select id from doctor where is_approved and retired_at is null`;
  const mine = word === 'public+' ? ` or account_id = ${account}` : '';
  const conditions: Record<string, string> = {
    all: 'true',
    none: 'false',
    own: table.includes('schedule')
      ? `doctor_id in (select id from doctor where account_id = ${account})`
      : table === 'patient'
        ? `id in (${family}) and retired_at is null`
        : (visitOf[table]?.(visits, account) ?? `${id} = ${account}`),
    loose: 'appointment_id is null',
    public: table === 'doctor' ? `id in (${open})` : `doctor_id in (${open})`,
    'public+':
      table === 'doctor'
        ? `id in (${open})${mine}`
        : `doctor_id in (${open} union select id from doctor where account_id = ${account})`,
  };
  return rowsOf(owner, `(select * from ${table} where ${conditions[word]})`);
}

describe('who sees which rows', () => {
  for (const [table, words] of Object.entries(shown)) {
    for (const [index, word] of words.trim().split(/\s+/).entries()) {
      const actor = actors[index] ?? 'nobody';
      test(`${actor}: ${word} of ${table}`, async () => {
        const expected = await meant(table, word, actor);
        if (word !== 'none') assert(expected.length > 0, 'there is something to see');
        assert.deepEqual(await acting(actor, () => rowsOf(program, table)), expected);
      });
    }
  }

  for (const who of ['patient', 'doctor'] as const) {
    test(`a link to the calendar of a ${who} sees what is in it, and nothing else`, async () => {
      const { rows } = await owner.query<{ id: number }>('select id from caller_link where subject = $1', [
        accountOf.get(who),
      ]);
      const link = rows[0]?.id ?? 0;
      await owner.query(
        `insert into idempotency_key (link_id, route, key, body_hash) values ($1, 'POST /x', 'k', '\\x00')`,
        [link],
      );
      for (const [table, words] of Object.entries(shown)) {
        const word = shownToFeed[table] ?? words.trim().split(/\s+/)[0] ?? '';
        const its = `(select * from ${table} where ${table === 'caller_link' ? 'id' : 'link_id'} = ${link})`;
        const held = (await meant(table, word === 'itself' ? 'none' : word, who)).toSorted();
        const expected =
          word === 'itself' ? await rowsOf(owner, its) : table === 'appointment' ? await notHeld(held) : held;
        if (shownToFeed[table]) assert(expected.length > 0, `there is something to see of ${table}`);
        assert.deepEqual(await actingBy(link, () => rowsOf(program, table)), expected, table);
      }
      const touched = 'update appointment set version = version + 1';
      assert.equal(await actingBy(link, async () => (await program.query(touched)).rowCount), 0, 'and changes nothing');
      assert.equal(await actingBy(link, async () => (await program.query('delete from appointment')).rowCount), 0);
      await owner.query(`update caller_link set expires_at = now() where id = $1`, [link]);
      assert.deepEqual(await actingBy(link, () => rowsOf(program, 'appointment')), [], 'once it is over, nothing');
    });
  }

  test('nothing set is nobody', async () => {
    for (const [table, words] of Object.entries(shown)) {
      const expected = await meant(table, words.trim().split(/\s+/)[0] ?? '', 'nobody');
      assert.deepEqual(await acting(undefined, () => rowsOf(program, table)), expected, table);
    }
  });

  test('every table that the program may read stands in the table above', async () => {
    const { rows } = await owner.query<{ name: string; guarded: boolean }>(
      `select relname as name, relrowsecurity as guarded from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and has_table_privilege('salle_app', oid, 'select')`,
    );
    const names = rows.map(({ name }) => name);
    assert.deepEqual(names.toSorted(), [...Object.keys(shown), ...impersonal].toSorted());
    const unguarded = rows.filter(({ guarded }) => !guarded).map(({ name }) => name);
    assert.deepEqual(unguarded, impersonal);
  });
});

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
    const { rows } = await owner.query<{ name: string }>(
      `select distinct application_name as name from pg_stat_activity where datname = current_database()`,
    );
    assert(rows.some(({ name }) => name === 'salle'));
    await assert.rejects(
      acting(undefined, () => program.query('select * from migration')),
      { code: '42501' },
    );
  });
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
