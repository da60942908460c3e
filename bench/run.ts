import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';

/** Each bench answers one question, in a process of its own. None fails on a time: machines differ, ratios tell. */
const benches = [
  'me',
  'sign-in',
  'application',
  'start',
  'slots',
  'fan-out',
  'facts',
  'booking',
  'audit',
  'plans',
  'directory',
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`there is no bench named ${unknown.join(', ')}: choose from ${benches.join(', ')}\n`);
  process.exit(1);
}
process.stdout.write(
  `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'an unknown processor'}\n`,
);
for (const name of wanted.length > 0 ? wanted : benches) {
  process.stdout.write(`\n${name}\n`);
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) process.exitCode = 1;
}
