import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { readyz } from '#contract/health.ts';
import { isRefusal, newClient } from '../client.ts';
import { openDataDirs } from '../data-dirs.ts';
import { openOtherPostgres } from '../other-postgres.ts';
import { freePort, openProgram, type Program } from '../process.ts';
import { openRedis } from './redis.ts';

export type Kill = 'server' | 'postgres' | 'redis';

/** Real processes of the program on a PostgreSQL apart, so that each can die alone. */
export type Scene = {
  addresses: readonly string[];
  connection: pg.ClientConfig;
  /** `kill -9`, and up again at once; resolves when all is well again */
  kill(what: Kill): Promise<void>;
  /** of the processes of the program as they are now */
  pids(): number[];
  [Symbol.asyncDispose](): Promise<void>;
};

export async function openScene(processes: number): Promise<Scene> {
  await using half = new AsyncDisposableStack();
  const dataDirs = half.use(await openDataDirs());
  const postgres = half.use(await openOtherPostgres());
  const redis = processes > 1 ? half.use(await openRedis()) : undefined;
  await postgres.query('CREATE DATABASE storm');
  const connectionString = postgres.url('postgres', 'storm');

  async function open(port: number): Promise<Program> {
    const program = openProgram({
      env: {
        PORT: String(port),
        DATA_DIR: dataDirs.fresh(),
        DATABASE_URL: connectionString,
        SALLE_SECRET: 'a secret of at least thirty-two letters',
        SALLE_LOG: 'warn',
        ...(redis ? { REDIS_URL: redis.url } : {}),
      },
    });
    await program.ready();
    return program;
  }

  const ports: number[] = [];
  const programs: Program[] = [];
  for (let count = 0; count < processes; count += 1) {
    const port = await freePort();
    ports.push(port);
    programs.push(await open(port));
  }
  const addresses = ports.map((port) => `http://127.0.0.1:${port}`);

  async function killServer(): Promise<void> {
    const which = randomInt(processes);
    programs[which]?.signal('SIGKILL');
    await programs[which]?.ended;
    programs[which] = await open(ports[which] ?? 0);
  }

  const kills: Record<Kill, () => Promise<void>> = {
    server: killServer,
    postgres: async () => {
      await postgres.kill();
      await postgres.start();
    },
    redis: async () => {
      await redis?.kill();
      await wait(randomInt(300));
      redis?.start();
    },
  };

  const held = half.move();
  return {
    addresses,
    connection: { connectionString },
    kill: async (what) => {
      await kills[what]();
      for (const address of addresses) await wellAgain(address);
    },
    pids: () => programs.map(({ pid }) => pid),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function wellAgain(address: string): Promise<void> {
  const client = newClient(address, () => ({}));
  for (const deadline = performance.now() + 60_000; ; await wait(20)) {
    const told = await client.call(readyz).catch(() => undefined); // not there yet
    if (told && !isRefusal(told.body) && told.body.degraded.length === 0) return;
    assert(performance.now() < deadline, `${address} does not recover: ${JSON.stringify(told?.body)}`);
  }
}
