import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** An editor writes a file in several steps, and a change of branch writes many: together they are one change. */
const stillness = 100;

export type Changes = { next(): Promise<void>; [Symbol.dispose](): void };

/** Tells when what a program is made of has changed, in any of some folders or files. Its tests are no part of it. */
export function watchSources(root: string, paths: readonly string[]): Changes {
  let changed = Promise.withResolvers<void>();
  let settling: NodeJS.Timeout | undefined;
  const tell = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const watchers: FSWatcher[] = paths.map((path) =>
    watch(join(root, path), { recursive: true }, (_, name) => {
      if (!isSource(name ?? path)) return;
      clearTimeout(settling);
      settling = setTimeout(tell, stillness);
    }),
  );
  return {
    next: () => changed.promise,
    [Symbol.dispose]: () => {
      clearTimeout(settling);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Tests are read by nobody who runs the program. */
export function isSource(name: string): boolean {
  return /\.(ts|sql|json)$/.test(name) && !/(\.test|\.trial|\brig)\.ts$/.test(name);
}
