import pg from 'pg';
import { readFileSync } from 'node:fs';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { crowd, tirelessDoctors } from '#server/booking/crowd-rig.ts';
import { openClinic } from '/work/main/bench/clinic.ts';
await using cleanup = new AsyncDisposableStack();
const clinic = cleanup.use(await openClinic({ SALLE_LOG: 'info', ...(process.env.EXTRA ? JSON.parse(process.env.EXTRA) : {}) }));
await clinic.close();
const { startEmbedded } = await import('#database/embedded.ts');
const pgd = await startEmbedded({ dataDir: clinic.dataDir }); cleanup.defer(() => pgd.stop());
const connection = pgd.connection;
const owner = new pg.Client(connection!); await owner.connect(); cleanup.defer(() => owner.end());
const patients = await crowd(owner, 400);
const doctors = await tirelessDoctors(owner, 400, 5);
await owner.query('analyze');
if (process.env.ROWS) { const { fillWithOthers } = await import('/work/main/bench/booking-rows.ts'); await fillWithOthers(owner, Number(process.env.ROWS)); }
const asked = JSON.parse(readFileSync('/tmp/asked.json', 'utf8'));
const c = new pg.Client(connection!); await c.connect(); cleanup.defer(() => c.end());
const o = new pg.Client(connection!); await o.connect(); cleanup.defer(() => o.end()); await o.query("set synchronous_commit=off");
await c.query("set role salle_app; set timezone='UTC'; set synchronous_commit=off");
let k = 0; const t0 = Date.parse(new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).toISOString());
function one() { const place = k % 400, turn = Math.floor(k / 400); k++; const a = asked.appointments[0]; const p = patients[place] as any; 
 a.id = 1_000_000 + k + run * 100000; a.doctor_id = doctors[(place + turn) % 400]; a.patient_id = p.patient; asked.account = p.account; a.reference = ref(k + 300_000_000);
 a.starts = new Date(t0 + turn * 300000).toISOString(); a.ends = a.blocked_until = new Date(t0 + turn * 300000 + 300000).toISOString(); asked.medical[0].appointment_id = a.id; asked.key.key = 'k' + k + run; asked.audit[0].subject_id = a.id; Object.assign(a, { medical: asked.medical[0], fact: asked.events[0].data, deliveries: asked.events[0].deliveries, channels: asked.events[0].channels }); return JSON.stringify(V3 ? { ...asked, events: undefined, medical: undefined, audit: undefined } : { ...asked, appointments: [{ ...a, medical: undefined, fact: undefined, deliveries: undefined, channels: undefined }] }); } let V3 = false;
let run = 0; const ref = (n: number) => { const g = '23456789ABCDEFGHJKMNPQRSTVWXYZ'; return 'CONS-' + Array.from({ length: 6 }, (_, i) => g[Math.floor(n / g.length ** i) % g.length]).join(''); };
const cpu = (pid: number) => { const st = readFileSync(`/proc/${pid}/stat`, 'utf8'); const f = st.slice(st.lastIndexOf(')') + 2).split(' '); return (Number(f[11]) + Number(f[12])) * 10; };
const [pc, po] = [(c as any).processID, (o as any).processID];
async function measure(label: string, f: () => Promise<any>, n = 3000) { for (let i = 0; i < 100; i++) await f(); const b = cpu(pc) + cpu(po); const s = performance.now(); for (let i = 0; i < n; i++) await f(); console.log(label.padEnd(34), ((performance.now() - s) / n).toFixed(3), 'ms wall', ((cpu(pc) + cpu(po) - b) / n).toFixed(3), 'ms cpu of backend'); }
const book = async () => { const r = await c.query({ name: 'b' + run, text: 'select * from appointment_book($1::jsonb)', values: [one()] }); if (r.rows[0].refusal) throw new Error(JSON.stringify(r.rows[0])); };
const hash = Buffer.alloc(32);
const mod = readFileSync('/work/main/bench/booking-bare.ts', 'utf8'); const text = /const text = `([\s\S]*?)`;/.exec(mod)![1];
const bare = async () => { one(); const a = asked.appointments[0]; const e = asked.events[0]; await o.query({ name: 'bare', text, values: [a.reference, a.doctor_id, a.patient_id, asked.account, a.starts, a.ends, 'A bench has no complaint, but this is as long as one.', JSON.stringify(e.deliveries[0].data), JSON.stringify(e.deliveries), e.channels, hash] }); };
await measure('bare', bare); run++;
await measure('book now', book); run++;
await measure('nothing', async () => c.query({ name: 'n', text: 'select 1' })); 
await measure('only json', async () => c.query({ name: 'j', text: 'select $1::jsonb->>0', values: [one()] }));
const { sha256 } = { sha256: 0 };
const tk = (await import('node:crypto')).createHash('sha256').update((patients[3] as any).token).digest();
await measure('look-up', async () => c.query({ name: 'l', text: 'select * from booker_look_up($1)', values: [tk] }));
for (const file of process.argv.slice(2)) { V3 = !/v[12]/.test(file); await owner.query(readFileSync(file, 'utf8')); if (process.env.PERF) { const { spawn } = await import('node:child_process'); spawn('sh', ['-c', `sleep 0.3; perf record -F 999 --call-graph dwarf,16384 -p ${pc} -o ${file}.perf -- sleep 2 >/dev/null 2>&1`]); await measure(file, book, 6000); run++; }
 await measure(file, book); run++; await measure('  bare again', bare); run++;
 if (process.env.STAT) { await owner.query("create extension if not exists pg_stat_statements"); await owner.query('select pg_stat_statements_reset()'); await measure(file, book, 500); run++; const { rows } = await owner.query("select toplevel, calls, total_exec_time t, left(regexp_replace(query, '\\s+', ' ', 'g'), 150) q from pg_stat_statements order by total_exec_time desc limit 15"); for (const x of rows) console.log((x.t / 600).toFixed(4), (x.calls / 600).toFixed(2), x.toplevel ? 'T' : ' ', x.q); }
}
