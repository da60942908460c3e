import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { type Client, next, Pusher } from '#realtime/test/rig.ts';
import { checkout, endPrograms, freePort, openProgram } from './process.ts';

const run = promisify(execFile);
const installed = join(checkout, 'node_modules');

/** `realtime/` as somebody has it who found it on a registry: no sources, nothing of ours around, no network. */
describe('the package of the realtime server, installed in an empty folder', () => {
  let folder: string;
  let empty: string;
  let readme: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'realtime-package-'));
    empty = join(folder, 'empty');
    await mkdir(empty);
    await pack(folder);
    await writeFile(join(empty, 'package.json'), '{ "type": "module", "private": true }');
    const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    await npm(folder, empty, 'install', ...tarballs.map((name) => join(folder, name)));
    readme = await readFile(join(empty, 'node_modules/@salle/realtime/README.md'), 'utf8');
  });
  after(async () => {
    await endPrograms();
    await rm(folder, { recursive: true, force: true });
  });

  test('holds what is compiled, and no test', async () => {
    const root = join(empty, 'node_modules/@salle/realtime');
    assert.deepEqual((await readdir(root)).toSorted(), ['LICENSE', 'README.md', 'dist', 'package.json']);
    assert.deepEqual(
      (await readdir(join(root, 'dist'), { recursive: true })).filter(
        (name) => !/^(http|(http\/)?[a-z-]+(\.d\.ts|\.js))$/.test(name),
      ),
      [],
    );
    const { exports } = await manifest(root);
    for (const path of Object.values(exports)) await readFile(join(root, path));
  });

  test('wants the versions that it is tried with', async () => {
    const [own, house] = [await manifest(join(checkout, 'realtime')), await manifest(checkout)];
    assert.equal(own.dependencies.ws, house.dependencies.ws);
    assert.equal(own.peerDependencies.redis, `^${house.dependencies.redis}`);
  });

  test('serves an official client by the program of its README', async () => {
    await writeFile(join(empty, 'server.js'), program(readme, 'js'));
    const port = await freePort();
    const server = openProgram({
      cwd: empty,
      command: [process.execPath, 'server.js'],
      env: { PORT: String(port) },
    });
    await server.said('It listens.');
    const client: Client = new Pusher('public-key', {
      wsHost: '127.0.0.1',
      wsPort: port,
      forceTLS: false,
      cluster: '',
    });
    const { at } = await next<{ at: number }>(client.subscribe('board'), 'told');
    assert.equal(typeof at, 'number');
    client.disconnect();
    server.signal('SIGTERM');
    await server.ended;
  });

  test('wants redis only of who takes the bus of Redis', async () => {
    const load = (name: string) =>
      run(process.execPath, ['-e', `await import('@salle/realtime/${name}')`], { cwd: empty });
    await load('bus');
    await assert.rejects(load('redis-bus'), /Cannot find package 'redis'/);
  });

  test('has types for the programs of its README, and for who gets it wrong', async () => {
    const wrong = `import { openRealtime } from '@salle/realtime';
// @ts-expect-error: an application needs a secret
openRealtime({ apps: [{ id: '1', key: 'public-key' }] });
// @ts-expect-error: what is not exported is its own
await import('@salle/realtime/roster');
`;
    const programs = { 'plain.ts': program(readme, 'js'), 'typed.ts': program(readme, 'ts'), 'wrong.ts': wrong };
    for (const [name, source] of Object.entries(programs)) await writeFile(join(empty, name), source);
    const options = {
      target: 'es2024',
      lib: ['es2024'],
      module: 'nodenext',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: ['node'],
      typeRoots: [join(installed, '@types')],
    };
    await writeFile(
      join(empty, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: Object.keys(programs) }),
    );
    await run(join(installed, '.bin/tsc'), ['-p', empty]).catch(({ stdout }) => assert.fail(stdout));
  });
});

/**
 * Makes the tarballs: of the sources, copied beside what compiles them so that the checkout stays as it is, and of what
 * the package depends on, as it is installed here.
 */
async function pack(folder: string): Promise<void> {
  const house = join(folder, 'house');
  const filter = (path: string) => basename(path) !== 'dist';
  await cp(join(checkout, 'realtime'), join(house, 'realtime'), { recursive: true, filter });
  await cp(join(checkout, 'tsconfig.json'), join(house, 'tsconfig.json'));
  await symlink(installed, join(house, 'node_modules'));
  await Promise.all([
    npm(folder, join(house, 'realtime'), 'pack', '--pack-destination', folder),
    npm(folder, join(installed, 'ws'), 'pack', '--pack-destination', folder, '--ignore-scripts'),
  ]);
}

/** Whatever npm keeps and reads for a user, it finds in this folder: nothing of whoever runs the tests. */
async function npm(home: string, cwd: string, ...args: string[]): Promise<void> {
  const quiet = ['--offline', '--no-audit', '--no-fund', '--no-update-notifier'];
  await run('npm', [...args, ...quiet], { cwd, env: { PATH: process.env.PATH, HOME: home } });
}

type Manifest = {
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  exports: Record<string, string>;
};

async function manifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}

/** The first block of this language. */
function program(readme: string, language: 'js' | 'ts'): string {
  const [, source] = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(readme) ?? [];
  assert(source, `README.md has no program in ${language}`);
  return source;
}
