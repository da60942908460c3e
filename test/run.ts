import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { run } from 'node:test';
import { announce, startCluster } from './cluster.ts';
import { compileCache } from './process.ts';
import { report, type Totals } from './report.ts';

/**
 * `npm test`: type check, lint, then every test on one PostgreSQL.
 * `node test/run.ts server/identity web` narrows the files; `--only-tests` leaves the checks out.
 */
const root = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
// Each file loads the program anew: what Node has made of its sources is kept.
process.env.NODE_COMPILE_CACHE ??= compileCache;
const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.abort());

const checking = args.includes('--only-tests') ? [] : [typeCheck(), lint()];
const totals = await tests(filesMeant());
const checks = (await Promise.all(checking)).filter((isFine) => !isFine).length;
const failed = totals.failed + checks;
say(`\n${totals.passed} passed, ${failed} failed, ${totals.skipped} skipped`);
process.exitCode = asked.signal.aborted ? 130 : failed > 0 ? 1 : 0;

function typeCheck(): Promise<boolean> {
  return check('type check', 'tsc', '--noEmit', '-p', root);
}

function lint(): Promise<boolean> {
  return check('lint', 'biome', 'check', '--error-on-warnings', root);
}

/** Beside the tests, which mostly wait. One that fails counts like a test, and keeps no test from running. */
async function check(name: string, tool: string, ...rest: string[]): Promise<boolean> {
  const child = spawn(join(root, 'node_modules/.bin', tool), rest, { cwd: root, signal: asked.signal });
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

function filesMeant(): string[] {
  const all = globSync('**/*.test.ts', { cwd: root, exclude: ['node_modules', 'web/dist', '.git'] });
  const meant = wanted.map((path) => resolve(path).slice(root.length + 1));
  const files = all.filter(
    (file) => meant.length === 0 || meant.some((path) => file === path || file.startsWith(path)),
  );
  return slowestFirst(files).map((file) => join(root, file));
}

/** What takes long begins early, so that the last minute is not one file's alone. */
function slowestFirst(files: string[]): string[] {
  const slow = [
    'database',
    join('web', 'booking'),
    ...['hostile', 'journeys', 'start', 'storm', 'pages'].map((name) => join('test', name)),
  ];
  const rank = (file: string) => slow.findIndex((path) => file.startsWith(path + (path.includes(sep) ? '' : sep)));
  return files.toSorted((one, other) => rank(other) - rank(one) || one.localeCompare(other));
}

async function tests(files: string[]): Promise<Totals> {
  say(`— tests: ${files.length} files`);
  if (files.length === 0) return { passed: 0, failed: 1, skipped: 0 };
  const cluster = await startCluster();
  try {
    await announce(cluster);
    // Files mostly wait, for PostgreSQL and for browsers: one more at once than there are cores of a small machine.
    return await report(run({ files, concurrency: 3, signal: asked.signal }), root);
  } finally {
    await cluster.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
