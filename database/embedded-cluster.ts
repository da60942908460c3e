import { randomBytes } from 'node:crypto';
import { chmod, chown, lchown, mkdtemp, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Account, run, workingFolder } from './embedded-account.ts';
import type { Binaries } from './embedded-binaries.ts';
import { EmbeddedError, lastWords } from './embedded-error.ts';

/** A data folder of PostgreSQL's, and the password of its owner `salle`. */
export type Cluster = { folder: string; password: string; account: Account };

type Making = { account: Account; binaries: Binaries; fast: boolean; note: (line: string) => void };

/** How a cluster begins to be called that is not whole: whatever bears the name counts for nothing. */
export const UNFINISHED = 'postgres-new-';

/** The cluster in DATA_DIR, made where there is none. */
export async function openCluster(dataDir: string, making: Making): Promise<Cluster> {
  const { account, binaries } = making;
  const folder = join(dataDir, 'postgres');
  const version = await clusterVersion(folder);
  if (version === undefined) return { folder, account, password: await makeCluster(dataDir, folder, making) };
  if (version !== binaries.major) {
    throw new EmbeddedError(
      `${folder} was written by PostgreSQL ${version}, and this Salle brings ${binaries.major}: ` +
        `dump it with a Salle that brings ${version}, or start that one`,
    );
  }
  const password = await keptPassword(dataDir);
  await restoreRights(folder, account);
  return { folder, account, password };
}

async function clusterVersion(folder: string): Promise<string | undefined> {
  const found = await ifThere(readdir(folder));
  if (found === undefined || found.length === 0) return undefined;
  const version = await ifThere(readFile(join(folder, 'PG_VERSION'), 'utf8'));
  if (version !== undefined) return version.trim();
  throw new EmbeddedError(`${folder} is neither empty nor a PostgreSQL data folder: move it away`);
}

/** Made aside and renamed when whole, so that a start which was killed half way leaves nothing that the next trusts. */
async function makeCluster(dataDir: string, folder: string, { account, binaries, fast, note }: Making) {
  note('creating the database…');
  await removeUnfinished(dataDir);
  const password = randomBytes(24).toString('base64url');
  await writePassword(join(dataDir, 'postgres-password'), password);

  const made = await mkdtemp(join(dataDir, UNFINISHED));
  const passwordFile = `${made}.password`;
  try {
    await writePassword(passwordFile, password);
    if (account !== undefined) for (const path of [made, passwordFile]) await chown(path, account.uid, account.gid);
    await initdb(made, passwordFile, account, binaries, fast);
    await rename(made, folder);
    await flush(dataDir);
  } finally {
    await removeUnfinished(dataDir);
  }
  return password;
}

async function initdb(folder: string, passwordFile: string, account: Account, binaries: Binaries, fast: boolean) {
  // Its own open file, since the account may be unable to enter DATA_DIR. Elsewhere than on Linux, nobody is root.
  await using file = await open(passwordFile, 'r');
  const pwfile = process.platform === 'linux' ? '/proc/self/fd/3' : passwordFile;
  const args = ['-D', workingFolder(folder), '--username=salle', `--pwfile=${pwfile}`, '--auth=scram-sha-256'];
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--data-checksums', '--no-instructions', ...(fast ? ['--no-sync'] : []));
  const { ok, output } = await run(join(binaries.bin, 'initdb'), args, { account, cwd: folder, extra: [file.fd] });
  if (!ok) throw new EmbeddedError(`the database could not be created: ${lastWords(output)}`);
}

async function writePassword(file: string, password: string): Promise<void> {
  await rm(file, { force: true });
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(`${password}\n`);
  await handle.sync();
}

/** What a killed start has left. Its initdb may write for a moment longer, until its pipe to us breaks: hence retries. */
async function removeUnfinished(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith(UNFINISHED)) continue;
    await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

async function keptPassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres-password');
  const password = (await ifThere(readFile(file, 'utf8')))?.trim();
  if (password) return password;
  throw new EmbeddedError(`${file} is missing: it belongs to ${join(dataDir, 'postgres')}, restore both together`);
}

/** A restored copy may have lost the owner and the mode that PostgreSQL insists on. */
async function restoreRights(folder: string, account: Account): Promise<void> {
  const { uid, mode } = await stat(folder);
  if ((mode & 0o777) !== 0o700) await chmod(folder, 0o700);
  if (account === undefined || uid === account.uid) return;
  for (const name of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, name), account.uid, account.gid);
  }
  await chown(folder, account.uid, account.gid); // last: an interrupted start begins again
}

async function flush(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // folders cannot be opened there
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
