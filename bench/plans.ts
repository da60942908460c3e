import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openEmbedded } from '#database/embedded.ts';
import { migrate } from '#database/migrate.ts';
import {
  ahead,
  appointmentPage,
  readAppointment,
  tiesOf,
  unansweredRequests,
} from '#server/booking/appointments/appointments.sql.ts';
import { datedInFeed } from '#server/booking/invitation/invitation.sql.ts';
import { readTellable } from '#server/booking/letters/letters.sql.ts';
import { type BatchOrder, bookEach, expireHolds } from '#server/booking/taking/taking.sql.ts';
import { busyOf } from '#server/booking/time/time.sql.ts';
import { takeRole } from '#server/platform/database.ts';
import type { Statement } from '#server/platform/sql.ts';
import { figure, whole } from '../test/figure.ts';
import { fillWithOthers } from './booking-rows.ts';

/** Does every look at a calendar find its rows by an index, as the program's role, among a million of them? */
const many = 1_000_000;
const slowest = 50;

await using cleanup = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'salle-bench-plans-'));
cleanup.defer(() => rm(folder, { recursive: true, force: true }));
const embedded = await openEmbedded({ dataDir: folder });
cleanup.defer(() => embedded.stop());
await migrate({ connection: embedded.connection });
const owner = new pg.Client(embedded.connection);
await owner.connect();
cleanup.defer(() => owner.end());
await owner.query(`insert into clinic (name, timezone) values ('Bench', 'UTC') on conflict do nothing`);
await owner.query(`insert into specialization (name) values ('Bench') on conflict do nothing`);
const { doctors, patients } = await fillWithOthers(owner, many);
const [doctor] = doctors;
const [patient] = patients;
if (!doctor || !patient) throw new Error('nobody was made');
const tokenHash = '00';
await owner.query(
  `insert into sign_in (account_id, kind, token_hash, name, idle_lifetime, expires_at)
   values ($1, 'token', decode($2, 'hex'), 'bench', '1 day', now() + interval '1 day')`,
  [patient.account, tokenHash],
);
const { rows } = await owner.query<{ account: number; other: number }>(
  `select d.account_id as account, (select min(id) from account) as other from doctor d where d.id = $1`,
  [doctor],
);
const program = new pg.Client(embedded.connection);
await program.connect();
cleanup.defer(() => program.end());
// What functions do inside is told too.
await program.query(`load 'auto_explain';
  set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_level = notice`);
const inside: string[] = [];
program.on('notice', ({ message }) => inside.push(message ?? ''));
await takeRole(program, 'salle_app');

const now = new Date();
const day = (offset: number) => new Date(Math.floor(now.getTime() / 86_400_000 + offset) * 86_400_000).toISOString();
const treating = { account: rows[0]?.account, role: 'doctor' };
const family = { account: patient.account, role: 'patient' };
const desk = { account: rows[0]?.other, role: 'receptionist' };
const system = { account: undefined, role: 'system' };
const one = 500_000;
const today = { from: day(0), to: day(1) };

await plan('a doctor’s busy times, four weeks', system, busyOf([doctor], day(0), day(28), now.toISOString()));
await plan('busy times of 500 doctors, five days', system, busyOf(doctors, day(0), day(5), now.toISOString()));
await plan('a patient’s own appointments', family, appointmentPage({}, undefined, true, 26));
await plan('a patient’s own, from today', family, appointmentPage({ from: day(0) }, undefined, false, 26));
await plan('a doctor’s own day', treating, appointmentPage(today, undefined, false, 101));
await plan('a doctor’s requests', treating, appointmentPage({ status: 'pending', from: day(0) }, undefined, false, 26));
await plan('the clinic’s day at the desk', desk, appointmentPage(today, undefined, false, 101));
await plan(
  'one doctor’s week at the desk',
  desk,
  appointmentPage({ doctor_id: doctor, from: day(0), to: day(7) }, undefined, false, 101),
);
await plan(
  'one patient’s history at the desk',
  desk,
  appointmentPage({ patient_id: patient.patient }, undefined, true, 26),
);
await plan('a doctor’s appointments ahead', treating, ahead(doctor, now.toISOString()));
await plan('requests that nobody answered', system, unansweredRequests(now.toISOString()));
await plan('one appointment of one’s own', family, readAppointment(one));
for (const [name, { account }] of [
  ['a patient’s calendar feed', family],
  ['a doctor’s calendar feed', treating],
] as const) {
  await plan(name, await feedOf(account), datedInFeed(day(-30), day(-7)));
}
await plan('what a letter tells', system, readTellable(one));
await plan('who has a tie with a doctor', system, tiesOf(rows[0]?.account ?? 0, [patient.account]));
await plan('holds that have lapsed', system, expireHolds(now.toISOString()));
await plan('two bookings', family, bookEach({ appointments: [wish(0), wish(1)], holds: [], medical: [], events: [] }));

/** Where nothing is taken. */
function wish(place: number): BatchOrder['appointments'][number] {
  const starts = day(900 + place);
  const ends = new Date(Date.parse(starts) + 1_800_000).toISOString();
  const versions = { doctor_version: 1, schedule_version: 1 };
  return {
    place,
    id: 2_000_000_000 + place,
    reference: `CONS-ZZZZZ${place + 2}`,
    starts,
    ends,
    blocked_until: ends,
    ...versions,
    doctor_id: doctor as number,
    patient_id: patient?.patient as number,
    account_id: patient?.account as number,
    token_hash: tokenHash,
    at: now.toISOString(),
    prestation_id: null,
    mode: 'in_person',
    status: 'confirmed',
    overbooked: false,
  };
}

type Actor = { account: number | undefined; link?: number | undefined; role: string };

/** As the calendar program of this account. */
async function feedOf(account: number | undefined): Promise<Actor> {
  const { rows } = await owner.query<{ id: number }>(
    `insert into caller_link (kind, subject, account_id, token_hash) values ('feed', $1, $1, $2) returning id`,
    [account, String(account)],
  );
  return { account: undefined, link: rows[0]?.id, role: 'feed' };
}

async function plan(name: string, { account, link, role }: Actor, { text, values }: Statement): Promise<void> {
  await program.query('begin');
  const frame = `select set_config('app.account', $1, true), set_config('app.link', $2, true), set_config('app.role', $3, true)`;
  await program.query(frame, [String(account ?? ''), String(link ?? ''), role]);
  await program.query('savepoint looked');
  await program.query(text, values as unknown[]); // once, so that it is in memory
  await program.query('rollback to savepoint looked');
  inside.length = 0;
  const told = await program.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off) ${text}`,
    values as unknown[],
  );
  await program.query('rollback');
  const lines = told.rows.map((row) => row['QUERY PLAN']).join('\n');
  const took = Number(/Execution Time: ([\d.]+)/.exec(lines)?.[1]);
  const reads = /Seq Scan on appointment\b/.test([lines, ...inside].join('\n')) ? 'READS THE WHOLE TABLE' : 'by index';
  figure(
    name,
    `${took.toFixed(2)} ms`,
    `${reads}${took > slowest ? `, over ${slowest} ms` : ''}, ${whole(many)} appointments`,
  );
  if (process.env.BENCH_PLANS) process.stdout.write(`${[lines, ...inside].join('\n')}\n`);
}
