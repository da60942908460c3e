import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Patient } from '#server/booking/crowd-rig.ts';
import { answerWith, beside } from './beside.ts';

export type BareOptions = {
  connection: pg.PoolConfig;
  patients: Patient[];
  doctors: number[];
  first: string;
  step: number;
  callers: number;
  seconds: number;
  /** a booking's own fact, so that the same bytes are written */
  fact: { data: object; channels: string[] };
};
export type BareResult = { perSecond: number; last: string };

/** The rows of a booking by one bare prepared statement over the same pool: what the database alone can do. */
export async function bareInserts(options: BareOptions): Promise<BareResult> {
  return beside(fileURLToPath(import.meta.url), options);
}

const text = `with made as (
    insert into appointment (reference, doctor_id, patient_id, account_id, during, blocked, status, consult_mode, consultation_mode)
    values ($1, $2, $3, $4, tstzrange($5, $6), tstzrange($5, $6), 'confirmed', 'in_person', 'in_person') returning id
  ), told as (
    insert into appointment_medical (appointment_id, complaint) select id, $7 from made
  ), fact as (
    insert into event (name, data, actor_id, channels) values ('appointment.booked', $8, $4, $9)
  ), noted as (
    insert into audit (account_id, role, action, subject_id) select $4, 'patient', 'appointment.booked', id from made
  )
  insert into idempotency_key (account_id, route, key, body_hash, answer) values ($4, 'bench', $1, $10, $11)`;

if (import.meta.main) await answerWith(insert);

async function insert({
  connection,
  patients,
  doctors,
  first,
  step,
  callers,
  seconds,
  fact,
}: BareOptions): Promise<BareResult> {
  // As the owner: the rows alone are measured, not who may write them.
  const pool = new pg.Pool({ ...connection, max: 24 });
  const start = Date.parse(first);
  const startNumber = Math.floor(Math.random() * 400_000_000);
  const { channels } = fact;
  const [data, hash] = [JSON.stringify(fact.data), Buffer.alloc(32)];
  // about as long as what a booking is answered
  const answer = JSON.stringify(data.slice(0, 250));
  let sent = 0;

  async function next(): Promise<void> {
    const turn = Math.floor(sent / patients.length);
    const place = sent % patients.length;
    sent += 1;
    const { patient, account } = patients[place] as Patient;
    const at = start + turn * step * 60_000;
    const [starts, ends] = [new Date(at).toISOString(), new Date(at + step * 60_000).toISOString()];
    const reference = referenceOf(startNumber + sent);
    const complaint = 'A bench has no complaint, but this is as long as one.';
    const doctor = doctors[(place + turn) % doctors.length];
    const values = [reference, doctor, patient, account, starts, ends, complaint, data, channels, hash, answer];
    await pool.query({ name: 'bare', text, values }).catch((error: pg.DatabaseError) => {
      if (error.constraint !== 'appointment_reference_key') throw error; // of a million one may have it already
    });
  }

  const begun = performance.now();
  const end = begun + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (performance.now() < end) {
        await next();
        done += 1;
      }
    }),
  );
  const perSecond = (done / (performance.now() - begun)) * 1000;
  await pool.end();
  return { perSecond, last: new Date(start + Math.floor(sent / patients.length + 1) * step * 60_000).toISOString() };
}

/** Counted, so that none comes twice. */
function referenceOf(number: number): string {
  const signs = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
  const places = Array.from(
    { length: 6 },
    (_, place) => signs[Math.floor(number / signs.length ** place) % signs.length],
  );
  return `CONS-${places.join('')}`;
}
