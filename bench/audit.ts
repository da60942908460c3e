import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { crowd, tirelessDoctors, withoutLimits } from '#server/booking/crowd-rig.ts';
import { figure, median, ratio, whole } from '../test/figure.ts';
import { bookingLoad } from './booking-load.ts';
import { openClinic } from './clinic.ts';

/** What does sealing the audit log cost those who book meanwhile? In turns, with sealing and while it is held up. */
const connections = 32;
const seconds = 4;
const rounds = 6;
const slotMinutes = 5;
const people = 400;

await using cleanup = new AsyncDisposableStack();
const clinic = cleanup.use(await openClinic());
const connection = await connectionOfRunning(clinic.dataDir, cleanup);
if (!connection) throw new Error('the clinic’s database does not answer');
const owner = new pg.Client(connection);
await owner.connect();
cleanup.defer(() => owner.end());
const patients = await crowd(owner, people);
const doctors = await tirelessDoctors(owner, people, slotMinutes);
await withoutLimits(owner);
let next = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).toISOString();

await through(2); // until everything is compiled
const runs = { sealed: [] as number[], held: [] as number[] };
const wholeBefore = await rowsAndBytes();
for (let round = 0; round < rounds; round++) {
  for (const turn of round % 2 ? (['held', 'sealed'] as const) : (['sealed', 'held'] as const)) {
    await allSealed();
    // Whoever seals leaves it to whoever holds the head.
    if (turn === 'held') await owner.query('begin; select from audit_head for update');
    runs[turn].push(await through(seconds));
    if (turn === 'held') await owner.query('commit');
  }
}
await allSealed();
const [held, sealed] = [median(runs.held), median(runs.sealed)];
figure(
  'bookings while nothing is sealed',
  `${whole(held)}/s`,
  `${rounds} rounds of ${seconds} s, ${connections} clients`,
);
figure('bookings while what they write is sealed', `${whole(sealed)}/s`, ratio(sealed, held, 0.97));
const after = await rowsAndBytes();
figure(
  'a row of the audit log, with its indexes',
  `${whole((after.bytes - wholeBefore.bytes) / (after.rows - wholeBefore.rows))} B`,
);

async function through(length: number): Promise<number> {
  const load = {
    address: clinic.address,
    patients,
    doctors,
    first: next,
    step: slotMinutes,
    connections,
    seconds: length,
  };
  const { last, refused, perSecond } = await bookingLoad(load);
  if (refused > 0) throw new Error(`${refused} were refused`);
  next = last;
  return perSecond;
}

async function allSealed(): Promise<void> {
  while (((await owner.query('select from audit where number is null limit 1')).rowCount ?? 0) > 0) await pause(50);
}

async function rowsAndBytes(): Promise<{ rows: number; bytes: number }> {
  const { rows } = await owner.query(`select (select count(*) from audit)::integer as rows,
    pg_total_relation_size('audit')::float8 as bytes`);
  return rows[0];
}
