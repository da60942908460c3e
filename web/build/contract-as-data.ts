import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from 'vite';

const contract = fileURLToPath(new URL('../../contract', import.meta.url)) + sep;

/** What of a route a page needs to call it; schemas and sentences are for the compiler, the server and the documents. */
const called = new Set(['method', 'path', 'list', 'makes']);
/** … and what of a channel, to listen to it. */
const heard = new Set(['name']);
const imported = /^import (?!type\b)/m;

/**
 * Gives the pages the contract as the data that it is: each file is run here, and its exports are written down as JSON.
 * The schema library stays on this side, and what a page doesn't use is shaken off. Functions are left out: a page that
 * imports one does not build. A file that stands on nothing but types is a page's as it is, functions and all.
 */
export function contractAsData(): Plugin {
  return {
    name: 'salle:contract-as-data',
    enforce: 'pre',
    async load(id) {
      if (!id.startsWith(contract)) return null;
      if (!imported.test(await readFile(join(id), 'utf8'))) return null;
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
  return `export const ${name} = ${JSON.stringify(kept(value))};`;
}

function kept(value: unknown): unknown {
  if (isRoute(value)) return Object.fromEntries(Object.entries(value).filter(([part]) => called.has(part)));
  if (isChannel(value)) return Object.fromEntries(Object.entries(value).filter(([part]) => heard.has(part)));
  return value;
}

function isRoute(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}

function isChannel(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'name' in value && 'events' in value;
}
