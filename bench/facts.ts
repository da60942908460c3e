import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { openEmbedded } from '#database/embedded.ts';
import { migrate } from '#database/migrate.ts';
import { figure, median, whole } from '../test/figure.ts';
import { FactsFleet } from './facts-fleet.ts';
import { pin } from './pin.ts';

/** How long does a fact take from its commit to a thousand browsers, and how many a second go all the way? */
export type Opened = { port: number; key: string };
export type Pacing = { perSecond: number; count: number; doctor: number };
export type Paced = { sent: number[]; answered: number[] };
export type Flooding = { milliseconds: number; writers: number; atOnce: number; doctors: number[]; isHeard: boolean };
export type Flooded = { written: number[]; begun: number; ended: number };

const subscribers = 1_000;
const writers = 8;
const limits = { p50: 8, p99: 25, perSecond: 5_000 };
/** of the numbers' width, as all frames must be of one length */
const firstDoctor = 100;
const channelOf = (doctor: number) => `doctor.${doctor}.availability`;

await using cleanup = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'salle-bench-facts-'));
cleanup.defer(() => rm(folder, { recursive: true, force: true }));
const embedded = await openEmbedded({ dataDir: folder });
cleanup.defer(() => embedded.stop());
await migrate({ connection: embedded.connection });
await makeSilentTable(embedded.connection);
const script = join(import.meta.dirname, 'facts-peer.ts');
const peer = fork(script, [JSON.stringify(embedded.connection)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
cleanup.defer(() => endOf(peer));
pin(peer.pid, 0);
pin(process.pid, 1);
const opened = await answer<Opened>();

await paced({ perSecond: 100, count: 300, doctor: firstDoctor }); // everything is warm after it
for (const perSecond of [20, 100]) {
  const rounds: Awaited<ReturnType<typeof paced>>[] = [];
  for (let round = 0; round < 3; round += 1) {
    rounds.push(await paced({ perSecond, count: perSecond * 5, doctor: firstDoctor }));
  }
  const of = (what: 'p50' | 'p99' | 'sentP50' | 'sentP99') => median(rounds.map((round) => round[what]));
  const name = `commit → ${whole(subscribers)} sockets, ${perSecond} facts/s`;
  const sent = `p50 ${of('sentP50').toFixed(1)}, p99 ${of('sentP99').toFixed(1)} from the COMMIT sent`;
  const busy = `load ${Math.round(median(rounds.map((round) => round.busy)) * 100)} % busy`;
  figure(`${name}, p50`, `${of('p50').toFixed(1)} ms`, within(of('p50'), limits.p50));
  figure(`${name}, p99`, `${of('p99').toFixed(1)} ms`, `${within(of('p99'), limits.p99)} · ${sent} · ${busy}`);
}
for (const atOnce of [1, 5]) {
  const rounds: Awaited<ReturnType<typeof flooded>>[] = [];
  for (let round = 0; round < 3; round += 1) rounds.push(await flooded(atOnce));
  const of = (what: 'perSecond' | 'unheard' | 'lag' | 'busy') => median(rounds.map((round) => round[what]));
  const name = `facts/s all the way, ${writers} writers × ${atOnce} a commit`;
  const share = `${(of('perSecond') / of('unheard')).toFixed(2)} of ${whole(of('unheard'))}/s, the same rows heard by nobody`;
  const heard = `each by 10 of ${whole(subscribers)} sockets, the last ${of('lag').toFixed(0)} ms after its commit`;
  const busy = `load ${Math.round(of('busy') * 100)} % busy`;
  figure(name, whole(of('perSecond')), [atLeast(of('perSecond'), limits.perSecond), share, heard, busy].join(' · '));
}

/** All sockets on one channel. */
async function paced(pacing: Pacing) {
  const fleet = new FactsFleet();
  await fleet.open({ ...opened, channels: Array.from({ length: subscribers }, () => channelOf(pacing.doctor)) });
  const arrivals = new Float64Array(pacing.count * subscribers);
  fleet.onFact = (number, socket, at) => {
    arrivals[number * subscribers + socket] = at;
  };
  const used = process.cpuUsage();
  const begun = performance.now();
  peer.send({ pace: pacing });
  const { sent, answered } = await answer<Paced>();
  await heardBy(fleet, arrivals.length);
  const busy = busyness(used, begun);
  fleet.close();
  const waits = (from: readonly number[]) =>
    arrivals
      .map((at, index) => at - (from[Math.floor(index / subscribers)] ?? Number.NaN))
      .filter((_, index) => arrivals[index] !== 0)
      .sort();
  const [late, later] = [waits(answered), waits(sent)];
  return { p50: at(late, 0.5), p99: at(late, 0.99), sentP50: at(later, 0.5), sentP99: at(later, 0.99), busy };
}

/** Ten sockets on each of a hundred channels; writers go as fast as they can. */
async function flooded(atOnce: number) {
  const doctors = Array.from({ length: subscribers / 10 }, (_, index) => firstDoctor + index);
  const unheard = await flood({ milliseconds: 2_000, writers, atOnce, doctors, isHeard: false });
  const fleet = new FactsFleet();
  const channels = Array.from({ length: subscribers }, (_, index) => channelOf(doctors[index % doctors.length] ?? 0));
  await fleet.open({ ...opened, channels });
  let last = 0;
  fleet.onFact = (_, __, at) => {
    last = at;
  };
  const used = process.cpuUsage();
  const started = performance.now();
  const { facts, begun, ended } = await flood({ milliseconds: 4_000, writers, atOnce, doctors, isHeard: true });
  await heardBy(fleet, facts * 10);
  const busy = busyness(used, started);
  fleet.close();
  return {
    perSecond: (facts / (last - begun)) * 1000,
    unheard: (unheard.facts / (unheard.ended - unheard.begun)) * 1000,
    lag: last - ended,
    busy,
  };
}

async function flood(flooding: Flooding) {
  peer.send({ flood: flooding });
  const { written, begun, ended } = await answer<Flooded>();
  return { facts: written.reduce((sum, count) => sum + count, 0), begun, ended };
}

async function heardBy(fleet: FactsFleet, deliveries: number): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (fleet.heard < deliveries) {
    if (performance.now() > deadline) throw new Error(`${fleet.heard} of ${deliveries} deliveries came`);
    await wait(5);
  }
}

function busyness(before: NodeJS.CpuUsage, begun: number): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - begun);
}

function at(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

function atLeast(value: number, limit: number): string {
  return `${(value / limit).toFixed(2)} of the limit ${whole(limit)}${value < limit ? ': MISSED' : ''}`;
}

function within(milliseconds: number, limit: number): string {
  return `${(milliseconds / limit).toFixed(2)} of the limit ${limit} ms${milliseconds > limit ? ': MISSED' : ''}`;
}

async function makeSilentTable(connection: pg.ClientConfig): Promise<void> {
  const owner = new pg.Client(connection);
  await owner.connect();
  await owner.query(`CREATE TABLE bench_event (LIKE event INCLUDING ALL)`);
  const { rows } = await owner.query<{ text: string }>(
    `SELECT replace(pg_get_functiondef('facts_write'::regproc), 'facts_write', 'bench_facts_write') AS text`,
  );
  await owner.query(rows[0]?.text.replace('insert into event ', 'insert into bench_event ') ?? '');
  await owner.end();
}

async function answer<Told>(): Promise<Told> {
  const enough = new AbortController();
  const { signal } = enough;
  const gone = once(peer, 'exit', { signal }).then(() => Promise.reject(new Error('the server has ended')));
  gone.catch(() => {}); // called off below
  const [told] = (await Promise.race([once(peer, 'message', { signal }), gone])) as [Told];
  enough.abort();
  return told;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}
