import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { type Embedded, EmbeddedError, type EmbeddedOptions, openEmbedded } from './embedded.ts';
import { clusterName, processesOf } from './embedded-orphans.ts';

export const asRoot = process.getuid?.() === 0;
export const linux = process.platform === 'linux';
export const program = new URL('./embedded.ts', import.meta.url).href;
export const checkout = dirname(import.meta.dirname);

// A folder as awkward as they come, and 0700: where the tests run as root, PostgreSQL's user cannot enter it.
export const folder = mkdtempSync(join(tmpdir(), 'salle Clinique été '));
export const template = join(folder, 'template');
export const open: Embedded[] = [];
export const children: ChildProcess[] = [];

before(async () => {
  const first = await openEmbedded({ dataDir: template, fast: true });
  await first.stop();
});

after(async () => {
  await Promise.all(open.map((embedded) => embedded.stop()));
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(children.map(gone));
  for (const name of await readdir(folder)) {
    const dataDir = join(folder, name);
    if (!existsSync(join(dataDir, 'postgres'))) continue;
    for (const { pid } of processesIn(dataDir)) process.kill(pid, 'SIGKILL'); // left only by a test that failed
    await until(`the end of ${name}`, () => processesIn(dataDir).length === 0);
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A DATA_DIR of its own with a cluster in it: a plain copy, as somebody restores it. */
export function copied(name: string): string {
  const dataDir = join(folder, name);
  mkdirSync(dirname(dataDir), { recursive: true });
  cpSync(template, dataDir, { recursive: true });
  return dataDir;
}

export async function query<Row extends pg.QueryResultRow>(connection: pg.ClientConfig, text: string): Promise<Row[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

export async function started(options: EmbeddedOptions): Promise<Embedded> {
  const embedded = await openEmbedded(options);
  open.push(embedded);
  return embedded;
}

/** Runs a script in a process of its own; resolves with its first line of output. */
export async function inChild(script: string, args: string[], options: { uid?: number; gid?: number } = {}) {
  const source = `import { openEmbedded } from ${JSON.stringify(program)};\n${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: '/',
    ...options,
  });
  await once(child, 'spawn');
  children.push(child);
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const lines = createInterface(child.stdout);
  const first = await Promise.race([once(lines, 'line'), once(child, 'close').then(() => undefined)]);
  assert(first !== undefined, `the child process ended without a word: ${errors}`);
  return { child, lines, line: first[0] as string };
}

export const HOLD = `
  const { connection } = await openEmbedded({ dataDir: process.argv[1], fast: true });
  console.log(JSON.stringify(connection));
  setInterval(() => {}, 1_000_000);`;

export const REPORT = `
  try {
    const { stop } = await openEmbedded({ dataDir: process.argv[1], fast: true });
    await stop();
    console.log('started');
  } catch (error) {
    console.log(error.name + ': ' + error.message);
  }`;

export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!condition()) {
    assert(performance.now() < deadline, `waited in vain for ${what}`);
    await setTimeout(10);
  }
}

export const gone = async (child: ChildProcess) => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

export const kill = async (child: ChildProcess) => {
  child.kill('SIGKILL');
  await gone(child);
};

export const processesIn = (dataDir: string) => processesOf(clusterName(join(dataDir, 'postgres')));
export const postmasterIn = (dataDir: string) =>
  processesIn(dataDir).find(({ postmaster }) => postmaster)?.pid as number;

/** The watchdog that this process has started; more than one only if one was left behind. */
export function watchdogsOf(parent: number): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return children.filter((pid) => pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('watchdog')).map(Number);
}

export const refused = (pattern: RegExp) => (error: unknown) => {
  assert(error instanceof EmbeddedError, String(error));
  assert.match(error.message, pattern);
  assert(!error.message.includes('\n'), 'one line');
  return true;
};
