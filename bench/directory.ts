import pg from 'pg';
import { cancelAppointment } from '#contract/appointments.ts';
import { deskBook, readDirectory } from '#contract/booking.ts';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { newClient } from '../test/client.ts';
import { figure, median, whole } from '../test/figure.ts';
import { openClinic, tokenFor } from './clinic.ts';
import { fillHospital } from './hospital.ts';

/** How long does the directory take that shows who of a thousand doctors, booked for a month, is free soonest? */
const doctors = 1000;
const limit = 100;
const times = 30;
const perSecond = 100;
const seconds = 5;

await using cleanup = new AsyncDisposableStack();
const first = cleanup.use(await openClinic());
const connection = await connectionOfRunning(first.dataDir, cleanup);
if (!connection) throw new Error('the clinic’s database does not answer');
const owner = new pg.Client(connection);
await owner.connect();
const many = await fillHospital(owner, doctors);
await owner.end();
await first.close();

const begun = performance.now();
const clinic = cleanup.use(await openClinic({ DATA_DIR: first.dataDir, TRUST_PROXY: '127.0.0.1' }));
const started = performance.now() - begun;
const { address } = clinic;
const among = `${whole(doctors)} doctors, ${whole(many)} appointments ahead`;
const ratio = (ms: number) => `${ms.toFixed(1)} ms, ${(ms / limit).toFixed(2)} of ${limit}`;

let visitors = 0;

/** Each time by somebody else: one network has a pace. */
async function asked(query: string): Promise<number> {
  visitors += 1;
  const headers = { 'x-forwarded-for': `10.0.${visitors >> 8}.${visitors & 255}` };
  const asks = performance.now();
  const response = await fetch(`${address}/api/v1/patient/doctors?${query}`, { headers });
  if (!response.ok) throw new Error(`the directory answered ${response.status}`);
  await response.arrayBuffer();
  return performance.now() - asks;
}

figure('the start, with all of them looked at', `${started.toFixed(0)} ms`, among);
figure('directory, the first who asks', ratio(await asked('limit=24')));
for (const [name, query] of Object.entries({
  'soonest first': 'limit=24',
  'by name': 'limit=24&sort=name',
  'soonest of one specialization, in person': 'limit=24&specialization=1&mode=in_person',
})) {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn += 1) took.push(await asked(query));
  figure(`directory, ${name}`, ratio(median(took)), '24 cards');
}
const five: number[] = [];
for (let turn = 0; turn < times; turn += 1)
  five.push(Math.max(...(await Promise.all(Array.from({ length: 5 }, () => asked('limit=24'))))));
figure('directory, the last of five at once', ratio(median(five)));

const steady: Promise<number>[] = [];
const opens = performance.now();
for (let n = 0; n < perSecond * seconds; n += 1) {
  const wait = opens + (n * 1000) / perSecond - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  steady.push(asked('limit=24'));
}
const all = (await Promise.all(steady)).toSorted((a, b) => a - b);
const rate = all.length / ((performance.now() - opens) / 1000);
figure('directory, asked a hundred times a second', `${rate.toFixed(0)}/s`, `p50 ${ratio(median(all))}`);
figure('its p99', ratio(all[Math.floor(all.length * 0.99)] ?? Number.NaN));

// Somebody books what is free soonest, again and again: who asks next must not be shown it.
const token = await tokenFor(address, 'reception@salle.test');
const desk = newClient(address, () => ({ authorization: `Bearer ${token}` }));
const after: number[] = [];
for (let turn = 0; turn < times; turn += 1) {
  const { data } = await desk.ask(readDirectory, { query: { limit: 24 } });
  const card = data[turn % 12];
  const [free = ''] = card?.next_slots ?? [];
  const body = { doctor_id: card?.id ?? 0, patient_id: 1, scheduled_at: free, consult_mode: 'in_person' as const };
  const { data: booked } = await desk.ask(deskBook, { body });
  const asks = performance.now();
  const seen = (await desk.ask(readDirectory, { query: { limit: 24 } })).data.find(({ id }) => id === card?.id);
  after.push(performance.now() - asks);
  if (seen?.next_slots.includes(free)) throw new Error('a booked slot is shown as free');
  await desk.ask(cancelAppointment, { params: { id: booked.id }, body: {} });
}
figure('directory, the first look after a booking', ratio(median(after)), `${times} of ${times} show it`);
