import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { figure, median, ratio, whole } from '../test/figure.ts';
import { connections, openBookable, slotMinutes } from './bookable.ts';
import { bareInserts } from './booking-bare.ts';
import { fillWithOthers } from './booking-rows.ts';

/** How many bookings a second go through HTTP, against the same rows inserted by one bare statement over the same pool? */
const seconds = 3;
const rounds = 3;
const manyAppointments = 1_000_000;

await using cleanup = new AsyncDisposableStack();
const bookable = await openBookable(cleanup, { SALLE_LOG: 'info' });
const { clinic, connection, owner, patients, doctors } = bookable;

await bookable.through(1); // until everything is compiled
await measured('an empty clinic');
if (!process.argv.includes('--quick')) {
  await fillWithOthers(owner, manyAppointments);
  await bookable.through(1);
  await measured(`${whole(manyAppointments)} appointments`);
}

async function measured(where: string): Promise<void> {
  const runs = {
    http: [] as number[],
    bare: [] as number[],
    p50: [] as number[],
    p99: [] as number[],
    busy: [] as number[],
  };
  const fact = await lastFact();
  for (let round = 0; round < rounds; round++) {
    const http = await bookable.through(seconds);
    if (http.refused > 0) throw new Error(`${http.refused} were refused`);
    runs.http.push(http.perSecond);
    runs.p50.push(http.p50);
    runs.p99.push(http.p99);
    runs.busy.push(http.busy);
    const bare = await clinic.still(() =>
      bareInserts({
        connection: connection as pg.PoolConfig,
        patients,
        doctors,
        first: bookable.next,
        step: slotMinutes,
        callers: connections,
        seconds,
        fact,
      }),
    );
    bookable.next = bare.last;
    runs.bare.push(bare.perSecond);
    await allHeard();
  }
  const [http, bare] = [median(runs.http), median(runs.bare)];
  const waits = `p50 ${median(runs.p50).toFixed(1)}, p99 ${median(runs.p99).toFixed(1)} ms at ${connections} clients`;
  figure(`bookings through HTTP, ${where}`, `${whole(http)}/s`, `${ratio(http, 2500, 1)} (2,500/s) · ${waits}`);
  const load = `load ${Math.round(median(runs.busy) * 100)} % busy`;
  figure('  the same rows by a bare statement', `${whole(bare)}/s`, `bookings are ${ratio(http, bare, 0.6)} · ${load}`);
}

/** What the bare statement wrote is nobody's to carry in the next round. */
async function allHeard(): Promise<void> {
  for (;;) {
    const { rows } = await owner.query(
      `select not exists (select from event where position is null)
         and (select min(position) from follower) >= (select max(position) from event) as heard`,
    );
    if (rows[0].heard) return;
    await pause(50);
  }
}

async function lastFact(): Promise<{ data: object; channels: string[] }> {
  const { rows } = await owner.query(
    `select data, channels from event where name = 'appointment.booked' order by id desc limit 1`,
  );
  return rows[0];
}
