import pg from 'pg';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { crowd, tirelessDoctors } from '#server/booking/crowd-rig.ts';
import { openClinic } from '/work/main/bench/clinic.ts';
import { bookingLoad } from '/work/main/bench/booking-load.ts';
import { readdirSync } from 'node:fs';
await using cleanup = new AsyncDisposableStack();
const clinic = cleanup.use(await openClinic({ SALLE_LOG: 'info', ...(process.env.EXTRA ? JSON.parse(process.env.EXTRA) : {}) }));
const connection = await connectionOfRunning(clinic.dataDir, cleanup);
const owner = new pg.Client(connection!); await owner.connect(); cleanup.defer(() => owner.end());
const patients = await crowd(owner, 400); const doctors = await tirelessDoctors(owner, 400, 5);
const next = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).toISOString();
const r = await bookingLoad({ address: clinic.address, patients, doctors, first: next, step: 5, connections: 32, seconds: 3 });
console.log(r.perSecond);
for (let i = 0; i < 4; i++) { const { rows } = await owner.query('select count(*)::int n from appointment_letter'); const j = await owner.query("select state, count(*)::int n from pgboss.job where name='booking.letter' group by 1"); console.log(i, rows[0].n, JSON.stringify(j.rows), readdirSync(clinic.dataDir + '/mail').length); await new Promise(r => setTimeout(r, 2500)); }
