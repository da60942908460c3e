import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, sep } from 'node:path';
import { run } from 'node:test';
import { chosen } from './chosen.ts';
import { announce, openTestCluster } from './cluster.ts';
import { compileCache } from './process.ts';
import { report, type Totals } from './report.ts';

/**
 * `npm test`: type check, lint, then every test on one PostgreSQL.
 * `npm test -- booking web/live` narrows the files, by word or by path; `--only-tests` leaves the checks out.
 * `npm run trial` runs what takes longer than 20 seconds: the same, at full size, one file at a time and without the checks.
 */
const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const kind = args.includes('--trials') ? 'trial' : 'test';
const { files, unknown } = chosen(
  root,
  kind,
  args.filter((arg) => !arg.startsWith('--')),
);
if (unknown.length > 0) {
  say(`there is no ${kind} of ${unknown.join(', ')}: name a room, a file or a folder`);
  process.exit(1);
}
// Each file loads the program anew: what Node has made of its sources is kept.
process.env.NODE_COMPILE_CACHE ??= compileCache;
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());

const checking = kind === 'trial' || args.includes('--only-tests') ? [] : [typeCheck(), lint()];
const totals = await tests(slowestFirst(files).map((file) => join(root, file)));
const checks = (await Promise.all(checking)).filter((isFine) => !isFine).length;
const failed = totals.failed + checks;
say(`\n${totals.passed} passed, ${failed} failed, ${totals.skipped} skipped`);
process.exitCode = stopping.signal.aborted ? 130 : failed > 0 ? 1 : 0;

function typeCheck(): Promise<boolean> {
  return check('type check', 'tsc', '--noEmit', '-p', root);
}

function lint(): Promise<boolean> {
  return check('lint', 'biome', 'check', '--error-on-warnings', root);
}

/** Beside the tests, which mostly wait. One that fails counts like a test, and keeps no test from running. */
async function check(name: string, tool: string, ...rest: string[]): Promise<boolean> {
  const child = spawn(join(root, 'node_modules/.bin', tool), rest, { cwd: root, signal: stopping.signal });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
  }
  const [code] = (await once(child, 'close').catch(() => [null])) as [number | null];
  say(code === 0 ? `✔ ${name}` : `${told}\n✖ ${name} failed`);
  return code === 0;
}

/** What takes long begins early, so that the last minute is not one file's alone. */
function slowestFirst(files: string[]): string[] {
  // as measured, the longest first
  const slow = [
    'test/pages',
    'test/start/checkout',
    'web/booking/dialog',
    'test/start/demo',
    'web/broadcasting',
    'server/clinic/acting',
    'web/booking',
    'web/schedule',
    'test/start/dev',
    'test/storm',
    'test/start',
    'server/booking/crash',
    'test/hostile',
    'web/presence',
    'web/clinic',
    'web/live',
    'server/booking/race',
    'database',
  ].map((path) => path.replaceAll('/', sep));
  const rank = (file: string) => {
    const place = slow.findIndex((path) => file.startsWith(path));
    return place < 0 ? slow.length : place;
  };
  return files.toSorted((one, other) => rank(one) - rank(other) || one.localeCompare(other));
}

async function tests(files: string[]): Promise<Totals> {
  say(`— ${kind}s: ${files.length} files`);
  const cluster = await openTestCluster();
  try {
    await announce(cluster);
    // Files mostly wait, for PostgreSQL and for browsers: one more at once than there are cores of a small machine.
    // A trial tells figures, and has the machine for itself.
    return await report(run({ files, concurrency: kind === 'trial' ? 1 : 3, signal: stopping.signal }), root);
  } finally {
    await cluster.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
