import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, chmod, chown, mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { copyCheckout, giveCheckout } from '../checkouts.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, openProgram, type Program } from '../process.ts';

const asRoot = process.getuid?.() === 0;
/** Somebody without any right, where we may choose; else whoever we are. */
const somebody = asRoot ? { uid: 65534, gid: 65534 } : undefined;
const building = 'building the web pages';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
  await chmod(dataDirs.folder, 0o755);
});
after(() => dataDirs[Symbol.asyncDispose]());

async function ended(program: Program): Promise<number> {
  const begun = performance.now();
  program.signal('SIGTERM');
  const { code, signal } = await program.ended;
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, `${program.stdout()}${program.stderr()}`);
  return performance.now() - begun;
}

describe('npm start in a checkout of one’s own', () => {
  test('in root’s private folder, with a space and an accent in its name', {
    skip: !asRoot && 'needs root',
  }, async () => {
    const folder = join(dataDirs.folder, 'private');
    await mkdir(folder, { mode: 0o700 });
    const cwd = await copyCheckout(join(folder, 'Clinique été'), { built: true });
    const program = openProgram({ cwd, command: ['npm', 'start'] });
    const address = await program.ready();
    assert.equal((await fetch(`${address}/sign-in`)).status, 200, 'the pages are there');
    assert(databaseProcesses(join(cwd, 'data')).length > 0);
    assert.equal((await stat(join(cwd, 'data'))).mode & 0o777, 0o700);
    await ended(program);
    assert.deepEqual(databaseProcesses(join(cwd, 'data')), []);
  });

  test('as an ordinary user; the pages are built where their sources have changed', async (t) => {
    const cwd = await copyCheckout(join(dataDirs.folder, 'Clinique à moi'), { built: false });
    const home = join(dataDirs.folder, 'home');
    await mkdir(home);
    if (somebody) {
      await giveCheckout(cwd, somebody);
      await chown(home, somebody.uid, somebody.gid);
    } else {
      t.diagnostic('not root: run as whoever runs the tests');
    }
    const start = (env: Record<string, string> = {}) =>
      openProgram({
        cwd,
        command: ['npm', 'start'],
        account: somebody,
        env: { HOME: home, SALLE_LOG: 'info', ...env },
      });

    // What is wrong with a setting is told before anything is built.
    const unreachable = start({
      DATABASE_URL: 'postgres://salle@127.0.0.1:1/salle',
      SALLE_SECRET: 'a secret of at least thirty-two letters',
    });
    await unreachable.ended;
    assert(unreachable.stderr().startsWith('DATABASE_URL must be '), unreachable.stderr());
    assert.deepEqual(await builds(cwd), [], 'nothing was built for it');

    const begun = performance.now();
    const first = start();
    const address = await first.ready();
    const withBuild = performance.now() - begun;
    assert(first.stdout().includes(building));
    assert.equal((await fetch(`${address}/sign-in`)).status, 200);
    if (somebody) assert.equal((await stat(join(cwd, 'data', 'postgres'))).uid, somebody.uid);
    await ended(first);
    const built = await builds(cwd);
    assert.equal(built.length, 1);

    const second = start();
    await second.ready();
    assert(!second.stdout().includes(building), 'nothing has changed');
    await ended(second);
    assert.deepEqual(await builds(cwd), built);

    await appendFile(join(cwd, 'web', 'main.tsx'), '\n');
    const third = start();
    await third.said(building);
    const took = await ended(third);
    assert(
      took < withBuild / 2,
      `it ended ${Math.round(took)} ms after it was asked; with a build a start took ${Math.round(withBuild)} ms`,
    );
    assert.deepEqual(await builds(cwd), built, 'a build that was cut short is none');
  });
});

/** What lies there as a build. */
async function builds(cwd: string): Promise<string[]> {
  const dist = join(cwd, 'web', 'dist');
  return existsSync(dist) ? (await readdir(dist)).filter((name) => !name.startsWith('.')) : [];
}
