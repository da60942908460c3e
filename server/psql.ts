import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Embedded } from '#database/embedded.ts';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { promptForSql } from '#database/sql-prompt.ts';
import { CommandError, command } from './command.ts';
import { type Config, readConfig } from './platform/config.ts';

/**
 * `npm run psql`: asks the database of the clinic that runs here, as its owner. With `--as salle_app --role doctor
 * --account 5` it asks as the program does for that person, and sees what row-level security shows to them.
 */
const usage =
  'npm run psql takes --as ROLE, --role WORD and --account NUMBER: npm run psql -- --as salle_app --role admin';

await command(async () => {
  const frame = frameIn(process.argv.slice(2));
  await using cleanup = new AsyncDisposableStack();
  const connection = await connectionTo(readConfig(process.env), cleanup);
  const psql = onPath('psql');
  if (psql) await runPsql(psql, connection, frame);
  else {
    await promptForSql({
      connection: { ...connection, options: frame, ssl: false },
      input: process.stdin,
      output: process.stdout,
    });
  }
});

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** For whom is asked, as settings that a connection begins with: a role of PostgreSQL's, and what the policies read. */
function frameIn(args: string[]): string {
  const { as, role, account } = optionsIn(args);
  const settings = [
    ['role', as, /^\w+$/],
    ['app.role', role, /^[a-z]+$/],
    ['app.account', account, /^\d{1,10}$/],
  ] as const;
  return settings
    .filter(([, value]) => value !== undefined)
    .map(([name, value, form]) => {
      if (!form.test(value ?? '')) throw new CommandError(usage);
      return `-c ${name}=${value}`;
    })
    .join(' ');
}

function optionsIn(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, options: { as: text, role: text, account: text } }).values;
  } catch {
    throw new CommandError(usage);
  }
}

async function connectionTo(config: Config, cleanup: AsyncDisposableStack): Promise<Embedded['connection']> {
  if (config.databaseUrl) {
    throw new CommandError('DATABASE_URL is a PostgreSQL of your own: npm run psql is for the one that Salle brings');
  }
  const running = await connectionOfRunning(config.dataDir, cleanup);
  if (running) return running;
  throw new CommandError(`no Salle runs on DATA_DIR ${config.dataDir}: start it, and then ask again`);
}

/** By environment: whoever lists the machine's processes reads command lines, and no password. */
async function runPsql(psql: string, connection: Embedded['connection'], frame: string): Promise<void> {
  const { host, port, user, password, database } = connection;
  const env = {
    ...process.env,
    PGHOST: host,
    PGPORT: `${port}`,
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGOPTIONS: frame,
    PGSSLMODE: 'disable',
  };
  // Ctrl-C is for the statement under way, and psql's own affair.
  process.on('SIGINT', () => {});
  const child = spawn(psql, { env, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
