import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { clusterName, processesOf } from '#database/embedded-orphans.ts';

export const checkout = dirname(import.meta.dirname);
export const serverCommand = [process.execPath, 'server/main.ts'];

export type ProgramOptions = {
  /** what it is started with: nothing of whoever runs the tests gets in, but their PATH and HOME */
  env?: Readonly<Record<string, string | undefined>>;
  /** the program and its arguments; the server, on the Node that runs the tests, where none is named */
  command?: readonly string[];
  cwd?: string;
  /** what it reads before its input ends */
  input?: string;
  /** whoever it runs as */
  account?: { uid: number; gid: number } | undefined;
};

/** A real process of the real program, in a process group of its own. */
export type Program = {
  pid: number;
  stdout(): string;
  stderr(): string;
  /** once these words stand in its output, so many times; fails where it ends before */
  said(words: string, times?: number): Promise<void>;
  /** where it answers, once `/readyz` says that it can; fails where it ends before */
  ready(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  /** as a terminal does for Ctrl-C: to everybody in the group */
  signalGroup(name: NodeJS.Signals): void;
  /** when it has ended, and everybody who holds its output with it */
  ended: Promise<Ending>;
};

export type Ending = { code: number | null; signal: NodeJS.Signals | null };

const longestStart = 120_000;
/** Spares each of the many starts the reading of our sources; it changes nothing else. */
export const compileCache = join(checkout, 'node_modules/.cache/salle-compiled');
const running = new Set<Program>();

export function openProgram(options: ProgramOptions = {}): Program {
  const { env = {}, command = serverCommand, cwd = checkout, input = '', account } = options;
  const [file = '', ...args] = command;
  const { PATH, HOME } = process.env;
  const child = spawn(file, args, {
    cwd,
    env: { PATH, HOME, NODE_COMPILE_CACHE: compileCache, SALLE_LOG: 'warn', PORT: '0', ...env },
    stdio: 'pipe',
    detached: true,
    ...account,
  });
  child.stdin.on('error', () => {}); // it has ended without reading
  child.stdin.end(input);
  const pid = child.pid ?? Number.NaN;
  const stdout = collected(child.stdout);
  const stderr = collected(child.stderr);

  async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + longestStart;
    while (!(await condition())) {
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended || performance.now() > deadline) throw new Error(`${what} never came:\n${stdout()}${stderr()}`);
      await wait(5);
    }
  }

  async function ready(): Promise<string> {
    await said('Salle is open: ');
    const told = /^Salle is open: (\S+)$/m.exec(stdout())?.[1] ?? '';
    // With PUBLIC_URL it tells where people come in, and that is a proxy which is not there.
    const address = env.PUBLIC_URL ? `http://127.0.0.1:${env.PORT}` : told;
    await until('readiness', () => isReady(address));
    return address;
  }

  const said = (words: string, times = 1) =>
    until(`"${words}"`, () => `${stdout()}${stderr()}`.split(words).length > times);

  const program: Program = {
    pid,
    stdout,
    stderr,
    said,
    ready,
    signal: (name) => void child.kill(name),
    signalGroup: (name) => void process.kill(-pid, name),
    ended: endOf(child).finally(() => running.delete(program)),
  };
  running.add(program);
  return program;
}

/** Ends whatever a test that failed has left behind. */
export async function endPrograms(): Promise<void> {
  await Promise.all(
    [...running].map(async (program) => {
      program.signal('SIGTERM');
      const mercy = setTimeout(() => program.signal('SIGKILL'), 6000);
      await program.ended;
      clearTimeout(mercy);
    }),
  );
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

async function endOf(child: ChildProcess): Promise<Ending> {
  const [code, signal] = (await once(child, 'close')) as [Ending['code'], Ending['signal']];
  return { code, signal };
}

export async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`${address}/readyz`)).status === 200;
  } catch {
    return false; // it does not listen yet
  }
}

/** The processes of the database in a DATA_DIR, whoever they belong to. */
export function databaseProcesses(dataDir: string): number[] {
  const folder = join(dataDir, 'postgres');
  return existsSync(folder) ? processesOf(clusterName(folder)).map(({ pid }) => pid) : [];
}

/** A port that was free a moment ago, for what must know its address beforehand. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
