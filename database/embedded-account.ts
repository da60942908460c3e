import { type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedError } from './embedded-error.ts';

/** Whom PostgreSQL runs as. `undefined` where it runs as ourselves, which it refuses only to root. */
export type Account = { uid: number; gid: number } | undefined;

/** Whoever owns the cluster keeps it; a new one, or one that root has restored, goes to the first of three users. */
export async function chooseAccount(cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(join(cluster, 'PG_VERSION')).catch(() => undefined); // none yet, or damaged: seen to later
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const passwd = await readFile('/etc/passwd', 'utf8');
  for (const name of ['salle', 'postgres', 'nobody']) {
    const [, uid, gid] = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(passwd) ?? [];
    if (uid !== undefined && uid !== '0') return { uid: Number(uid), gid: Number(gid) };
  }
  throw new EmbeddedError(
    'PostgreSQL refuses to run as root: add a user named salle (useradd --system salle), or start Salle as an ordinary user',
  );
}

/**
 * How PostgreSQL names the folder that it is started in. On Linux this magic link needs no right to enter the folders
 * above, so an unprivileged user can work under a 0700 /root; the name is short and ASCII whatever the real path is.
 */
export const workingFolder = (folder: string) => (process.platform === 'linux' ? '/proc/self/cwd' : folder);

/** Nothing of our environment: no secret reaches another user's process, and no PGDATA or PGPORT changes a setting. */
const environment = () => {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, LC_ALL: 'C', ...(process.platform === 'win32' && { SystemRoot, TEMP }) };
};

type Start = { account: Account; cwd: string; stdio: StdioOptions; detached?: boolean };

/** Node changes folder before it changes user, which is why `cwd` may lie where the account cannot enter. */
export const start = (command: string, args: string[], { account, ...options }: Start) =>
  spawn(command, args, { ...options, ...account, env: environment(), windowsHide: true });

/** Runs a program to its end. One that cannot even start rejects with the system's error. */
export async function run(command: string, args: string[], where: { account: Account; cwd: string; extra?: number[] }) {
  const { account, cwd, extra = [] } = where;
  const child = start(command, args, { account, cwd, stdio: ['ignore', 'pipe', 'pipe', ...extra] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { ok: status === 0, output };
}
