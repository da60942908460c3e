import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endPrograms, openProgram } from './process.ts';

/** The DATA_DIRs of one test file, in a folder that goes away with them. */
export type DataDirs = {
  folder: string;
  /** one that does not exist yet */
  fresh(): string;
  /** one in which a demo clinic was opened and closed */
  clinic(): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function openDataDirs(): Promise<DataDirs> {
  const folder = await mkdtemp(join(tmpdir(), 'salle-start-'));
  let made = 0;
  let template: Promise<string> | undefined;
  const fresh = () => join(folder, `data-${made++}`);
  return {
    folder,
    fresh,
    clinic: async () => {
      template ??= openedOnce(fresh());
      const copy = fresh();
      // A plain copy, as from a backup: Salle sees to the owner of what lies in it.
      await cp(await template, copy, { recursive: true });
      return copy;
    },
    [Symbol.asyncDispose]: async () => {
      await endPrograms();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

async function openedOnce(dataDir: string): Promise<string> {
  const program = openProgram({ env: { DATA_DIR: dataDir } });
  await program.ready();
  program.signal('SIGTERM');
  const { code } = await program.ended;
  if (code !== 0) throw new Error(`it did not end in order:\n${program.stdout()}${program.stderr()}`);
  return dataDir;
}
