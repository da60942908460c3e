import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const contract = fileURLToPath(new URL('../../contract', import.meta.url)) + sep;

/** What of a route a page needs to call it; schemas and sentences are for the compiler, the server and the documents. */
const called = new Set(['method', 'path', 'list', 'makes']);

/**
 * Gives the pages the contract as the data that it is: each file is run here, and its exports are written down as JSON.
 * The schema library stays on this side, and what a page doesn't use is shaken off. Functions are left out: a page that
 * imports one does not build.
 */
export function contractAsData(): Plugin {
  return {
    name: 'salle:contract-as-data',
    enforce: 'pre',
    async load(id) {
      if (!id.startsWith(contract)) return null;
      const exports: Record<string, unknown> = await import(pathToFileURL(join(id)).href);
      const lines = Object.entries(exports).filter(isData).map(written);
      return { code: lines.join('\n'), map: null, moduleType: 'js', moduleSideEffects: false };
    },
  };
}

function isData([name, value]: [string, unknown]): boolean {
  return name !== 'default' && typeof value !== 'function';
}

function written([name, value]: [string, unknown]): string {
  const kept = isRoute(value) ? Object.fromEntries(Object.entries(value).filter(([part]) => called.has(part))) : value;
  return `export const ${name} = ${JSON.stringify(kept)};`;
}

function isRoute(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
