import { dirname } from 'node:path';
import { partOf } from './arrows.ts';
import type { Sources } from './imports.ts';

const most = 40;

/** Folders with more sources at one level than one looks through. Tests and what they are rigged with do not count. */
export function crowdedFolders(sources: Sources): string[] {
  const counted = [...sources.keys()].filter((path) => partOf(path) !== 'test');
  return [...Map.groupBy(counted, dirname)]
    .filter(([, paths]) => paths.length > most)
    .map(([folder, paths]) => `${folder}: ${paths.length} sources at one level`);
}
