import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeToken } from '#contract/identity.ts';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { newClient } from '../test/client.ts';
import { checkout, freePort, isReady, serverCommand } from '../test/process.ts';

export const doctor = 'amina.haddad@salle.test';

/** A demo clinic in a process and a folder of its own, with its request log, which nobody reads. */
export type BenchClinic = {
  dataDir: string;
  address: string;
  /** while `work` runs the program stands still, and its database has nothing else to do */
  still<T>(work: () => Promise<T>): Promise<T>;
  /** ends the program; its folder stays until it is disposed of */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function openClinic(env: Record<string, string> = {}): Promise<BenchClinic> {
  await using half = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'salle-bench-'));
  half.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const port = String(await freePort());
  const child = spawn(process.execPath, serverCommand.slice(1), {
    cwd: checkout,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir, PORT: port, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  half.defer(close);
  const address = `http://127.0.0.1:${port}`;
  while (!(await isReady(address))) {
    if (child.exitCode !== null) throw new Error('the clinic did not open');
    await wait(20);
  }
  const opened = half.move();
  const still = async <T>(work: () => Promise<T>): Promise<T> => {
    child.kill('SIGSTOP');
    try {
      return await work();
    } finally {
      child.kill('SIGCONT');
    }
  };
  return { dataDir, address, still, close, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

export async function tokenFor(address: string, email: string): Promise<string> {
  const body = { email, password: demoPassword, name: 'a bench' };
  return (await newClient(address, () => ({})).ask(makeToken, { body })).data.token;
}
