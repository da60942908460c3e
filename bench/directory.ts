import pg from 'pg';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { tirelessDoctors } from '#server/booking/crowd-rig.ts';
import { figure, median, whole } from '../test/figure.ts';
import { fillWithOthers } from './booking-rows.ts';
import { openClinic } from './clinic.ts';

/** How long does the directory take that shows who of a thousand doctors is free soonest, among a million appointments? */
const many = 1_000_000;
const times = 15;

await using cleanup = new AsyncDisposableStack();
const clinic = cleanup.use(await openClinic());
const connection = await connectionOfRunning(clinic.dataDir, cleanup);
if (!connection) throw new Error('the clinic’s database does not answer');
const owner = new pg.Client(connection);
await owner.connect();
cleanup.defer(() => owner.end());
await fillWithOthers(owner, many);
await tirelessDoctors(owner, 500, 30);

for (const [name, query] of Object.entries({
  'soonest first': 'limit=24',
  'by name': 'limit=24&sort=name',
  'soonest of one specialization, by video': 'limit=24&specialization=Cardiology&mode=video',
})) {
  const took: number[] = [];
  let total = 0;
  for (let turn = 0; turn < times; turn++) {
    const begun = performance.now();
    const response = await fetch(`${clinic.address}/api/v1/patient/doctors?${query}`);
    total = ((await response.json()) as { total: number }).total;
    if (turn > 2) took.push(performance.now() - begun);
  }
  const among = `of ${whole(total)} doctors, ${whole(many)} appointments`;
  figure(`directory with next slots, ${name}`, `${median(took).toFixed(0)} ms`, `24 cards ${among}`);
}
