import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type BuildOptions = { note?: (line: string) => void };

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'web/dist');
const halfBuilt = '.building-';
const sources = ['web', 'contract', 'package-lock.json'];

/**
 * The folder of the built pages, built first where the sources have changed. Each state of the sources has a folder of
 * its own, which appears whole by one rename: a running server keeps the one that it serves, and whoever dies while
 * building leaves nothing that could be taken for a build.
 */
export async function ensureBuilt(options: BuildOptions = {}): Promise<string> {
  const folder = join(dist, await versionOfSources());
  return existsSync(folder) ? folder : builtByAnother(options.note ?? (() => {}));
}

/** In a process of its own: the builder would stay in a server's memory for as long as that runs. */
async function builtByAnother(note: (line: string) => void): Promise<string> {
  const builder = spawn(process.execPath, [fileURLToPath(import.meta.url)], { stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface(builder.stderr).on('line', note);
  // Whoever is asked to end meanwhile leaves no builder behind, and what it leaves half built counts for nothing.
  const endBuilder = () => void builder.kill('SIGKILL');
  process.once('exit', endBuilder);
  const [folder, [code]] = await Promise.all([text(builder.stdout), once(builder, 'close')]);
  process.off('exit', endBuilder);
  if (code !== 0) throw new Error('the web pages could not be built');
  return folder.trim();
}

async function buildUnlessBuilt(note: (line: string) => void): Promise<string> {
  const version = await versionOfSources();
  const folder = join(dist, version);
  await mkdir(dist, { recursive: true });
  const lock = await lockUnlessBuilt(folder);
  if (!lock) return folder;
  try {
    await buildInto(folder, note);
    await sweep(version);
  } finally {
    await lock.release();
  }
  return folder;
}

async function versionOfSources(): Promise<string> {
  const hash = createHash('sha256').update(process.env.SALLE_UI ?? '');
  for (const file of (await Promise.all(sources.map(filesUnder))).flat().sort()) {
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesUnder(path: string): Promise<string[]> {
  if ((await stat(join(root, path))).isFile()) return [path];
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((file) => !file.startsWith(join('web', 'dist')));
}

async function buildInto(folder: string, note: (line: string) => void) {
  const started = performance.now();
  note('building the web pages');
  const [{ build }, { default: config }, { compressFolder }] = await Promise.all([
    import('vite'),
    import('./vite.config.ts'),
    import('./build/compress.ts'),
  ]);
  const aside = join(dist, `${halfBuilt}${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await build({ ...config, configFile: false, build: { ...config.build, outDir: aside, emptyOutDir: true } });
  await compressFolder(aside);
  await rename(aside, folder).catch(async (error) => {
    // Whoever built at the same moment, after a lock was taken from the dead, has built the same.
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  note(`built the web pages in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** One process builds, the others wait for it. Null: somebody else has built meanwhile. */
async function lockUnlessBuilt(folder: string): Promise<{ release: () => Promise<void> } | null> {
  const path = join(dist, '.lock');
  for (;;) {
    if (existsSync(folder)) return null;
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (!isExists(error)) throw error;
    }
    if (await isAbandoned(path)) await rm(path, { force: true });
    else await wait(50);
  }
}

function isExists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** Its process is gone. A lock without a number is one that is being written, unless it stays so. */
async function isAbandoned(path: string): Promise<boolean> {
  try {
    const [pid, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return pid === '' ? Date.now() - mtimeMs > 2000 : !isAlive(Number(pid));
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Keeps this version and the one before it, which a running server may serve; and what others are building. */
async function sweep(current: string) {
  const names = (await readdir(dist)).filter((name) => name !== current && name !== '.lock');
  const halves = names.filter((name) => name.startsWith(halfBuilt));
  const wholes = names.filter((name) => !name.startsWith(halfBuilt));
  const aged = await Promise.all(wholes.map(async (name) => ({ name, made: (await stat(join(dist, name))).mtimeMs })));
  const old = aged
    .sort((a, b) => b.made - a.made)
    .slice(1)
    .map(({ name }) => name);
  const left = halves.filter((name) => !isAlive(Number(name.slice(halfBuilt.length))));
  await Promise.all([...old, ...left].map((name) => rm(join(dist, name), { recursive: true, force: true })));
}

if (import.meta.main) {
  const folder = await buildUnlessBuilt((line) => process.stderr.write(`${line}\n`));
  process.stdout.write(`${folder}\n`);
  if (process.argv.includes('--sizes')) {
    const { sizesOf } = await import('./build/sizes.ts');
    process.stdout.write(await sizesOf(folder));
  }
}
