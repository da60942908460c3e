import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { DataDirs } from '../data-dirs.ts';
import type { OtherPostgres } from '../other-postgres.ts';
import { freePort, isReady, openProgram, type Program } from '../process.ts';
import { adminToken, type Load, startLoad } from './load.ts';

const secret = 'a secret of at least thirty-two letters';
/** By the program's own clock: past it, it gives up with exit 1. */
const ended = { code: 0, signal: null };

export type Stop = { seconds: number; cut: readonly string[]; seen: Record<string, number> };

/** A clinic on somebody else's PostgreSQL, stopped under load. With `held`, somebody else holds a table that everybody reads. */
export async function stopUnderLoad(
  { dataDirs, url }: { dataDirs: DataDirs; url: string | undefined },
  held: string | undefined,
): Promise<Stop> {
  const program = openProgram({
    env: url
      ? { DATA_DIR: dataDirs.fresh(), DATABASE_URL: url, SALLE_SECRET: secret, SALLE_DEMO: '1' }
      : { DATA_DIR: await dataDirs.clinic() },
  });
  const address = await program.ready();
  const load = startLoad(address, await adminToken(address));
  await load.until('200', 50);
  const lock = held && url ? await holdTable(url, held) : undefined;
  if (lock) await callersWait(lock);
  const stop = await stopped(program, load);
  await lock?.end();
  return stop;
}

async function holdTable(url: string, table: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE ${table}`);
  return client;
}

/** Within a transaction the statistics stay as they were first seen, unless they are let go. */
async function callersWait(owner: pg.Client): Promise<void> {
  const waiting = `SELECT FROM pg_stat_activity WHERE application_name = 'salle' AND wait_event_type = 'Lock'
    AND datname = current_database()`;
  for (;;) {
    await owner.query('SELECT pg_stat_clear_snapshot()');
    if ((await owner.query(waiting)).rowCount) return;
    await wait(20);
  }
}

async function stopped(program: Program, load: Load): Promise<Stop> {
  const begun = performance.now();
  program.signal('SIGTERM');
  const { code, signal } = await program.ended;
  const seconds = (performance.now() - begun) / 1000;
  await load.stop();
  assert.deepEqual({ code, signal }, ended, `${program.stdout()}${program.stderr()}`);
  assert.equal(program.stderr(), '');
  return { seconds, cut: load.cut, seen: Object.fromEntries(load.seen) };
}

/** Two processes behind a proxy are each replaced by a new one, so many times, while requests come without a pause. */
export async function restartInTurn(
  { dataDirs, url }: { dataDirs: DataDirs; url: string },
  restarts: number,
): Promise<Record<string, number>> {
  // They know of each other by the database; a bus that is away takes nothing from requests.
  const env = { DATABASE_URL: url, SALLE_SECRET: secret, SALLE_DEMO: '1', REDIS_URL: 'redis://127.0.0.1:1' };
  const ports = [await freePort(), await freePort()];
  const open = async (port: number) => {
    const program = openProgram({ env: { ...env, DATA_DIR: dataDirs.fresh(), PORT: String(port) } });
    await program.ready();
    return program;
  };
  const pair: Program[] = [];
  for (const port of ports) pair.push(await open(port));
  await using proxy = await openProxy(ports);
  const load = startLoad(proxy.address, await adminToken(proxy.address));
  await load.until('200', 20);
  for (let restart = 0; restart < restarts; restart += 1) {
    const place = restart % 2;
    const leaving = pair[place] as Program;
    leaving.signal('SIGTERM');
    assert.deepEqual(await leaving.ended, ended, leaving.stderr());
    await load.until('200', 20);
    pair[place] = await open(ports[place] ?? 0);
    await proxy.knows(place);
  }
  await load.stop();
  for (const program of pair) program.signal('SIGTERM');
  for (const program of pair) assert.deepEqual(await program.ended, ended, program.stderr());
  assert.deepEqual(load.cut, []);
  return Object.fromEntries(load.seen);
}

/** As small as it can be: to one of those that said last that they can serve; what nobody took is tried at the next. */
async function openProxy(ports: readonly number[]) {
  const looking = new AbortController();
  const isUp = ports.map(() => true);
  for (const [place, port] of ports.entries()) void look(place, port);
  let turn = 0;

  async function look(place: number, port: number): Promise<void> {
    while (!looking.signal.aborted) {
      isUp[place] = await isReady(`http://127.0.0.1:${port}`);
      await wait(100);
    }
  }

  const server = createServer((asked, answer) => {
    turn += 1;
    const able = ports.filter((_, place) => isUp[place]);
    const port = able[turn % able.length] ?? 0;
    const { method = 'GET', url = '/', headers } = asked;
    // a connection for each, so that none is kept which the other end is about to close
    const onward = request({ port, host: '127.0.0.1', method, path: url, headers, agent: false as const }, (told) => {
      answer.writeHead(told.statusCode ?? 502, told.headers);
      told.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    knows: async (place: number) => {
      while (!isUp[place]) await wait(20);
    },
    [Symbol.asyncDispose]: async () => {
      looking.abort();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A database of its own on somebody else's server. */
export async function newDatabase(postgres: OtherPostgres, name: string): Promise<string> {
  await postgres.query(`CREATE DATABASE ${name}`);
  return postgres.url('postgres', name);
}
