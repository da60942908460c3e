import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UNFINISHED } from './embedded-cluster.ts';
import { lockDataDir } from './embedded-lock.ts';

/** Removes some of what lies in a DATA_DIR, its cluster among it, while no Salle uses it. Nobody else's files are touched. */
export async function removeFrom(dataDir: string, names: readonly string[]): Promise<void> {
  using _ = lockDataDir(dataDir);
  const cluster = join(dataDir, 'postgres');
  // First out of the way, whole: of a removal that is cut short the next start takes away the rest.
  const aside = join(dataDir, `${UNFINISHED}removed`);
  if (names.includes('postgres') && existsSync(cluster)) await rename(cluster, aside);
  for (const path of [...names.map((name) => join(dataDir, name)), aside]) {
    await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}
