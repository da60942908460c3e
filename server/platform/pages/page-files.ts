import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

/** What a build of the pages is made of. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The endings that the build gives to what it compressed, the smallest first. */
const codings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

export type PageFile = {
  type: string;
  /** as a browser sends it back to ask whether it still holds */
  tag: string;
  /** its name changes with its content */
  isLasting: boolean;
  plain: Buffer;
  compressed: { coding: string; bytes: Buffer }[];
};

/**
 * A build of the pages, by address, held in memory: it is a few megabytes, and so no visitor costs a look at the disk or holds a
 * file open, and whoever clears the folder away takes nothing from those who are served.
 */
export async function readPages(folder: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = new Set(entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
  const pages = new Map<string, PageFile>();
  for (const path of paths) {
    const type = types[extname(path)];
    if (type === undefined) continue;
    const plain = await readFile(path);
    const smaller = codings.filter(({ ending }) => paths.has(path + ending));
    const address = `/${relative(folder, path).split(sep).join('/')}`;
    pages.set(address, {
      type,
      tag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      isLasting: address.startsWith('/assets/'),
      plain,
      compressed: await Promise.all(
        smaller.map(async ({ name, ending }) => ({ coding: name, bytes: await readFile(path + ending) })),
      ),
    });
  }
  return pages;
}
