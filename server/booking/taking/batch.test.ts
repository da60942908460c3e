import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readAppointment } from '#contract/appointments.ts';
import { book, bookSeveral, holdSlot } from '#contract/booking.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { type Client, newClient } from '#test/client.ts';
import { statementsOf } from '#test/statements.ts';
import { freeStarts, refusalOf } from '../booking-rig.ts';
import { crowd, families, overlaps, type Patient, tirelessDoctors } from '../crowd-rig.ts';

let application: TestApplication;
let patients: Patient[];
let doctors: number[];
let starts: string[];
before(async () => {
  application = await bootApplication({ demo: true });
  patients = await crowd(application.owner, 16);
  doctors = await tirelessDoctors(application.owner, 16, 30);
  await application.owner.query(`insert into doctor_price (doctor_id, mode, cents)
    select id, 'video', 5000 from doctor where name like 'Tireless%'`);
  starts = await freeStarts(application.nobody, doctors[0] as number);
});
after(() => application.close());

function as({ token }: Patient): Client {
  return newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
}

/** A start that no other test has. */
function start(): string {
  return starts.splice(0, 4)[0] as string;
}

const wish = (place: number, scheduled_at: string, more: object = {}) => ({
  body: { doctor_id: doctors[place] as number, scheduled_at, consult_mode: 'in_person' as const, ...more },
});
const bookAll = (scheduled_at: string, mine: (place: number) => object = () => ({})) =>
  Promise.all(patients.map((patient, place) => as(patient).call(book, wish(place, scheduled_at, mine(place)))));
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);
const rowsAt = async (table: string, scheduled_at: string) => {
  const { rows } = await application.owner.query(
    `select count(*)::integer as count from appointment a join ${table} t on ${joins[table]}
     where a.starts_at = $1 and a.status = 'confirmed'`,
    [scheduled_at],
  );
  return rows[0].count;
};
const joins: Record<string, string> = {
  appointment_medical: 't.appointment_id = a.id',
  audit: `t.subject = 'appointment' and t.subject_id = a.id and t.action = 'appointment.booked' and t.account_id = a.account_id`,
  event: `t.name = 'appointment.booked' and t.data->'appointment'->>'id' = a.id::text`,
};

test('bookings of one moment share statements, and each has all that is its own', async () => {
  const at = start();
  const told: string[] = [];
  const lines = await statementsOf(async () => {
    const answers = await bookAll(at, (place) => ({ medical: { complaint: `Complaint ${place}` } }));
    assert.deepEqual(statuses(answers), Array(16).fill(201));
    for (const { body } of answers) told.push((body as { data: { reference: string } }).data.reference);
  }, /(?!)/);
  assert.equal(new Set(told).size, 16);
  assert.equal(lines.filter((line) => line.includes('appointment_book(')).length, 0);
  const calls = lines.filter((line) => line.includes('appointment_book_each(')).length;
  assert(calls > 0 && calls < 16, `${calls} calls`);
  for (const table of Object.keys(joins)) assert.equal(await rowsAt(table, at), 16, table);
  const { rows } = await application.owner.query(
    `select m.complaint, a.patient_id from appointment_medical m join appointment a on a.id = m.appointment_id where a.starts_at = $1`,
    [at],
  );
  for (const { complaint, patient_id } of rows) {
    assert.equal(patients[Number(complaint.split(' ')[1])]?.patient, patient_id);
  }
});

test('one whose time is taken costs the others nothing, and hears why', async () => {
  const at = start();
  await as(patients[0] as Patient).ask(book, wish(5, at));
  const answers = await bookAll(at);
  assert.deepEqual(
    statuses(answers),
    patients.map((_, place) => (place === 0 || place === 5 ? 409 : 201)),
  );
  const [self, , , , , taken] = answers.map((answer) => (answer.status === 409 ? refusalOf(answer) : undefined));
  assert.equal(self?.error, 'patient_conflict');
  assert.equal(taken?.error, 'time_slot_conflict');
  assert.equal((taken as { alternatives?: string[] }).alternatives?.length, 3);
});

test('each lets go its own hold; nobody’s goes for another', async () => {
  const at = start();
  const hold = (patient: Patient, place: number) =>
    as(patient).ask(holdSlot, { body: { doctor_id: doctors[place] as number, scheduled_at: at } });
  const holds = await Promise.all(patients.map(hold));
  const ids = holds.map(({ data }) => data.hold_id);
  // The first brings a hold that is another's: it stays where it is.
  const answers = await bookAll(at, (place) => ({ hold_id: place === 0 ? ids[1] : ids[place] }));
  assert.deepEqual(statuses(answers), Array(16).fill(201));
  const { rows } = await application.owner.query('select id from appointment where id = any ($1)', [ids]);
  assert.deepEqual(rows, []);
});

test('online ones bring their sessions; where a session fails the booking stands', async () => {
  const at = start();
  const { owner } = application;
  await owner.query(`create function refuse_a_session() returns trigger language plpgsql as $$
    begin
      if (select doctor_id from appointment where id = new.appointment_id) = ${doctors[3]} then raise 'no session today'; end if;
      return new;
    end $$`);
  await owner.query(
    'create trigger refuse before insert on consultation_sessions for each row execute function refuse_a_session()',
  );
  try {
    const answers = await bookAll(at, (place) => (place % 2 ? { consult_mode: 'video' } : {}));
    assert.deepEqual(statuses(answers), Array(16).fill(201));
    const { rows } = await owner.query<{ id: number; session_id: number | null }>(
      'select a.id, s.id as session_id from appointment a left join consultation_sessions s on s.appointment_id = a.id where a.starts_at = $1',
      [at],
    );
    const sessions = new Map(rows.map(({ id, session_id }) => [id, session_id]));
    for (const [place, { body }] of answers.entries()) {
      const { data } = body as { data: { id: number; session_id: number | null } };
      assert.equal(data.session_id, sessions.get(data.id));
      assert.equal(data.session_id !== null, place % 2 === 1 && place !== 3, `place ${place}`);
    }
  } finally {
    await owner.query('drop trigger refuse on consultation_sessions');
    await owner.query('drop function refuse_a_session');
  }
});

test('one that cannot be written costs the others nothing', async () => {
  const at = start();
  const { owner } = application;
  await owner.query(`alter table appointment_medical add constraint refused check (complaint <> 'poison') not valid`);
  try {
    const answers = await bookAll(at, (place) => ({ medical: { complaint: place === 7 ? 'poison' : 'none' } }));
    assert.deepEqual(
      statuses(answers),
      patients.map((_, place) => (place === 7 ? 500 : 201)),
    );
    assert.equal(await rowsAt('audit', at), 15);
  } finally {
    await owner.query('alter table appointment_medical drop constraint refused');
  }
});

test('a doctor whom somebody else has in hand is waited for by those who want them, and by nobody else', async () => {
  const at = start();
  await application.owner.query('begin');
  await application.owner.query('select from doctor where id = $1 for update', [doctors[2]]);
  const all = patients.map((patient, place) => as(patient).call(book, wish(place, at)));
  const others = await Promise.all(all.filter((_, place) => place !== 2));
  assert.deepEqual(statuses(others), Array(15).fill(201));
  await application.owner.query('commit');
  assert.equal((await all[2])?.status, 201);
});

test('beside families and holds: everybody is answered, and nothing overlaps', async () => {
  const at = start();
  const kin = await families(application.owner, patients.slice(0, 4));
  const several = kin.map((members, place) => ({
    body: {
      appointments: members.map((patient_id, one) => ({
        ...wish((place * 3 + one) % 16, at).body,
        patient_id,
      })),
    },
  }));
  const together = several.map((ask, place) => as(patients[place] as Patient).call(bookSeveral, ask));
  const alone = patients.slice(4).map((patient, place) => as(patient).call(book, wish(place, at)));
  const answers = await Promise.all([...together, ...alone]);
  assert.deepEqual(
    answers.filter(({ status }) => status !== 201 && status !== 409),
    [],
  );
  assert.equal(await overlaps(application.owner), 0);
});

test('under one key it is made once, whichever way it went', async () => {
  const at = start();
  const headers = { 'idempotency-key': 'the-one-key' };
  const patient = as(patients[0] as Patient);
  const [first, ...again] = await Promise.all(
    Array.from({ length: 8 }, () => patient.call(book, { ...wish(0, at), headers })),
  );
  assert.equal(first?.status, 201);
  for (const { status, body } of again) assert.deepEqual([status, body], [201, first?.body]);
  const other = await patient.call(book, { ...wish(1, start()), headers });
  assert.equal(refusalOf(other).error, 'idempotency_mismatch');
  const { data } = (first as { body: unknown }).body as { data: { id: number } };
  assert.equal((await patient.ask(readAppointment, { params: { id: data.id } })).data.status, 'confirmed');
});

test('whoever is refused keeps what they hold', async () => {
  const at = start();
  const [one, other] = patients as [Patient, Patient];
  const held = await as(one).ask(holdSlot, { body: { doctor_id: doctors[1] as number, scheduled_at: at } });
  await as(other).ask(holdSlot, { body: { doctor_id: doctors[0] as number, scheduled_at: at } });
  assert.equal(refusalOf(await as(one).call(book, wish(0, at))).error, 'time_slot_conflict');
  const { rows } = await application.owner.query('select status from appointment where id = $1', [held.data.hold_id]);
  assert.deepEqual(rows, [{ status: 'held' }]);
});

test('a hold that is named and lies at another time is let go, and told to be free', async () => {
  const [at, elsewhere] = [start(), start()];
  const patient = as(patients[0] as Patient);
  const { data } = await patient.ask(holdSlot, { body: { doctor_id: doctors[0] as number, scheduled_at: elsewhere } });
  await patient.ask(book, wish(0, at, { hold_id: data.hold_id }));
  for (let told = 0; told === 0; ) {
    const { rows } = await application.owner.query(
      `select count(*)::integer as told from event where name = 'slot.released' and (data->>'starts_at')::timestamptz = $1`,
      [elsewhere],
    );
    told = rows[0].told;
  }
});

test('one that names a hold long gone sends nobody the long way', async () => {
  const at = start();
  await as(patients[0] as Patient).ask(book, wish(5, at));
  const lines = await statementsOf(async () => {
    const answers = await bookAll(at, (place) => (place === 5 ? { hold_id: 2_000_000_000 } : {}));
    assert.deepEqual(
      statuses(answers),
      patients.map((_, place) => (place === 0 || place === 5 ? 409 : 201)),
    );
  }, /(?!)/);
  assert.equal(lines.filter((line) => line.includes('appointment_book(')).length, 0);
});
