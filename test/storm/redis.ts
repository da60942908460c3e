import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../process.ts';

/** A Redis that keeps nothing, on a port of its own. */
export type Redis = {
  url: string;
  kill(): Promise<void>;
  start(): void;
  [Symbol.asyncDispose](): Promise<void>;
};

export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not on this machine
  }
}

export async function openRedis(): Promise<Redis> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  let child: ChildProcess;
  const start = () => {
    child = spawn('redis-server', options, { stdio: 'ignore' });
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  start();
  return { url: `redis://127.0.0.1:${port}`, kill, start, [Symbol.asyncDispose]: kill };
}
