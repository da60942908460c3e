import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { book } from '#contract/booking.ts';
import { readMe } from '#contract/clinic.ts';
import { doctorId, freeStarts } from '#server/booking/booking-rig.ts';
import { openBookingRoom } from '#server/booking/room.ts';
import type { Hanging, Retiring } from '#server/clinic/clinic.ts';
import { openClinicRoom } from '#server/clinic/room.ts';
import { openIdentityRoom } from '#server/identity/room.ts';
import type { Base } from '#server/platform/base.ts';
import { type Actor, system } from '#server/platform/database.ts';
import { Refusal } from '#server/platform/refusal.ts';
import { sql } from '#server/platform/sql.ts';
import { openScheduleRoom } from '#server/schedule/room.ts';
import { bootApplication, type TestApplication } from './application.ts';
import { openTestBase } from './base.ts';
import { newEmail } from './people.ts';

let application: TestApplication;
let base: Base;
let rooms: ReturnType<typeof openRooms>;
let admin: Actor;
let doctor: Actor;
let free: string[];
before(async () => {
  application = await bootApplication({ demo: true });
  base = await openTestBase(application);
  rooms = openRooms();
  admin = { account: (await application.as('admin').ask(readMe)).data.user.id, role: 'admin' };
  doctor = { account: (await application.as('doctor').ask(readMe)).data.user.id, role: 'doctor' };
  free = await freeStarts(application.nobody, await doctorId(application));
});
after(async () => {
  await base.close();
  await application.close();
});

/** The rooms once more, beside those of the application, for a room above that does not exist. */
function openRooms() {
  const identity = openIdentityRoom(base).face;
  const clinic = openClinicRoom(base, identity).face;
  const schedule = openScheduleRoom(base, clinic).face;
  return { identity, clinic, booking: openBookingRoom(base, { identity, clinic, schedule }).face };
}

/** Everything that a change could have left behind. */
async function kept(table: string, id: number) {
  const { rows } = await application.owner.query(
    `select to_jsonb(t) as row, (select count(*) from event)::integer as facts, (select count(*) from audit)::integer as audits,
       (select count(*) from account)::integer as accounts, (select count(*) from patient)::integer as patients
     from ${table} t where id = $1`,
    [id],
  );
  return rows[0];
}

async function only(text: string, ...values: unknown[]): Promise<number> {
  const { rows } = await application.owner.query<{ id: number }>(text, values);
  assert(rows[0], text);
  return rows[0].id;
}

describe('an appointment that moves', () => {
  let refuses = false;
  const heard: { name: string; id: number; inside: string; outside: string }[] = [];
  before(() => {
    rooms.booking.whenAppointment(async (tx, { name, appointment: { id } }) => {
      const read = 'select status || lower(during)::text as state from appointment where id = ';
      const inside = await tx.one<{ state: string }>(sql`
        select status || lower(during)::text as state from appointment where id = ${id}`);
      const { rows } = await application.owner.query<{ state: string }>(`${read} $1`, [id]);
      heard.push({ name, id, inside: inside.state, outside: rows[0]?.state ?? '' });
      if (refuses) throw new Refusal('forbidden');
    });
  });

  const moves: Record<string, (id: number) => Promise<{ status: string }>> = {
    confirmed: (id) => rooms.booking.appointments.moves.confirm(doctor, id),
    rejected: (id) => rooms.booking.appointments.moves.reject(doctor, id, 'away'),
    cancelled: (id) => rooms.booking.appointments.moves.cancel(doctor, id, undefined),
    rescheduled: (id) => rooms.booking.appointments.reschedule(doctor, id, { scheduled_at: free.at(-1) ?? '' }),
  };

  for (const [what, move] of Object.entries(moves)) {
    test(`is ${what}: the room above sees it first, in the transaction, and may refuse`, async () => {
      const body = {
        doctor_id: await doctorId(application),
        scheduled_at: free.shift() ?? '',
        consult_mode: 'in_person' as const,
      };
      const { id } = (await application.as('patient').ask(book, { body })).data;
      await application.owner.query(`update appointment set status = 'pending' where id = $1`, [id]);
      const before = await kept('appointment', id);

      refuses = true;
      heard.length = 0;
      await assert.rejects(move(id), { code: 'forbidden' });
      const refused = heard[0];
      assert(refused && heard.length === 1);
      assert.deepEqual([refused.name, refused.id], [`appointment.${what}`, id]);
      assert.notEqual(refused.inside, refused.outside, 'it looks from within the transaction, and nobody else sees it');
      assert.deepEqual(await kept('appointment', id), before, 'neither the change nor its fact nor its audit row');

      refuses = false;
      await move(id);
      assert.equal(heard.length, 2);
      const { row, facts, audits } = await kept('appointment', id);
      assert.equal(row.version, before.row.version + 1);
      assert(facts > before.facts);
      assert.equal(audits, before.audits + 1);
    });
  }
});

describe('a record that is to be retired', () => {
  const hanging = new Map<string, Hanging[]>();
  const asked: Retiring[] = [];
  before(() => {
    rooms.clinic.whenRetiring(async (_tx, what) => {
      asked.push(what);
      return hanging.get(what.kind) ?? [];
    });
    rooms.clinic.whenRetiring(async (tx, { kind }) => {
      assert.deepEqual(tx.actor, admin);
      return hanging.has(kind) ? [{ kind: 'wait', id: 9 }] : [];
    });
  });

  const kinds: Record<Retiring['kind'], (id: number) => Promise<unknown>> = {
    doctor: (id) => rooms.clinic.doctors.retire(admin, id, true),
    patient: (id) => rooms.clinic.patients.retire(admin, id, true),
    specialization: (id) => rooms.clinic.specializations.retire(admin, id),
    prestation: (id) => rooms.clinic.prestations.retire(admin, id),
    salle: (id) => rooms.clinic.salles.retire(admin, id),
  };

  for (const [kind, retire] of Object.entries(kinds)) {
    test(`stays as long as something hangs on it, and is told what: a ${kind}`, async () => {
      const unused =
        kind === 'specialization'
          ? 'and id not in (select specialization_id from doctor where specialization_id is not null)'
          : '';
      if (unused) await application.owner.query(`insert into specialization (name) values ('Nobody has it')`);
      const id = await only(`select id from ${kind} where retired_at is null ${unused} order by id desc limit 1`);
      const before = await kept(kind, id);
      hanging.set(kind, [{ kind: 'appointment', id: 7 }]);
      await assert.rejects(retire(id), (refusal) => {
        assert(refusal instanceof Refusal);
        assert.equal(refusal.status, 409);
        const { error, hanging } = refusal.body() as { error: string; hanging?: Hanging[] };
        assert.equal(error, 'in_use');
        assert.deepEqual(hanging, [
          { kind: 'appointment', id: 7 },
          { kind: 'wait', id: 9 },
        ]);
        return true;
      });
      assert.deepEqual(asked.at(-1), { kind, id });
      assert.deepEqual(await kept(kind, id), before);

      hanging.delete(kind);
      await retire(id);
      assert.notEqual((await kept(kind, id)).row.retired_at, null);
    });
  }
});

describe('an account', () => {
  let fails = false;
  const heard: string[] = [];
  before(() => {
    const note = (what: string) => {
      heard.push(what);
      if (fails) throw new Error('the room above is not ready');
    };
    rooms.identity.whenAccount({
      made: async (tx, { id, email }) => {
        // The clinic has asked first: the person is there, for this transaction alone.
        const person = await tx.row(sql`select patient_id from patient_account where account_id = ${id}`);
        note(`made ${email} ${person !== undefined}`);
      },
      retired: async (_tx, id, retired) => note(`${retired ? 'retired' : 'restored'} ${id}`),
    });
  });

  test('that is made is not, where a room above fails: neither the account nor its person', async () => {
    const email = newEmail();
    const id = admin.account ?? 0;
    const before = await kept('account', id);
    const make = () =>
      base.database.transaction(system, (tx) =>
        rooms.identity.makeAccount(tx, { email, name: 'Nora', role: 'patient' }),
      );
    fails = true;
    await assert.rejects(make(), /not ready/);
    assert.equal(heard.at(-1), `made ${email} true`);
    assert.deepEqual(await kept('account', id), before);

    fails = false;
    await make();
    const { accounts, patients } = await kept('account', id);
    assert.deepEqual([accounts, patients], [before.accounts + 1, before.patients + 1]);
  });

  test('that is closed stays open, where a room above fails', async () => {
    const id = await only(`select id from account where email = 'omar@salle.test'`);
    await application.tokenOf('omar@salle.test');
    const signIns = () => only('select count(*)::integer as id from sign_in where account_id = $1', id);
    const before = await kept('account', id);
    const open = await signIns();
    fails = true;
    await assert.rejects(rooms.identity.retire(admin, id, true), /not ready/);
    assert.equal(heard.at(-1), `retired ${id}`);
    assert.deepEqual(await kept('account', id), before);
    assert.equal(await signIns(), open);

    fails = false;
    await rooms.identity.retire(admin, id, true);
    assert.notEqual((await kept('account', id)).row.retired_at, null);
    assert.equal(await signIns(), 0);
  });
});
