import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyCheckout } from '../test/checkouts.ts';
import { figure, median } from '../test/figure.ts';
import { endPrograms, openProgram } from '../test/process.ts';

/** How long does somebody wait after `npm start`, until `/readyz` says 200? */
const folder = await mkdtemp(join(tmpdir(), 'salle-bench-start-'));
await using cleanup = new AsyncDisposableStack();
cleanup.defer(() => rm(folder, { recursive: true, force: true }));
cleanup.defer(endPrograms);
await chmod(folder, 0o755);
const checkout = await copyCheckout(join(folder, 'checkout'), { built: false });

tell('the very first start: pages built, database made', await startAndStop('data'), 15);
const first = [];
for (const name of ['one', 'two', 'three']) first.push(await startAndStop(name));
tell('a first start with the pages built', median(first), 15);
const warm = [];
for (let count = 0; count < 7; count++) warm.push(await startAndStop('data'));
tell('a warm start', median(warm), 4);

/** As a person does it: nothing is spared that a fresh process would not be spared. */
async function startAndStop(name: string): Promise<number> {
  const begun = performance.now();
  const env = { DATA_DIR: join(folder, name), NODE_COMPILE_CACHE: undefined };
  const program = openProgram({ cwd: checkout, command: ['npm', 'start'], env });
  await program.ready();
  const took = performance.now() - begun;
  program.signal('SIGTERM');
  await program.ended;
  return took / 1000;
}

function tell(name: string, seconds: number, limit: number): void {
  figure(name, `${seconds.toFixed(2)} s`, `limit ${limit} s${seconds > limit ? ': MISSED' : ''}`);
}
