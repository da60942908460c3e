import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from '#database/embedded.ts';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { figure, median, ratio, whole } from '../test/figure.ts';
import { openProgram } from '../test/process.ts';
import { doctor, openClinic, tokenFor } from './clinic.ts';
import { load } from './load.ts';
import { openRoundTripCounter } from './round-trips.ts';

/** What does it cost to know who asks? `GET /api/v1/me` against a route that need not know, and against the asking alone. */
const connections = 32;
const seconds = 2;
const rounds = 5;
const path = '/api/v1/me';

await using cleanup = new AsyncDisposableStack();
/** A second process is let in beside the first; nobody need answer there. */
const beside = { REDIS_URL: 'redis://127.0.0.1:1' };
const clinic = cleanup.use(await openClinic(beside));
const token = await tokenFor(clinic.address, doctor);
const headers = { authorization: `Bearer ${token}` };
const json = await (await fetch(clinic.address + path, { headers })).text();
const connection = await connectionOfRunning(clinic.dataDir, cleanup);
const bare = await serve('bare', json);
const constant = await serve('constant', json);

const ask = (address: string, length = seconds) => load({ address, path, headers, connections, seconds: length });
await Promise.all([ask(clinic.address, 3), ask(bare, 3)]); // until everything is compiled
const runs = {
  me: [] as number[],
  bare: [] as number[],
  lookUp: [] as number[],
  waits: [] as number[],
  busy: [] as number[],
};
for (let round = 0; round < rounds; round++) {
  const me = await ask(clinic.address);
  if (me.refused > 0) throw new Error(`${me.refused} answers were not 200`);
  runs.me.push(me.perSecond);
  runs.waits.push(me.p99);
  const bareRun = await ask(bare);
  runs.bare.push(bareRun.perSecond);
  runs.busy.push(bareRun.busy);
  runs.lookUp.push(Number(await peer('lookUp', JSON.stringify({ connection, token, callers: connections, seconds }))));
}
const ceiling = await ask(constant);

const me = median(runs.me);
figure(
  'GET /api/v1/me, with a token',
  `${whole(me)}/s`,
  `p99 ${median(runs.waits).toFixed(1)} ms, ${connections} connections`,
);
figure(
  'a bare Fastify route with the same JSON',
  `${whole(median(runs.bare))}/s`,
  `me is ${ratio(me, median(runs.bare), 0.2)}`,
);
figure(
  'the same look-up alone, same pool',
  `${whole(median(runs.lookUp))}/s`,
  `me is ${ratio(me, median(runs.lookUp), 0.7)}`,
);
figure(
  'the load generator against constant bytes',
  `${whole(ceiling.perSecond)}/s`,
  `its core ${percent(median(runs.busy))} busy with the bare route`,
);
figure('round trips to the database for one request', (await roundTrips()).toFixed(2), 'aim 1.00');

/** The same clinic once more, on a database behind a door in which they are counted. */
async function roundTrips(): Promise<number> {
  await clinic.close();
  const embedded = await openEmbedded({ dataDir: clinic.dataDir });
  cleanup.defer(() => embedded.stop());
  const { host, port, password } = embedded.connection;
  const counter = await openRoundTripCounter(join(host, `.s.PGSQL.${port}`), 'salle');
  cleanup.defer(() => counter.close());
  const counted = openProgram({
    env: {
      DATABASE_URL: `postgres://salle:${password}@127.0.0.1:${counter.port}/salle`,
      SALLE_SECRET: (await readFile(join(clinic.dataDir, 'secret'), 'utf8')).trim(),
      DATA_DIR: clinic.dataDir,
    },
  });
  const address = await counted.ready();
  const times = 500;
  const askOnce = async () => (await fetch(address + path, { headers })).arrayBuffer();
  await askOnce();
  const before = counter.roundTrips();
  for (let count = 0; count < times; count++) await askOnce();
  const after = counter.roundTrips();
  counted.signal('SIGTERM');
  await counted.ended;
  return (after - before) / times;
}

/** Starts a peer and gives the first line that it says: its address, or its result. */
async function peer(name: string, argument: string): Promise<string> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('peer.ts', import.meta.url)), name, argument], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanup.defer(() => void child.kill());
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return line;
}

async function serve(name: string, body: string): Promise<string> {
  return peer(name, body);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
