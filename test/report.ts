import { relative } from 'node:path';
import type { EventData, TestsStream } from 'node:test';
import { inspect } from 'node:util';

export type Totals = { passed: number; failed: number; skipped: number };
type Ended = (EventData.TestFail | EventData.TestPass) & { details: { error?: Error } };

/** Every failure whole, a line a file, every skip with its reason; the run's totals come back. */
export async function report(stream: TestsStream, root: string): Promise<Totals> {
  const files = new Map<string, Totals>();
  const skips: string[] = [];
  const failures: string[] = [];
  const path: string[] = [];
  const shown = (file: string | undefined) => relative(root, file ?? '');

  for await (const { type, data } of stream) {
    if (type === 'test:start') path.splice(data.nesting, path.length, data.name);
    if (type === 'test:stderr' || type === 'test:stdout') process.stderr.write(data.message);
    if (type === 'test:pass' || type === 'test:fail') {
      const name = `${shown(data.file)}: ${[...path.slice(0, data.nesting), data.name].join(' › ')}`;
      const outcome = outcomeOf(type, data);
      if (outcome) totalsOf(files, shown(data.file))[outcome] += 1;
      if (outcome === 'skipped') skips.push(`${name} (${data.skip === true ? 'no reason given' : data.skip})`);
      if (outcome === 'failed' && !isOfItsParts(data)) {
        failures.push(name);
        say(`✖ ${name}\n${indented(causeOf(data))}\n`);
      }
    }
    if (type === 'test:summary' && data.file) {
      say(lineOf(shown(data.file), totalsOf(files, shown(data.file)), data.duration_ms));
    }
  }
  if (skips.length) say(`\nSKIPPED\n${skips.map((skip) => `  ${skip}`).join('\n')}`);
  if (failures.length) say(`\nFAILED\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
  return sum([...files.values()]);
}

/** A suite is no test; but where it fails by itself, as a hook does, it counts. */
function outcomeOf(type: 'test:pass' | 'test:fail', data: Ended): keyof Totals | undefined {
  if (data.skip !== undefined && data.skip !== false) return 'skipped';
  if (data.todo !== undefined && data.todo !== false) return undefined;
  if (data.details.type === 'suite' && (type === 'test:pass' || isOfItsParts(data))) return undefined;
  return type === 'test:pass' ? 'passed' : 'failed';
}

function isOfItsParts(data: Ended): boolean {
  const { error } = data.details;
  return error !== undefined && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function causeOf({ details: { error } }: Ended): string {
  const cause = error?.cause ?? error;
  if (!(cause instanceof Error)) return String(cause);
  // An assertion's message says what its fields would say again.
  const text = cause.name === 'AssertionError' ? (cause.stack ?? cause.message) : inspect(cause, { depth: 4 });
  return text.replaceAll(/^\s+at .*\(?node:.*\n?/gm, '').trimEnd();
}

function lineOf(file: string, { passed, failed, skipped }: Totals, ms: number): string {
  const more = [failed && `${failed} failed`, skipped && `${skipped} skipped`].filter(Boolean);
  return `${failed ? '✖' : '✔'} ${file}: ${[`${passed} passed`, ...more].join(', ')} in ${(ms / 1000).toFixed(1)} s`;
}

function totalsOf(files: Map<string, Totals>, file: string): Totals {
  const totals = files.get(file) ?? { passed: 0, failed: 0, skipped: 0 };
  files.set(file, totals);
  return totals;
}

function sum(all: readonly Totals[]): Totals {
  const of = (outcome: keyof Totals) => all.reduce((total, each) => total + each[outcome], 0);
  return { passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '    ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
