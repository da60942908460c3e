import { execFile } from 'node:child_process';
import { chmod, chown, cp, mkdir, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { checkout } from './process.ts';

const run = promisify(execFile);
const leftOut = new Set(['node_modules', '.git', 'data', 'shots']);

/**
 * The checkout once more, as somebody else finds it who has just installed it. What was installed is linked, file by
 * file, so that it truly lies there without taking a minute and half a gigabyte.
 */
export async function copyCheckout(to: string, options: { built: boolean }): Promise<string> {
  await mkdir(to, { recursive: true });
  const unwanted = options.built ? undefined : join(checkout, 'web', 'dist');
  for (const name of await readdir(checkout)) {
    if (leftOut.has(name)) continue;
    const filter = (path: string) => path !== unwanted && !basename(path).startsWith('.building-');
    await cp(join(checkout, name), join(to, name), { recursive: true, filter });
  }
  const installed = [join(checkout, 'node_modules'), join(to, 'node_modules')];
  await run('cp', ['-al', ...installed]).catch(() => run('cp', ['-a', ...installed])); // another disk has no such links
  return to;
}

/** Makes somebody the owner of a copied checkout, but for the files that it shares with ours. */
export async function giveCheckout(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  const own = (await readdir(folder)).filter((name) => name !== 'node_modules');
  await run('chown', ['-R', `${uid}:${gid}`, ...own], { cwd: folder });
  for (const path of [folder, join(folder, 'node_modules')]) {
    await chown(path, uid, gid);
    await chmod(path, 0o755);
  }
}
