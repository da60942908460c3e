import { createHash } from 'node:crypto';
import { constants, existsSync, lstatSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, open, readFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

type File = { path: string; size: number };

/** A copy of exactly these files on the shelf, made where it is missing or incomplete. Two starts may race for it. */
export async function keepCopy(home: string, version: string, shelf: string, note: (line: string) => void) {
  const wanted = JSON.stringify(listing(home));
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const kept = join(shelf, `postgres-${version}-${hash}`);
  const complete = () => JSON.stringify(listing(kept)) === wanted;
  if (complete()) return kept;

  note('copying PostgreSQL to where its user can enter…');
  const made = await mkdtemp(join(shelf, '.making-'));
  try {
    await makeCopy(home, made);
    if (!complete()) {
      await rm(kept, { recursive: true, force: true });
      await rename(made, kept);
    }
  } catch (error) {
    if (!complete()) throw error; // else another start was quicker
  } finally {
    await rm(made, { recursive: true, force: true });
  }
  return kept;
}

/** Copies what runs, for everybody to read whatever our umask is, and down to the disk: a rename may follow. */
export async function makeCopy(home: string, copy: string): Promise<void> {
  await chmod(copy, 0o755);
  const folders = new Set<string>([copy]);
  for (const { path } of listing(home)) {
    const target = join(copy, path);
    await makeFolders(dirname(target), folders);
    await copyFile(join(home, path), target, constants.COPYFILE_FICLONE);
    await chmod(target, path.startsWith(join('native', 'bin')) ? 0o755 : 0o644);
    await flush(target);
  }
  await makeLinks(copy);
}

async function makeFolders(folder: string, made: Set<string>): Promise<void> {
  if (made.has(folder)) return;
  await makeFolders(dirname(folder), made);
  await mkdir(folder);
  await chmod(folder, 0o755);
  made.add(folder);
}

async function flush(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  await handle.sync();
}

/**
 * npm packages cannot hold links. The package's install script makes them from a list; here it is done again, for
 * `npm ci --ignore-scripts` and for copies. False where they are missing and we may not write there.
 */
export async function makeLinks(home: string): Promise<boolean> {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true; // Windows needs none
  for (const { source, target } of JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]) {
    if (existsSync(join(home, target))) continue;
    try {
      await symlink(basename(source), join(home, target));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
      if (code !== 'EEXIST') throw error; // another start was quicker
    }
  }
  return true;
}

/** Every file that PostgreSQL needs at work, with its size. Synchronous: a thousand look-ups in 10 ms, not in 100. */
function listing(home: string): File[] {
  const native = join(home, 'native');
  if (!existsSync(native)) return [];
  const files: File[] = [];
  for (const name of (readdirSync(native, { recursive: true }) as string[]).sort()) {
    if (name.endsWith('.a')) continue; // for building, not for running
    const found = lstatSync(join(native, name));
    if (found.isFile()) files.push({ path: join('native', name), size: found.size });
  }
  return files;
}
