import { after } from 'node:test';
import pg from 'pg';
import { bookSeveral } from '#contract/booking.ts';
import { forgotten, makeToken } from '#contract/identity.ts';
import { addPatient, giveJoinCode } from '#contract/patients.ts';
import { doctorId, freeStarts } from '#server/booking/booking-rig.ts';
import { askToAct } from '#server/clinic/acting/acting-rig.ts';
import { bootApplication, emailOf, password, type TestApplication } from '../application.ts';
import { asProgram } from '../cluster.ts';

export const actors = ['nobody', 'patient', 'doctor', 'applicant', 'receptionist', 'admin', 'system'] as const;
export type Actor = (typeof actors)[number];

/** A clinic with a row of everything, and a connection as the program has it, without the program. */
export async function openRows() {
  const application = await bootApplication({ demo: true });
  const { owner } = application;
  const program = new pg.Client(asProgram(application.connection).connection);
  await program.connect();
  after(async () => {
    await program.end();
    await application.close();
  });
  await program.query('set role salle_app');
  const accountOf = new Map<Actor, number>();
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
  await bookSomething(application);
  await waitForSomething(application);
  await owner.query(`insert into event (name, data) values ('test', '{}')`);
  await owner.query(`update doctor set retired_at = now() where name = 'Youssef Cherif'`);

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

  return { application, owner, program, accountOf, acting, actingBy };
}

/** With the demo's first doctor, online, with words and a file for her; and a file that belongs nowhere yet. */
async function bookSomething(application: TestApplication): Promise<void> {
  const { owner } = application;
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
async function waitForSomething({ owner }: TestApplication): Promise<void> {
  await owner.query(
    `insert into waitlist_entry (account_id, patient_id, doctor_id, first_day, last_day)
     select f.account_id, f.patient_id, (select min(id) from doctor), '2031-01-01', '2031-01-02' from patient_account f
     join account a on a.id = f.account_id where f.relation = 'self' and a.email in ($1, 'omar@salle.test')`,
    [emailOf('patient')],
  );
  await owner.query(`insert into waitlist_offer select patient_id, doctor_id, now(), id from waitlist_entry`);
  await owner.query(`insert into appointment_letter (appointment_id, account_id, status, during)
    select distinct on (a.account_id) a.id, a.account_id, 'confirmed', a.during from appointment a order by a.account_id, a.id
    on conflict do nothing`);
  await owner.query(`insert into file_key select 'a-key-of-the-store', min(id), 1, true, now() from account`);
  await owner.query(`insert into follower values ('somebody', 0)`);
  await owner.query(`insert into follower_debt values ('somebody', 1, 1, now() + interval '1 day')`);
}

export async function rowsOf(client: pg.Client, from: string): Promise<string[]> {
  const key = `coalesce(to_jsonb(t) ->> 'id', to_jsonb(t) ->> 'name', t::text)`; // others count on meanwhile
  const { rows } = await client.query<{ row: string }>(`select ${key} as row from ${from} t`);
  return rows.map(({ row }) => row).toSorted();
}
