import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

type Chunk = { file: string; name?: string; css?: string[]; imports?: string[]; dynamicImports?: string[] };

/** What a first visit to each page fetches, in kB of brotli, from the build's own manifest. */
export async function sizesOf(folder: string): Promise<string> {
  const manifest: Record<string, Chunk> = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const first = ['main.tsx', 'index.html'].find((name) => name in manifest) ?? 'index.html';
  const visits = [['first load of any page', [first]], ...signIn(manifest, first)] as [string, string[]][];
  const lines = await Promise.all(
    visits.map(async ([name, entries]) => {
      const files = [...filesOf(manifest, entries)];
      const [js, css] = await Promise.all(
        ['.js', '.css'].map((end) =>
          weigh(
            folder,
            files.filter((file) => file.endsWith(end)),
          ),
        ),
      );
      return `${name.padEnd(28)} JS ${kilobytes(js)} kB   CSS ${kilobytes(css)} kB   (${files.length} files)`;
    }),
  );
  return `${[...lines, await whole(folder)].join('\n')}\n`;
}

/** The sign-in page with its frame and the words of one language. */
function signIn(manifest: Record<string, Chunk>, first: string): [string, string[]][] {
  const parts = ['identity/sign-in.tsx', 'frame/plain-frame.tsx', 'identity/identity.en.json', 'ui/ui.en.json'];
  const words = Object.keys(manifest).filter((key) => manifest[key]?.name === 'words.en');
  return [['the sign-in page', [first, ...parts, ...words].filter((name) => name in manifest)]];
}

function filesOf(manifest: Record<string, Chunk>, entries: string[], seen = new Set<string>()): Set<string> {
  for (const entry of entries) {
    const chunk = manifest[entry];
    if (!chunk || seen.has(chunk.file)) continue;
    seen.add(chunk.file);
    for (const css of chunk.css ?? []) seen.add(css);
    filesOf(manifest, chunk.imports ?? [], seen);
  }
  return seen;
}

async function weigh(folder: string, files: string[]): Promise<number> {
  const sizes = await Promise.all(
    files.map((file) => stat(join(folder, `${file}.br`)).catch(() => stat(join(folder, file)))),
  );
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

async function whole(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(js|css)$/.test(file));
  const [js, css] = await Promise.all(
    ['.js', '.css'].map((end) =>
      weigh(
        folder,
        files.filter((file) => file.endsWith(end)),
      ),
    ),
  );
  return `${'everything'.padEnd(28)} JS ${kilobytes(js)} kB   CSS ${kilobytes(css)} kB   (${files.length} files)`;
}

function kilobytes(bytes = 0): string {
  return (bytes / 1000).toFixed(1).padStart(6);
}
