import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emailOf } from '../../application.ts';
import { openTrying, type Sender, senders, type Tried } from './trying.ts';

const trying = await openTrying();
const { owner, one } = trying;

/** Who moves an appointment of theirs from one status to another, as the contract has it; all else is refused or meets nothing. */
// biome-ignore format: a table is read by its columns
const arrows: Record<string, readonly Sender[]> = {
  'pending confirmed':     ['doctor', 'receptionist', 'admin'],
  'pending rejected':      ['doctor', 'receptionist', 'admin'],
  'pending cancelled':     ['patient', 'doctor', 'receptionist', 'admin'],
  'pending in_progress':   ['doctor'],
  'confirmed cancelled':   ['patient', 'doctor', 'receptionist', 'admin'],
  'confirmed in_progress': ['doctor'],
  'in_progress completed': ['doctor', 'receptionist', 'admin'],
  'in_progress confirmed': ['doctor'],
};
/** … and once its time has come. */
// biome-ignore format: a table is read by its columns
const arrowsSince: Record<string, readonly Sender[]> = {
  ...arrows,
  'pending cancelled':     ['doctor', 'receptionist', 'admin', 'system'],
  'confirmed cancelled':   ['doctor', 'receptionist', 'admin'],
  'confirmed no_show':     ['doctor', 'receptionist', 'admin'],
  'no_show confirmed':     ['doctor', 'receptionist', 'admin'],
};
const statuses = ['held', 'pending', 'confirmed', 'in_progress', 'completed', 'cancelled', 'rejected', 'no_show'];

const doctor = await one<number>(
  'select d.id as value from doctor d join account a on a.id = d.account_id where a.email = $1',
  emailOf('doctor'),
);
// Nothing else of theirs is in the way of this one.
await owner.query(`delete from appointment where status = 'held'`);
await owner.query(`update appointment set status = 'cancelled', cancelled_at = now() where cancelled_at is null`);
const id = await one<number>(
  `insert into appointment (doctor_id, patient_id, account_id, during, blocked, status, consult_mode, consultation_mode, reference)
   select $1, min(f.patient_id), a.id, span, span, 'confirmed', 'in_person', 'in_person', 'CONS-444444'
   from account a join patient_account f on f.account_id = a.id, tstzrange('2031-05-05 09:00Z', '2031-05-05 09:30Z') span
   where a.email = $2 group by a.id, span returning id as value`,
  doctor,
  emailOf('patient'),
);

async function standing(status: string, begins: string): Promise<void> {
  const held = status === 'held';
  await owner.query(
    `update appointment set status = $2, reference = $3, held_until = $4, hold_place = $5, during = span, blocked = span,
       cancelled_at = case when $2 in ('cancelled', 'rejected') then now() end, cancelled_by = null, cancelled_account = null
     from (select tstzrange(${begins}, ${begins} + interval '1 second') as span) s where id = $1`,
    [id, status, held ? null : 'CONS-444444', held ? '2031-01-01' : null, held ? 1 : null],
  );
}

/** With what belongs to a status, so that nothing but the arrow stands in its way. */
function moving(sender: Sender, to: string): string {
  const by = ['patient', 'doctor', 'system'].includes(sender) ? sender : 'desk';
  const account = trying.accountOf.get(sender as never) ?? null;
  const ends = to === 'cancelled' || to === 'rejected';
  return `update appointment set status = '${to}', cancelled_at = ${ends ? 'now()' : 'null'}
    ${ends ? `, cancelled_by = '${by}', cancelled_account = ${account}` : ''} where id = ${id}`;
}

async function movers(from: string, to: string, begins: string): Promise<Sender[]> {
  const found: Sender[] = [];
  for (const sender of senders) {
    let tried: Tried;
    do {
      await standing(from, begins);
      tried = await trying.tried(sender, moving(sender, to));
      // the clinic's own sweep may have been there first
    } while ((await one<string>('select status as value from appointment where id = $1', id)) !== from);
    if (!('refused' in tried) && tried.count === 1) found.push(sender);
  }
  return found;
}

for (const [when, begins, table] of [
  ['that lies ahead', `'2031-05-05 09:00Z'::timestamptz`, arrows],
  ['whose time has come', 'now()', arrowsSince],
] as const) {
  for (const from of statuses) {
    test(`an appointment ${when}, ${from}, goes where the contract says, by whom it says`, async () => {
      for (const to of statuses.filter((status) => status !== from)) {
        assert.deepEqual(await movers(from, to, begins), table[`${from} ${to}`] ?? [], to);
      }
    });
  }
}

const moved = `during = tstzrange('2031-05-06 09:00Z', '2031-05-06 09:30Z'), blocked = tstzrange('2031-05-06 09:00Z', '2031-05-06 09:30Z')`;
const staff = ['doctor', 'receptionist', 'admin'] as const;

async function changers(change: (sender: Sender) => string): Promise<Sender[]> {
  const found: Sender[] = [];
  for (const sender of senders) {
    const tried = await trying.tried(sender, `update appointment set ${change(sender)} where id = ${id}`);
    if (!('refused' in tried) && tried.count === 1) found.push(sender);
  }
  return found;
}

test('what lies ahead is moved by those who meet there and the desk; put beside another by staff', async () => {
  for (const status of ['pending', 'confirmed']) {
    await standing(status, `'2031-05-05 09:00Z'::timestamptz`);
    assert.deepEqual(await changers(() => moved), ['patient', ...staff]);
    assert.deepEqual(await changers(() => 'overbooked = true'), staff);
  }
  for (const status of ['held', 'in_progress', 'completed', 'cancelled', 'rejected', 'no_show']) {
    await standing(status, `'2031-05-05 09:00Z'::timestamptz`);
    assert.deepEqual(await changers(() => moved), [], status);
  }
});

test('a patient moves and cancels until the clinic’s deadline, whatever the program says that time is', async () => {
  await standing('confirmed', `now() + interval '119 minutes'`);
  assert.deepEqual(await changers(() => moved), staff);
  await standing('confirmed', `now() + interval '125 minutes'`);
  assert.deepEqual(await changers(() => moved), ['patient', ...staff]);
});

test('where the doctor confirms by hand a patient who moves asks again', async () => {
  await standing('confirmed', `'2031-05-05 09:00Z'::timestamptz`);
  assert.deepEqual(await changers(() => `${moved}, status = 'pending'`), ['patient']);
  await owner.query('update doctor_schedule set confirms_by_hand = true where doctor_id = $1', [doctor]);
  assert.deepEqual(await changers(() => moved), staff);
  assert.deepEqual(await changers(() => `${moved}, status = 'pending'`), ['patient']);
  await owner.query('update doctor_schedule set confirms_by_hand = false where doctor_id = $1', [doctor]);
});

test('nobody cancels in another’s name', async () => {
  await standing('confirmed', `'2031-05-05 09:00Z'::timestamptz`);
  const cancelled = (by: string, account: number | null) =>
    `status = 'cancelled', cancelled_at = now(), cancelled_by = '${by}', cancelled_account = ${account}`;
  const admin = trying.accountOf.get('admin') ?? 0;
  assert.deepEqual(await changers(() => cancelled('desk', admin)), ['admin']);
  assert.deepEqual(await changers(() => cancelled('system', null)), []);
});
