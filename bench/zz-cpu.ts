import pg from 'pg';
import { readFileSync, readdirSync } from 'node:fs';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { crowd, tirelessDoctors } from '#server/booking/crowd-rig.ts';
import { openClinic } from '/work/main/bench/clinic.ts';
import { bookingLoad } from '/work/main/bench/booking-load.ts';
await using cleanup = new AsyncDisposableStack();
const clinic = cleanup.use(await openClinic({ SALLE_LOG: 'info', ...(process.env.EXTRA ? JSON.parse(process.env.EXTRA) : {}) }));
const connection = await connectionOfRunning(clinic.dataDir, cleanup);
const owner = new pg.Client(connection!);
await owner.connect();
cleanup.defer(() => owner.end());
const patients = await crowd(owner, 400);
const doctors = await tirelessDoctors(owner, 400, 5);
let next = new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).toISOString();
async function through(s: number, c = 32) { const r = await bookingLoad({ address: clinic.address, patients, doctors, first: next, step: 5, connections: c, seconds: s }); next = r.last; return r; }
await through(3);
if (process.env.STAT) { await owner.query('create extension if not exists pg_stat_statements'); await owner.query('select pg_stat_statements_reset()'); }
const apps = new Map((await owner.query("select pid, coalesce(nullif(application_name,''), backend_type) a from pg_stat_activity")).rows.map((x: any) => [x.pid, x.a]));
const snap = () => { const m = new Map<string, number>(); for (const pid of readdirSync('/proc').filter(x => /^\d+$/.test(x))) { try {
  const cmd = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(); const comm = readFileSync(`/proc/${pid}/comm`,'utf8').trim();
  for (const tid of readdirSync(`/proc/${pid}/task`)) { const st = readFileSync(`/proc/${pid}/task/${tid}/stat`, 'utf8'); const f = st.slice(st.lastIndexOf(')') + 2).split(' '); const tc = readFileSync(`/proc/${pid}/task/${tid}/comm`,'utf8').trim();
   const label = apps.has(Number(pid)) ? 'PG ' + apps.get(Number(pid)) : comm === 'postgres' ? cmd.slice(0, 60).replace(/127\.0\.0\.1\(\d+\)/, '').replace(/(SELECT|INSERT|UPDATE|idle|BIND|PARSE|COMMIT|SET|BEGIN).*/, '') : `${comm}:${cmd.slice(-25)}:${tc}`;
   m.set(label, (m.get(label) ?? 0) + Number(f[11]) + Number(f[12])); } } catch {} } return m; };
const a = snap(); const w0 = await owner.query("select wal_records, wal_bytes, wal_fpi from pg_stat_wal"); const t0 = performance.now();
const r = await through(Number(process.env.SECS ?? 8), Number(process.env.C ?? 32));
const dt = (performance.now() - t0) / 1000; const b = snap(); const w1 = await owner.query("select wal_records, wal_bytes, wal_fpi from pg_stat_wal");
const n = r.perSecond * Number(process.env.SECS ?? 8);
console.log(Math.round(r.perSecond), 'per s p50', r.p50.toFixed(1), 'wal/booking', Math.round((w1.rows[0].wal_bytes - w0.rows[0].wal_bytes) / n), 'recs', ((w1.rows[0].wal_records - w0.rows[0].wal_records) / n).toFixed(0), 'fpi', ((w1.rows[0].wal_fpi - w0.rows[0].wal_fpi) / n).toFixed(2));
let tot = 0;
for (const [k, v] of [...b].map(([k, v]) => [k, v - (a.get(k) ?? 0)] as [string, number]).filter(([, v]) => v > 5).sort((x, y) => y[1] - x[1])) { tot += v; console.log((v * 10 / n).toFixed(3), 'ms/booking', (v / dt).toFixed(0) + '%', k); }
console.log('total', (tot * 10 / n).toFixed(2));

if (process.env.STAT) { const { rows } = await owner.query("select toplevel, calls, total_exec_time t, wal_bytes, left(regexp_replace(query, '\\s+', ' ', 'g'), 130) q from pg_stat_statements order by total_exec_time desc limit 45");
 for (const x of rows) console.log((x.t / n).toFixed(4), (x.calls / n).toFixed(2), Math.round(x.wal_bytes / n), x.toplevel ? 'T' : ' ', x.q); }
if (process.env.CONNS) { const { rows } = await owner.query("select application_name, count(*) from pg_stat_activity group by 1"); console.log(rows); }
if (process.env.BARE) { const { bareInserts } = await import('/work/main/bench/booking-bare.ts');
 const { rows } = await owner.query(`select deliveries from event where name = 'appointment.booked' order by id desc limit 1`);
 for (const callers of [8, 24, 32]) { const x = snap(); const bare = await bareInserts({ connection: connection as pg.PoolConfig, patients, doctors, first: next, step: 5, callers, seconds: 5, deliveries: rows[0].deliveries }); next = bare.last; const y = snap();
 const m = bare.perSecond * 5; console.log('bare', callers, Math.round(bare.perSecond)); for (const [k, v] of [...y].map(([k, v]) => [k, v - (x.get(k) ?? 0)] as [string, number]).filter(([, v]) => v > 5).sort((x, y) => y[1] - x[1])) console.log((v * 10 / m).toFixed(3), 'ms', (v / 5).toFixed(0) + '%', k); }
}
