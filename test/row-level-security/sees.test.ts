import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Actor, actors, openRows, rowsOf } from './rows.ts';

const { owner, program, accountOf, acting, actingBy } = await openRows();

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
  audit:            'none     none     none     none      none         all      all',
  audit_head:       'none     none     none     none      none         all      all',
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
/** What is read of tables that hold what opens a door, which nobody reads. */
const readable: Readonly<Record<string, string>> = {
  account: 'id',
  sign_in: 'id',
  known_device: 'account_id',
  caller_link: 'id',
};
const shownTo = (table: string) => rowsOf(program, `(select ${readable[table] ?? '*'} from ${table})`);

async function notHeld(ids: string[]): Promise<string[]> {
  return rowsOf(owner, `(select * from appointment where id = any ('{${ids.join()}}') and status <> 'held')`);
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
  return rowsOf(owner, `(select ${readable[table] ?? '*'} from ${table} where ${conditions[word]})`);
}

describe('who sees which rows', () => {
  for (const [table, words] of Object.entries(shown)) {
    for (const [index, word] of words.trim().split(/\s+/).entries()) {
      const actor = actors[index] ?? 'nobody';
      test(`${actor}: ${word} of ${table}`, async () => {
        const expected = await meant(table, word, actor);
        if (word !== 'none') assert(expected.length > 0, 'there is something to see');
        assert.deepEqual(await acting(actor, () => shownTo(table)), expected);
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
        const its = `(select ${readable[table] ?? '*'} from ${table} where ${table === 'caller_link' ? 'id' : 'link_id'} = ${link})`;
        const held = (await meant(table, word === 'itself' ? 'none' : word, who)).toSorted();
        const expected =
          word === 'itself' ? await rowsOf(owner, its) : table === 'appointment' ? await notHeld(held) : held;
        if (shownToFeed[table]) assert(expected.length > 0, `there is something to see of ${table}`);
        assert.deepEqual(await actingBy(link, () => shownTo(table)), expected, table);
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
      assert.deepEqual(await acting(undefined, () => shownTo(table)), expected, table);
    }
  });

  test('every table that the program may read stands in the table above', async () => {
    const { rows } = await owner.query<{ name: string; guarded: boolean }>(
      `select relname as name, relrowsecurity as guarded from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and has_any_column_privilege('salle_app', oid, 'select')`,
    );
    const names = rows.map(({ name }) => name);
    assert.deepEqual(names.toSorted(), Object.keys(shown).toSorted());
    const unguarded = rows.filter(({ guarded }) => !guarded).map(({ name }) => name);
    assert.deepEqual(unguarded, []);
  });
});
