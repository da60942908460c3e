import { globSync } from 'node:fs';
import { resolve, sep } from 'node:path';

export type Kind = 'test' | 'trial';

/**
 * The files that somebody means: all of them, or those under a path, or those of a word, whichever side of the house
 * they stand on. A word is the beginning of any part of a name: `booking`, `live`, `sign`.
 */
export function chosen(root: string, kind: Kind, wanted: readonly string[]): { files: string[]; unknown: string[] } {
  const all = globSync(`**/*.${kind}.ts`, { cwd: root, exclude: ['node_modules', 'web/dist', '.git'] });
  const found = wanted.map((want) => ({ want, files: all.filter(meantBy(want, root)) }));
  return {
    files: wanted.length === 0 ? all : all.filter((file) => found.some(({ files }) => files.includes(file))),
    unknown: found.filter(({ files }) => files.length === 0).map(({ want }) => want),
  };
}

function meantBy(want: string, root: string): (file: string) => boolean {
  if (isPath(want, root)) {
    const path = resolve(want).slice(root.length + 1);
    return (file) => file.startsWith(path);
  }
  return (file) => nameParts(file).some((part) => part.startsWith(want));
}

/** `server` and `web` are folders of the house before they are words. */
function isPath(want: string, root: string): boolean {
  return want.includes('/') || want.includes(sep) || want.endsWith('.ts') || globSync(want, { cwd: root }).length > 0;
}

/** `test/start/kill.test.ts` is about starting and killing, and not about `test`. */
function nameParts(file: string): string[] {
  const [, ...steps] = file.replace(/\.(test|trial)\.ts$/, '').split(/[/\\]/);
  return steps.flatMap((step) => [step, ...step.split('-')]);
}
