import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Names, openNames } from './names.ts';
import { openTrying, type Sender, senders, type Tried, wordsOf } from './trying.ts';

const trying = await openTrying();
const names = await openNames(trying);

/**
 * What each function answers whom that the program may call, about somebody who is not the caller: `no` is forbidden, `none`
 * tells and does nothing, `yes` does; other words are refusals of its own.
 */
// biome-ignore format: a table is read by its columns
const functions: Record<string, readonly [(names: Names) => string, string]> = {
  //                                                           nobody patient doctor applicant receptionist admin system feed
  account_links_end:      [(n) => `${n.other}`,               'no     no      no     no        no           yes   yes    no'],
  account_retire:         [(n) => `${n.other}, true`,         'no     no      no     no        no           yes   yes    no'],
  account_role_change:    [(n) => `${n.other}, 'applicant'`,  'no     no      no     no        no           yes   yes    no'],
  acting_answer:          [() => `'\\x00', true, true`,       'none   none    none   none      none         none  none   none'],
  acting_asked_names:     [(n) => `${n.otherPatient}`,        'none   none    none   none      yes          yes   none   none'],
  acting_end:             [(n) => `${n.otherPatient}, ${n.otherActing}`, 'none none none none  yes          yes   none   none'],
  acting_grown_up:        [() => `'2000-01-01'`,              'no     no      no     no        no           no    none   no'],
  acting_join:            [() => `'\\x00', 'child', '1 day'`, 'no     none    no     no        no           no    no     no'],
  acting_keep:            [(n) => `${n.otherPatient}, ${n.otherActing}, 'x'`, 'none none none none none     none  none   none'],
  acting_open_past:       [(n) => `${n.otherPatient}, ${n.otherActing}, 'x'`, 'no no no no     none         none  no     no'],
  acting_open_requests:   [(n) => `${n.askedFor}`,            'none   none    none   none      yes          yes   none   none'],
  acting_people:          [(n) => `${n.otherPatient}`,        'none   none    none   none      yes          yes   none   none'],
  acting_question:        [() => `'\\x00'`,                   'none   none    none   none      none         none  none   none'],
  acting_return:          [(n) => `${n.otherPatient}`,        'none   none    none   none      none         none  none   none'],
  acting_role_lost:       [(n) => `${n.other}`,               'no     no      no     no        no           none  none   no'],
  acting_shown:           [(n) => `${n.otherPatient}`,        'none   none    none   none      yes          yes   none   none'],
  acting_soon_over:       [() => `'2000-01-01'`,              'no     no      no     no        no           no    none   no'],
  app_account:            [() => '',                          'none   yes     yes    yes       yes          yes   none   none'],
  app_address:            [() => '',                          'none   none    none   none      none         none  none   none'],
  app_doctor:             [() => '',                          'none   none    yes    none      none         none  none   none'],
  app_feed:               [() => '',                          'none   none    none   none      none         none  none   yes'],
  app_feed_from:          [(n) => `${n.otherPatient}`,        'none   none    none   none      none         none  none   none'],
  app_link:               [() => '',                          'none   none    none   none      none         none  none   yes'],
  app_link_subject:       [() => `'feed'`,                    'none   none    none   none      none         none  none   yes'],
  app_patient_from:       [(n) => `${n.otherPatient}`,        'none   none    none   none      none         none  none   none'],
  app_patients:           [() => '',                          'none   yes     none   none      none         none  none   none'],
  app_patients_whole:     [() => '',                          'none   yes     none   none      none         none  none   none'],
  app_role:               [() => '',                          'yes    yes     yes    yes       yes          yes   yes    yes'],
  // everybody says for whom they ask by their frame, and a batch by proofs: the wish is for another family's patient
  appointment_book:       [(n) => n.booking,                  'no     stale   no     no        yes          yes   no     no'],
  appointment_book_each:  [(n) => n.batch,                    'none   none    none   none      none         none  none   none'],
  appointment_hold:       [(n) => n.hold,                     'no     stale   no     no        no           no    no     no'],
  // of what somebody else holds nothing goes before its time, whatever time the caller says that it is
  appointment_clear:      [(n) => `${n.doctor}, ${n.otherPatient}, '[,]', 'infinity'`, 'none none none none none none none none'],
  appointment_expired:    [() => `'infinity'`,                'no     no      no     no        no           no    none   no'],
  // counted for the caller's own account, and told to nobody else
  appointment_move_counted: [(n) => `${n.foreign}, now()`,    'none   none    none   none      none         none  none   none'],
  appointment_demo:       [(n) => `${n.foreign}, 'completed', now()`, 'no no  no     no        no           no    yes    no'],
  // locks what anybody may book at, and tells nothing
  appointment_lock:       [(n) => `${n.doctor}, ${n.otherPatient}`, 'yes yes  yes    yes       yes          yes   yes    yes'],
  appointment_people:     [(n) => `${n.foreign}`,             'none   none    none   none      yes          yes   yes    none'],
  appointment_ties:       [(n) => `${n.other}, array(select generate_series(1, 200))`, 'none none none none none none yes none'],
  are_hours:              [() => `'{"enabled":false}'`,       'yes    yes     yes    yes       yes          yes   yes    yes'],
  audit_is_one:           [() => `'sign_in.failed'`,          'yes    yes     yes    yes       yes          yes   yes    yes'],
  // what is noted is noted in the name of the frame
  audit_note:             [(n) => `'password.changed', ${n.other}, '{}'`, 'yes yes yes yes         yes          yes   yes    yes'],
  audit_note_once:        [(n) => `'calendar.read', ${n.other}, null, '{}'`, 'yes yes yes yes      yes          yes   yes    yes'],
  audit_looks:            [(n) => `${n.otherPatient}, null, 100`, 'none none  none   none      none         none  none   none'],
  audit_seal:             [() => '0',                         'no     no      no     no        no           no    none   no'],
  audit_subject:          [() => `'sign_in'`,                 'yes    yes     yes    yes       yes          yes   yes    yes'],
  booker_look_up:         [() => `'\\x00'`,                   'none   none    none   none      none         none  none   none'],
  booking_end:            [(n) => `${n.other}, null, null, true`, 'no no      no     no        no           yes   yes    no'],
  caller_link_look_up:    [() => `'\\x00'`,                   'none   none    none   none      none         none  none   none'],
  credentials:            [() => `'omar@salle.test', '\\x00'`, 'yes   no      no     no        no           no    no     no'],
  device_renewed:         [(n) => `${n.other}, '\\x01', '\\x02'`, 'no no      no     no        no           no    yes    no'],
  // times and terms are anybody's to see, whose they are is not
  doctor_busy:            [(n) => `array[${n.doctor}], '[,]', now()`, 'yes yes yes   yes       yes          yes   yes    yes'],
  doctor_taken:           [(n) => `array[${n.doctor}], '[,]', now()`, 'yes yes yes   yes       yes          yes   yes    yes'],
  doctors_changed:        [() => '0',                         'yes    yes     yes    yes       yes          yes   yes    yes'],
  doctor_terms:           [(n) => `array[${n.doctor}], '2000-01-01'`, 'yes yes yes   yes       yes          yes   yes    yes'],
  facts_write:            [() => `'[{"name":"x","data":{},"channels":[]}]'`, 'yes yes yes yes  yes          yes   yes    yes'],
  family_add:             [() => `'A', null, null, null, 'child'`, 'no yes    no     no        no           no    no     no'],
  file_add:               [() => `'x', 'x', 1, 'no-key-at-all'     `, 'none none none none     none         none  none   none'],
  file_give_back:         [() => `'a-key-of-the-store', 0`,   'yes    yes     yes    yes       yes          yes   yes    yes'],
  file_reserve:           [() => `'a-new-key', 1`,            'no     yes     yes    yes       yes          yes   no     no'],
  files_sweep:            [() => `'-infinity'`,               'no     no      no     no        no           no    none   no'],
  invitation_hand_over:   [(n) => `${n.other}, '\\x01', 1`,   'none   none    none   none      none         none  none   none'],
  invitations_waiting:    [() => '',                          'none   none    none   none      none         yes   none   none'],
  is_clock:               [() => `'"08:00"'`,                 'yes    yes     yes    yes       yes          yes   yes    yes'],
  is_name:                [() => `'x'`,                       'yes    yes     yes    yes       yes          yes   yes    yes'],
  is_one_line:            [() => `'x'`,                       'yes    yes     yes    yes       yes          yes   yes    yes'],
  is_program:             [() => `'account'`,                 'yes    yes     yes    yes       yes          yes   yes    yes'],
  is_prose:               [() => `'x'`,                       'yes    yes     yes    yes       yes          yes   yes    yes'],
  is_week_of_hours:       [(n) => `'${n.week}'`,              'yes    yes     yes    yes       yes          yes   yes    yes'],
  me_look_up:             [() => `'\\x00'`,                   'none   none    none   none      none         none  none   none'],
  password_own:           [() => '',                          'none   yes     yes    yes       yes          yes   none   none'],
  password_set:           [(n) => `${n.other}, 'x'`,          'no     no      no     no        no           no    yes    no'],
  patient_accounts:       [(n) => `${n.otherPatient}`,        'none   none    none   none      yes          yes   yes    none'],
  patient_hearers:        [(n) => `${n.otherPatient}`,        'none   none    none   none      yes          yes   yes    none'],
  person_is_theirs:       [(n) => `${n.otherPatient}`,        'none   none    none   none      yes          yes   none   none'],
  plain:                  [() => `'x'`,                       'yes    yes     yes    yes       yes          yes   yes    yes'],
  sign_in_look_up:        [() => `'\\x00'`,                   'none   none    none   none      none         none  none   none'],
  sign_in_replaced:       [() => `'\\x00'`,                   'none   none    none   none      none         none  none   none'],
  sign_in_used:           [() => `'\\x00'`,                   'yes    yes     yes    yes       yes          yes   yes    yes'],
  sweep_take:             [() => `'untried'`,                 'no     no      no     no        no           no    yes    no'],
  sweep_done:             [() => `'untried'`,                 'yes    yes     yes    yes       yes          yes   yes    yes'],
  throttle_give_back:     [() => `array['\\x00'::bytea]`,     'yes    yes     yes    yes       yes          yes   yes    yes'],
  throttle_take:          [() => `array['\\x00'::bytea], array[0], array[interval '1 hour']`, 'yes yes yes yes yes yes yes yes'],
  waitlist_hold:          [(n) => `${n.wait}, '{}'`,          'no     no      no     no        no           no    stale  no'],
  waitlist_join:          [(n) => `${n.otherPatient}, ${n.doctor}, '2031-01-01', '2031-01-02', null, now()`, 'no SA001 SA001 SA001 SA001 SA001 no no'],
  wall_minute:            [() => `'08:00'`,                   'yes    yes     yes    yes       yes          yes   yes    yes'],
  wall_minute_after:      [() => `'08:00', 0`,                'yes    yes     yes    yes       yes          yes   yes    yes'],
};

function wordOf(name: string, tried: Tried): string {
  if ('refused' in tried) return tried.refused === '42501' ? 'no' : tried.refused;
  if (silent.has(name)) return 'yes';
  const { rows } = tried;
  const refusal = rows[0]?.refusal;
  if (typeof refusal === 'string') return refusal;
  if (rows[0] && 'refusal' in rows[0]) return 'yes';
  return rows.some((row) => Object.values(row).some(isSomething)) ? 'yes' : 'none';
}

function isSomething(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== false && value !== 0;
}

/** They only do, and answer nothing. */
const silent = new Set(
  await trying.one<string[]>(`select array_agg(proname::text) as value from pg_proc
    where pronamespace = 'public'::regnamespace and prorettype = 'void'::regtype`),
);

describe('what each function does for whom', () => {
  for (const [name, [of, line]] of Object.entries(functions)) {
    test(name, async () => {
      const found: Partial<Record<Sender, string>> = {};
      for (const sender of senders) {
        found[sender] = wordOf(name, await trying.tried(sender, `select * from ${name}(${of(names)})`));
      }
      assert.deepEqual(found, wordsOf(line));
    });
  }

  test('every function that the program may call stands in the table above', async () => {
    const { rows } = await trying.owner.query<{ name: string }>(
      `select p.proname as name from pg_proc p
       where p.pronamespace = 'public'::regnamespace and has_function_privilege('salle_app', p.oid, 'execute')
         and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    );
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), Object.keys(functions).toSorted());
  });
});

describe('what a function knows of an appointment', () => {
  test('it tells to those who see it by the policies, and to nobody else', async () => {
    for (const sender of senders) {
      const seen = await trying.as(sender, () => idsIn('appointment'));
      const told = await trying.as(sender, () => idsIn(`generate_series(1, ${names.last}) id, appointment_people(id)`));
      assert.deepEqual(told, seen, sender);
    }
  });

  async function idsIn(from: string): Promise<number[]> {
    const { rows } = await trying.program.query<{ id: number }>(`select id from ${from} order by id`);
    return rows.map(({ id }) => id);
  }
});

describe('a booking in company', () => {
  const made = async (sender: Sender, change: object) => {
    const tried = await trying.tried(sender, `select * from appointment_book_each(${names.batchOf(change)})`);
    assert('rows' in tried, JSON.stringify(tried));
    return tried.rows.length;
  };

  test('is made for whoever’s token it brings the proof of, and for nobody else', async () => {
    for (const sender of senders) {
      assert.equal(await made(sender, {}), 0, `${sender} without a proof`);
      assert.equal(await made(sender, { token_hash: names.proof }), 1, `${sender} with theirs`);
      assert.equal(await made(sender, { token_hash: names.proofOfPatient }), 0, `${sender} with another’s`);
    }
  });

  test('is not made once the sign-in has ended', async () => {
    await trying.owner.query(`update sign_in set expires_at = now() where token_hash = decode($1, 'hex')`, [
      names.proof,
    ]);
    assert.equal(await made('nobody', { token_hash: names.proof }), 0);
  });
});
