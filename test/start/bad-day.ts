import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { clusterName, processesOf } from '#database/embedded-orphans.ts';
import { connectionOfRunning } from '#database/embedded-running.ts';
import type { DataDirs } from '../data-dirs.ts';
import type { OtherPostgres } from '../other-postgres.ts';
import { freePort, openProgram, type Program } from '../process.ts';
import type { Redis } from '../storm/redis.ts';
import { adminToken, type Load, startLoad } from './load.ts';

export type Victim = 'server' | 'postmaster' | 'backend';

/** A clinic under load, on the database that it brings or on somebody else's, and how each part of it is killed. */
export type Clinic = {
  address: string;
  program(): Program;
  kill: Record<Victim, () => Promise<void>>;
  /** as its owner */
  rows<Row extends pg.QueryResultRow>(text: string): Promise<Row[]>;
};

/** The server is started again by whoever keeps it running; the database by nobody but the server. */
export async function openEmbeddedClinic(dataDirs: DataDirs, kept?: string): Promise<Clinic> {
  const dataDir = kept ?? (await dataDirs.clinic());
  const folder = join(dataDir, 'postgres');
  const connect = async (cleanup: AsyncDisposableStack) => (await connectionOfRunning(dataDir, cleanup)) ?? {};
  return openClinic({ DATA_DIR: dataDir }, connect, async () => {
    const postmaster = processesOf(clusterName(folder)).find((one) => one.postmaster);
    assert(postmaster, 'the database runs');
    process.kill(postmaster.pid, 'SIGKILL');
  });
}

/** The database too is started again by whoever keeps it running. */
export async function openClinicOn(postgres: OtherPostgres, dataDirs: DataDirs, redis?: Redis): Promise<Clinic> {
  const name = `bad_day_${Math.random().toString(36).slice(2)}`;
  await postgres.query(`CREATE DATABASE ${name}`);
  const connectionString = postgres.url('postgres', name);
  const env = {
    DATA_DIR: dataDirs.fresh(),
    DATABASE_URL: connectionString,
    SALLE_SECRET: 'a secret of at least thirty-two letters',
    SALLE_DEMO: '1',
    ...(redis && { REDIS_URL: redis.url }),
  };
  return openClinic(
    env,
    async () => ({ connectionString }),
    async () => {
      await postgres.kill();
      await postgres.start();
    },
  );
}

async function openClinic(
  env: Record<string, string>,
  connect: (cleanup: AsyncDisposableStack) => Promise<pg.ClientConfig>,
  postmaster: () => Promise<void>,
): Promise<Clinic> {
  const settings = { ...env, PORT: String(await freePort()) };
  let program = openProgram({ env: settings });
  const address = await program.ready();

  async function rows<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    await using cleanup = new AsyncDisposableStack();
    const owner = new pg.Client(await connect(cleanup));
    owner.on('error', () => {}); // told by what fails
    await owner.connect();
    cleanup.defer(() => owner.end());
    return (await owner.query<Row>(text)).rows;
  }

  async function backend(): Promise<void> {
    const busy = `SELECT pid FROM pg_stat_activity WHERE application_name = 'salle' ORDER BY state_change DESC LIMIT 1`;
    const [one] = await rows<{ pid: number }>(busy);
    if (one) process.kill(one.pid, 'SIGKILL');
  }

  async function server(): Promise<void> {
    program.signal('SIGKILL');
    await program.ended;
    program = openProgram({ env: settings });
  }

  return { address, program: () => program, kill: { server, postmaster, backend }, rows };
}

/** Kills, waits until the clinic takes in again what is written, and so on. In the end nothing that was acknowledged is lost. */
export async function killUnderLoad(clinic: Clinic, victims: readonly (() => Promise<void>)[]) {
  const load = startLoad(clinic.address, await adminToken(clinic.address));
  const seconds: number[] = [];
  for (const kill of victims) {
    await load.until('201', 3);
    const begun = performance.now();
    await kill();
    await load.until('201', 7); // more than were under way
    seconds.push(Number(((performance.now() - begun) / 1000).toFixed(1)));
  }
  await load.stop();
  await assertWhole(clinic, load);
  clinic.program().signal('SIGTERM');
  assert.equal((await clinic.program().ended).code, 0);
  return { seconds, seen: Object.fromEntries(load.seen) };
}

/** Only yes and "not just now" were answered, and every yes stands. */
export async function assertWhole(clinic: Clinic, load: Load): Promise<void> {
  const answers = [...load.seen.keys()].filter((answer) => !/^(200|201|503|refused|cut .*)$/.test(answer));
  assert.deepEqual(answers, [], JSON.stringify([...load.seen]));
  const stored = await clinic.rows<{ email: string }>(`SELECT email FROM account WHERE email LIKE 'made-%'`);
  const there = new Set(stored.map(({ email }) => email));
  assert.deepEqual(
    [...load.made].filter((email) => !there.has(email)),
    [],
    'what was acknowledged is there',
  );
}

/** How long it takes, in seconds, until this path is answered with this status. */
export async function secondsUntil(address: string, path: string, status: number): Promise<number> {
  const begun = performance.now();
  const deadline = begun + 90_000;
  for (;;) {
    const told = await fetch(address + path).catch(() => undefined);
    await told?.arrayBuffer();
    const seconds = (performance.now() - begun) / 1000;
    if (told?.status === status) return seconds;
    assert(performance.now() < deadline, `${path} never answered ${status}, but ${told?.status}`);
    await wait(20);
  }
}
