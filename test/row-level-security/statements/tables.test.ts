import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTrying, type Sender, senders, type Trying, wordsOf } from './trying.ts';

const trying = await openTrying();

type Verb = 'insert' | 'update' | 'delete';
/**
 * Which rows of each table whom the program may change: `no` is forbidden, `none` meets no row, `some` meets fewer than there
 * are, `all` every one. A row is inserted as one that is there: `own` where only of the sender's own account, `yes` of anybody's.
 * What is not here is not granted; what one sees is in sees.test.ts.
 */
// biome-ignore format: a table is read by its columns
const changes: Record<string, string> = {
  //                             nobody patient doctor applicant receptionist admin system feed
  'insert account':             'no     no      no     no        no           yes   yes    no',
  'update account':             'none   some    some   some      some         all   all    none',
  'update acting_link':         'none   none    none   none      none         none  all    none',
  'update appointment':         'none   some    some   none      all          all   all    none',
  'delete appointment':         'none   some    none   none      none         none  none   none',
  'update appointment_file':    'none   some    none   none      none         none  none   none',
  'delete appointment_file':    'none   some    none   none      none         none  some   none',
  'insert appointment_letter':  'no     no      no     no        no           no    yes    no',
  'update appointment_letter':  'none   none    none   none      none         none  all    none',
  'insert appointment_medical': 'no     no      no     no        no           no    no     no',
  'update appointment_medical': 'none   some    none   none      none         none  none   none',
  'insert caller_link':         'no     own     own    own       own          own   no     no',
  'delete caller_link':         'none   some    some   some      some         all   all    none',
  'insert clinic':              'no     no      no     no        no           yes   yes    no',
  'update clinic':              'none   none    none   none      none         all   all    none',
  'update dispatch':            'none   none    none   none      none         none  all    none',
  'insert doctor':              'no     no      no     no        no           yes   yes    no',
  'update doctor':              'none   none    some   some      none         all   all    none',
  'insert doctor_price':        'no     no      own    own       no           yes   yes    no',
  'delete doctor_price':        'none   none    some   some      none         all   all    none',
  'update doctor_schedule':     'none   none    some   some      none         all   all    none',
  'update event':               'none   none    none   none      none         none  all    none',
  'delete event':               'none   none    none   none      none         none  all    none',
  'delete file_key':            'none   none    none   none      none         none  all    none',
  'insert follower':            'no     no      no     no        no           no    yes    no',
  'update follower':            'none   none    none   none      none         none  all    none',
  'insert follower_debt':       'no     no      no     no        no           no    yes    no',
  'update follower_debt':       'none   none    none   none      none         none  all    none',
  'delete follower_debt':       'none   none    none   none      none         none  all    none',
  'insert idempotency_key':     'no     own     own    own       own          own   no     no',
  'update idempotency_key':     'none   some    some   some      some         some  none   none',
  'delete idempotency_key':     'none   some    some   some      some         some  all    none',
  'insert join_code':           'no     no      no     no        yes          yes   yes    no',
  'update join_code':           'none   none    none   none      all          all   all    none',
  'delete join_code':           'none   none    none   none      all          all   all    none',
  'delete known_device':        'none   some    some   some      some         some  all    none',
  'insert link':                'no     no      no     no        no           no    yes    no',
  'update link':                'none   none    none   none      none         none  all    none',
  'delete link':                'none   none    none   none      none         none  all    none',
  'insert patient':             'no     no      no     no        yes          yes   yes    no',
  'update patient':             'none   some    none   none      all          all   all    none',
  'insert patient_account':     'no     no      no     no        no           yes   yes    no',
  'update patient_account':     'none   some    none   none      none         none  none   none',
  'insert presence':            'no     no      no     no        no           no    yes    no',
  'update presence':            'none   none    none   none      none         none  all    none',
  'insert prestation':          'no     no      no     no        no           yes   yes    no',
  'update prestation':          'none   none    none   none      none         all   all    none',
  'insert realtime_app':        'no     no      no     no        no           no    yes    no',
  'insert salle':               'no     no      no     no        no           yes   yes    no',
  'update salle':               'none   none    none   none      none         all   all    none',
  'insert schedule_override':   'no     no      own    own       no           yes   yes    no',
  'update schedule_override':   'none   none    some   some      none         all   all    none',
  'delete schedule_override':   'none   none    some   some      none         all   all    none',
  'insert sign_in':             'no     own     own    own       own          own   yes    no',
  'delete sign_in':             'none   some    some   some      some         all   all    none',
  'insert specialization':      'no     no      no     no        no           yes   yes    no',
  'update specialization':      'none   none    none   none      none         all   all    none',
  'update waitlist_entry':      'none   some    none   none      none         none  all    none',
  'insert pgboss.job':          'yes    yes     yes    yes       yes          yes   yes    yes',
  'insert pgboss.job_common':   'yes    yes     yes    yes       yes          yes   yes    yes',
};

await someMore(trying);

for (const [change, line] of Object.entries(changes)) {
  test(change, async () => {
    const [verb = '', table = ''] = change.split(' ');
    const found: Partial<Record<Sender, string>> = {};
    for (const sender of senders) found[sender] = await wordFor(sender, verb as Verb, table);
    assert.deepEqual(found, wordsOf(line));
  });
}

async function wordFor(sender: Sender, verb: Verb, table: string): Promise<string> {
  if (verb === 'insert') return insertWord(sender, table);
  const columns = await granted(table, 'update');
  const statement =
    verb === 'delete' ? `delete from ${table}` : `update ${table} set ${columns.at(-1)} = ${columns.at(-1)}`;
  const tried = await trying.tried(sender, statement);
  if ('refused' in tried) return tried.refused === '42501' ? 'no' : tried.refused;
  const all = await trying.one<number>(`select count(*)::integer as value from ${table}`);
  assert(all > 0, `there is something in ${table}`);
  return tried.count === 0 ? 'none' : tried.count < all ? 'some' : 'all';
}

async function insertWord(sender: Sender, table: string): Promise<string> {
  const account = trying.accountOf.get(sender as never) ?? 0;
  const columns = await columnsOf(table);
  const whose = columns.includes('account_id')
    ? `account_id = ${account}`
    : columns.includes('doctor_id') && `doctor_id in (select id from doctor where account_id = ${account})`;
  const others = await mayInsert(sender, table, whose ? `not (${whose})` : 'true');
  const own = whose && account > 0 && (await mayInsert(sender, table, whose));
  return others ? 'yes' : own ? 'own' : 'no';
}

/** The row is there already, so a constraint refuses it: after its rights have been looked at. */
async function mayInsert(sender: Sender, table: string, whose: string): Promise<boolean> {
  const { rows } = await trying.owner.query<{ row: object }>(
    `select to_jsonb(t) as row from ${table} t where ${whose} limit 1`,
  );
  if (!rows[0]) return false;
  const columns = (await granted(table, 'insert')).join();
  const row = JSON.stringify(rows[0].row).replaceAll(`'`, `''`);
  const from = `jsonb_populate_record(null::${table}, '${row}')`;
  const tried = await trying.tried(sender, `insert into ${table} (${columns}) select ${columns} from ${from}`);
  if (!('refused' in tried)) return true;
  assert(tried.refused === '42501' || tried.refused.startsWith('23'), `${table}: ${tried.refused}`);
  return tried.refused !== '42501';
}

/** The columns that the program may write itself. */
async function granted(table: string, verb: 'insert' | 'update'): Promise<string[]> {
  const { rows } = await trying.owner.query<{ name: string }>(
    `select attname as name from pg_attribute a where attrelid = $1::regclass and attnum > 0 and not attisdropped
       and attgenerated = '' and attidentity <> 'a' and has_column_privilege('salle_app', attrelid, attnum, $2) order by attnum`,
    [table, verb],
  );
  return rows.map(({ name }) => name);
}

async function columnsOf(table: string): Promise<string[]> {
  const { rows } = await trying.owner.query<{ name: string }>(
    'select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0',
    [table],
  );
  return rows.map(({ name }) => name);
}

/** What nobody has made so far. */
async function someMore({ owner, accountOf }: Trying): Promise<void> {
  await owner.query(`delete from appointment where status = 'held'`);
  await owner.query(
    `insert into appointment (doctor_id, patient_id, account_id, during, blocked, status, held_until, hold_place)
     select 1, min(f.patient_id), $1, span, span, 'held', now() + interval '10 minutes', 1
     from patient_account f, tstzrange('2031-05-05 09:00Z', '2031-05-05 09:30Z') span where f.account_id = $1 group by span`,
    [accountOf.get('patient')],
  );
  await owner.query(`insert into appointment_file (account_id, name, type, size, key)
    select id, 'x.pdf', 'application/pdf', 1, 'of another' from account where email = 'omar@salle.test'`);
  await owner.query(`insert into doctor_price select id, 'chat', 1 from doctor on conflict do nothing`);
  await owner.query('delete from link');
  await owner.query(`insert into link (id, purpose, email, account_id, token_hash)
    select gen_random_uuid(), 'invite', email, id, '\\x01' from account where email = 'omar@salle.test'`);
  await owner.query(`insert into pgboss.job (name) select name from pgboss.queue limit 1`);
}

describe('the table above', () => {
  test('has every change that the program is granted', async () => {
    const { rows } = await trying.owner.query<{ change: string }>(
      `select verb || ' ' || c.oid::regclass as change from pg_class c, unnest(array['insert', 'update', 'delete']) verb
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace <> 'pg_catalog'::regnamespace
         and case verb when 'delete' then has_table_privilege('salle_app', c.oid, verb)
           else has_any_column_privilege('salle_app', c.oid, verb) end`,
    );
    assert.deepEqual(rows.map(({ change }) => change).toSorted(), Object.keys(changes).toSorted());
  });

  test('is all that there is: no schema of ours or of the queue but these is entered, nothing in them is made', async () => {
    const { rows } = await trying.owner.query(
      `select nspname as name, has_schema_privilege('salle_app', oid, 'create') as makes from pg_namespace
       where nspname !~ '^pg_' and nspname <> 'information_schema' and has_schema_privilege('salle_app', oid, 'usage') order by 1`,
    );
    assert.deepEqual(rows, [
      { name: 'pgboss', makes: false },
      { name: 'public', makes: false },
    ]);
  });

  test('reads nothing that opens a door', async () => {
    for (const sender of senders) {
      for (const column of [
        'account.password_hash',
        'sign_in.token_hash',
        'known_device.token_hash',
        'caller_link.token_hash',
      ]) {
        const [table, name] = column.split('.');
        assert.deepEqual(await trying.tried(sender, `select ${name} from ${table}`), { refused: '42501' }, column);
      }
    }
  });

  test('asks for jobs, and neither reads nor ends any', async () => {
    for (const statement of [
      'select data from pgboss.job',
      'delete from pgboss.job',
      `update pgboss.job set data = '{}'`,
      'truncate pgboss.job',
      `select pgboss.delete_queue('booking.letter')`,
    ]) {
      assert.deepEqual(await trying.tried('system', statement), { refused: '42501' }, statement);
    }
  });

  test('has nothing for whoever takes jobs but the queue', async () => {
    const { rows } = await trying.owner.query(
      `select c.oid::regclass::text as name from pg_class c where c.relnamespace = 'public'::regnamespace
         and c.relkind in ('r', 'p', 'v') and has_any_column_privilege('salle_jobs', c.oid, 'select, insert, update')
       union all select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace
         and has_function_privilege('salle_jobs', p.oid, 'execute')
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    );
    assert.deepEqual(rows, []);
  });

  test('counts attempts and writes facts by functions alone', async () => {
    for (const sender of senders) {
      for (const statement of [
        `insert into event (name, data) values ('x', '{}')`,
        'select from throttle',
        'delete from throttle',
        'update throttle set taken = 0',
      ]) {
        assert.deepEqual(await trying.tried(sender, statement), { refused: '42501' }, `${sender}: ${statement}`);
      }
    }
  });
});
