import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { copyCheckout } from '../checkouts.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, isReady, openProgram, type Program } from '../process.ts';

const open = 'Salle is open: ';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

test('npm run dev starts the server anew on each change, keeps the database, and leaves nothing running', async () => {
  const cwd = await copyCheckout(join(dataDirs.folder, 'checkout'), { built: false });
  const dataDir = await dataDirs.clinic();
  const program = openProgram({ cwd, command: ['npm', 'run', 'dev'], env: { DATA_DIR: dataDir } });
  const address = await program.ready();
  const page = async () => (await fetch(`${address}/sign-in`)).text();
  assert.match(await page(), /\/@vite\/client/, 'pages as they are written');
  const postmaster = postmasterOf(dataDir);

  const source = join(cwd, 'server', 'platform', 'log.ts');
  const sound = await readFile(source, 'utf8');
  await appendFile(source, '\n// changed\n');
  await program.said(open, 2);
  assert(await isReady(address));

  await appendFile(source, 'const = a mistake;\n');
  await program.said('the server has ended; it starts again when something changes');
  assert.match(await page(), /\/@vite\/client/, 'the pages are still there');
  assert.equal(await isReady(address), false);
  await writeFile(source, sound);
  await program.said(open, 3);
  assert(await isReady(address), 'a mistake that is mended is over');

  const contract = join(cwd, 'contract', 'health.ts');
  await appendFile(contract, `export const told = 'to both sides';\n`);
  await program.said(open, 4);
  await until(program, async () => (await fetched(`${address}/@fs${contract}`)).includes('to both sides'));
  assert.equal(postmasterOf(dataDir), postmaster, 'the database was there all the time');

  program.signalGroup('SIGINT');
  assert.deepEqual(await program.ended, { code: 0, signal: null }, program.stderr());
  assert.deepEqual(databaseProcesses(dataDir), []);
  assert.throws(() => program.signalGroup('SIGCONT'), { code: 'ESRCH' }, 'nobody of the group is left');
  assert.equal(program.stdout().split(open).length - 1, 4, 'once for each change');
});

test('whatever cannot be mended while it runs is told in one line', async () => {
  const program = openProgram({ command: [process.execPath, 'server/dev.ts'], env: { PORT: 'abc' } });
  assert.equal((await program.ended).code, 1);
  assert.match(program.stderr(), /^PORT must be [^\n]+\n$/);
});

function postmasterOf(dataDir: string): number {
  return Math.min(...databaseProcesses(dataDir));
}

async function fetched(url: string): Promise<string> {
  try {
    return await (await fetch(url)).text();
  } catch {
    return ''; // what serves the pages is starting as well
  }
}

async function until(program: Program, condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await condition())) {
    assert(performance.now() < deadline, `it never came:\n${program.stdout()}${program.stderr()}`);
    await wait(20);
  }
}
