import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EmbeddedError } from './embedded-error.ts';

const SQLITE_BUSY = 5;

/**
 * Holds DATA_DIR for this Salle until disposed of. SQLite is here for its lock alone: the kernel releases it with the
 * process, however that ends, and SQLite sees a second holder in the same process too, which plain fcntl does not.
 * Nothing else in this process may open and close the file: that would drop the lock.
 */
export function lockDataDir(dataDir: string): Disposable {
  const file = join(dataDir, 'lock');
  const database = open(file, dataDir);
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw unusable(dataDir, error);
    throw new EmbeddedError(`DATA_DIR ${dataDir} is in use by another Salle${holder(file)}`, { cause: error });
  }
  return { [Symbol.dispose]: () => database.close() };
}

function open(file: string, dataDir: string): DatabaseSync {
  try {
    return new DatabaseSync(file);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

const unusable = (dataDir: string, cause: unknown) =>
  new EmbeddedError(`DATA_DIR ${dataDir} cannot be locked (${(cause as Error).message}): may this user write there?`, {
    cause,
  });

/** Linux tells who holds a lock; elsewhere, and across containers, the pid stays unsaid. */
function holder(file: string): string {
  if (process.platform !== 'linux') return '';
  const { ino } = statSync(file, { bigint: true });
  const pid = new RegExp(`POSIX +ADVISORY +WRITE (\\d+) \\S+:${ino} `).exec(readFileSync('/proc/locks', 'utf8'))?.[1];
  return pid === undefined ? '' : ` (process ${pid})`;
}
