import pg from 'pg';
import { readFileSync, readdirSync } from 'node:fs';
import { crowd, tirelessDoctors } from '#server/booking/crowd-rig.ts';
import { openClinic } from '/work/main/bench/clinic.ts';
import { startEmbedded } from '#database/embedded.ts';
await using cleanup = new AsyncDisposableStack();
const clinic = cleanup.use(await openClinic({}));
const { connectionOfRunning } = await import('#database/embedded-running.ts');
{ await using c2 = new AsyncDisposableStack(); }
await clinic.close();
const pgd = await startEmbedded({ dataDir: clinic.dataDir, settings: JSON.parse(process.env.PGX ?? '{}') }); cleanup.defer(() => pgd.stop());
const owner = new pg.Client(pgd.connection); await owner.connect(); cleanup.defer(() => owner.end());
const patients = await crowd(owner, 400) as any[]; const doctors = await tirelessDoctors(owner, 400, 5);
await owner.query('analyze');
if (process.env.SQL) await owner.query(readFileSync(process.env.SQL, 'utf8'));
const asked0 = readFileSync('/tmp/asked.json', 'utf8');
const V3 = /v3/.test(process.env.SQL ?? '');
const t0 = Date.parse(new Date(Math.ceil(Date.now() / 86_400_000 + 1) * 86_400_000).toISOString());
let k = 0; const ref = (n: number) => { const g = '23456789ABCDEFGHJKMNPQRSTVWXYZ'; return 'CONS-' + Array.from({ length: 6 }, (_, i) => g[Math.floor(n / g.length ** i) % g.length]).join(''); };
function make() { const asked = JSON.parse(asked0); const place = k % 400, turn = Math.floor(k / 400); k++; const a = asked.appointments[0]; const p = patients[place];
 a.id = 1_000_000 + k; a.doctor_id = doctors[(place + turn) % 400]; a.patient_id = p.patient; asked.account = p.account; a.reference = ref(k + 300_000_000);
 a.starts = new Date(t0 + turn * 300000).toISOString(); a.ends = a.blocked_until = new Date(t0 + turn * 300000 + 300000).toISOString(); asked.medical[0].appointment_id = a.id; asked.key.key = 'k' + k; asked.audit[0].subject_id = a.id;
 Object.assign(a, { medical: asked.medical[0], fact: asked.events[0].data, deliveries: asked.events[0].deliveries, channels: asked.events[0].channels });
 return asked; }
const mod = readFileSync('/work/main/bench/booking-bare.ts', 'utf8'); const text = /const text = `([\s\S]*?)`;/.exec(mod)![1];
const hash = Buffer.alloc(32);
let n = 0; const pgcpu = () => { let t = 0; for (const pid of readdirSync('/proc').filter(x => /^\d+$/.test(x))) try { if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'postgres') continue; const st = readFileSync(`/proc/${pid}/stat`, 'utf8'); const f = st.slice(st.lastIndexOf(')') + 2).split(' '); t += (Number(f[11]) + Number(f[12])) * 10; } catch {} return t; };
const modes = (process.env.MODES ?? 'bare,book').split(',');
for (const conns of (process.env.CONNS ?? '1,4,8,24').split(',').map(Number)) for (const mode of modes) {
 const pool = new pg.Pool({ ...pgd.connection, max: conns, onConnect: async (c: any) => { if (mode !== 'bare') await c.query('set role salle_app'); } } as any);
 const run = async () => { const asked = make(); const a = asked.appointments[0], e = asked.events[0];
  if (mode === 'bare') await pool.query({ name: 'bare', text, values: [a.reference, a.doctor_id, a.patient_id, asked.account, a.starts, a.ends, 'A bench has no complaint, but this is as long as one.', JSON.stringify(e.deliveries[0].data), JSON.stringify(e.deliveries), e.channels, hash] });
  else if (mode.startsWith('batch')) { const size = Number(mode.slice(5)); const all = Array.from({ length: size }, (_, i) => i ? make() : asked); const body = JSON.stringify({ appointments: all.map((q) => { const { medical, fact, deliveries, channels, ...w } = q.appointments[0]; return { ...w, account_id: q.account }; }), medical: all.map((q) => q.medical[0]), events: all.map((q) => { const { endings, ...e } = q.events[0]; return { ...e, appointment_id: q.appointments[0].id }; }), keys: all.map((q) => ({ appointment_id: q.appointments[0].id, account_id: q.account, ...q.key, answer: q.answer })) }); const r = await pool.query({ name: 'e', text: 'select * from appointment_book_each($1::jsonb)', values: [body] }); if (r.rows.length !== size) throw new Error('lost ' + r.rows.length); n += size - 1; }
  else { if (mode === 'both') await pool.query({ name: 'l', text: 'select * from booker_look_up($1)', values: [hash] }); const r = await pool.query({ name: 'b', text: 'select * from appointment_book($1::jsonb)', values: [JSON.stringify(V3 ? { ...asked, events: undefined, medical: undefined, audit: undefined } : { ...asked, appointments: [{ ...a, medical: undefined, fact: undefined, deliveries: undefined, channels: undefined }] })] }); if (r.rows[0].refusal) throw new Error(JSON.stringify(r.rows[0])); } };
 await Promise.all(Array.from({ length: conns }, async () => { for (let i = 0; i < 20; i++) await run(); }));
 const c0 = pgcpu(), s = performance.now(); n = 0; const cu = process.cpuUsage();
 await Promise.all(Array.from({ length: conns }, async () => { while (performance.now() - s < 3000) { await run(); n++; } }));
 const el = performance.now() - s; const cu2 = process.cpuUsage(cu);
 console.log(mode, conns, Math.round(n / el * 1000) + '/s', 'pg cpu', ((pgcpu() - c0) / n).toFixed(3), 'node cpu', ((cu2.user + cu2.system) / 1000 / n).toFixed(3));
 await pool.end(); }
