import { doctorId, freeStarts } from '#server/booking/booking-rig.ts';
import { emailOf } from '../../application.ts';
import type { Trying } from './trying.ts';

export type Names = Awaited<ReturnType<typeof openNames>>;

const omar = 'omar@salle.test';

/** Somebody who is none of the senders, with a record, an appointment, a hold and a wait; and what one may ask about them. */
export async function openNames({ application, owner, one }: Trying) {
  const other = await one<number>('select id as value from account where email = $1', omar);
  const own = `from patient_account where account_id = $1 and relation = 'self' and left_at is null`;
  const otherPatient = await one<number>(`select patient_id as value ${own}`, other);
  const otherActing = await one<number>(`select id as value ${own}`, other);
  const doctor = await one<number>(`select id as value from doctor where name = 'Karim Benali'`);
  const foreign = await appointmentOf(otherPatient, doctor);
  const karim = await doctorId(application, 'karim.benali@salle.test');
  const [starts = '', held = ''] = (await freeStarts(application.nobody, karim)).slice(3);
  await owner.query(
    `insert into appointment (doctor_id, patient_id, account_id, during, blocked, status, held_until, hold_place)
     select $1, $2, $3, span, span, 'held', now() + interval '10 minutes', 1
     from tstzrange($4, $4::timestamptz + interval '30 minutes') span`,
    [doctor, otherPatient, other, held],
  );
  await owner.query(
    `with asked as (insert into account (email, name, role) values ('invited@example.org', 'Invited', 'patient') returning id)
     insert into link (id, purpose, email, account_id, asked_by)
     select gen_random_uuid(), 'invite', 'invited@example.org', asked.id, a.id from asked, account a where a.email = $1`,
    [emailOf('admin')],
  );
  const versions = await one<object>(
    `select jsonb_build_object('doctor_version', d.version, 'schedule_version', s.version) as value
     from doctor d join doctor_schedule s on s.doctor_id = d.id where d.id = $1`,
    doctor,
  );
  const ends = new Date(Date.parse(starts) + 1_800_000).toISOString();
  const span = { starts, ends, blocked_until: ends, ...versions };
  const take = {
    ...{ place: 0, id: 900_001, reference: 'CONS-222222', mode: 'in_person', overbooked: false },
    ...{ doctor_id: doctor, patient_id: otherPatient, prestation_id: null, ...span },
  };
  const at = new Date().toISOString();
  const asked = (order: object) => `'${JSON.stringify(order)}'`;
  const batchOf = (change: object) =>
    asked({ appointments: [{ ...take, account_id: other, at, ...change }], holds: [], medical: [], events: [] });
  const hold = { at, until: ends, id: 900_002, doctor_id: doctor, patient_id: otherPatient, replaces: null, ...span };

  /** Ahead, and neither the doctor's nor the patient's who are senders. */
  async function appointmentOf(patient: number, of: number): Promise<number> {
    return one<number>(
      `insert into appointment (reference, doctor_id, patient_id, account_id, during, blocked, status, consult_mode, consultation_mode)
       select 'CONS-333333', $2, $1, $3, span, span, 'confirmed', 'in_person', 'in_person'
       from tstzrange('2031-05-05 09:00Z', '2031-05-05 09:30Z') span returning id as value`,
      patient,
      of,
      other,
    );
  }

  async function proofFor(email: string): Promise<string> {
    return one<string>(
      `insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
       select id, 'token', sha256(convert_to(email, 'utf8')), 'x', '1 day', now() + interval '1 day' from account where email = $1
       returning encode(token_hash, 'hex') as value`,
      email,
    );
  }

  return {
    other,
    otherPatient,
    otherActing,
    doctor,
    foreign,
    askedFor: await one<number>('select min(patient_id) as value from acting_request'),
    wait: await one<number>('select min(id) as value from waitlist_entry where account_id = $1', other),
    week: await one<string>('select availability_schedule::text as value from doctor_schedule limit 1'),
    last: await one<number>('select max(id) as value from appointment'),
    booking: asked({ at, account: other, role: 'patient', appointments: [take], medical: [], events: [], audit: [] }),
    hold: asked({ ...hold, account: other, role: 'patient', events: [] }),
    batch: batchOf({}),
    batchOf,
    proof: await proofFor(omar),
    proofOfPatient: await proofFor(emailOf('patient')),
  };
}
