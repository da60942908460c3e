import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { openEmbedded } from '#database/embedded.ts';
import { removeFrom } from '#database/embedded-removal.ts';
import { CommandError, command, tell } from './command.ts';
import { hasClinic, type Inhabitants, inhabitants } from './demo-reset.sql.ts';
import { type Config, isDemoAsked, readConfig } from './platform/config.ts';

/** `npm run demo:reset`: removes a demo clinic, of this Salle's or of an earlier one, so that the next start makes it anew. */
const parts = ['postgres', 'postgres-password', 'postgres.log', 'postgres.log.1', 'secret', 'mail', 'files'];

await command(async () => {
  const isSure = wasSure(process.argv.slice(2));
  const config = readConfig(process.env);
  const { dataDir } = config;
  requireEmbedded(config);
  // It runs while the question waits, so that nobody else comes to DATA_DIR in the meantime.
  const database = await openEmbedded({ dataDir, note: tell });
  try {
    const { accounts, strangers } = await requireDemo(database.connection, dataDir);
    const there = parts.filter((name) => existsSync(join(dataDir, name)));
    tell(`This removes the demo clinic in ${dataDir}, with ${accounts} accounts and all that they have written:`);
    if (strangers > 0) tell(`${strangers} of these accounts are not the demo's own, but were made by somebody since.`);
    tell(`  ${there.join(', ')}`);
    if (!isSure && !(await isYes('Remove it? yes or no: '))) throw new CommandError('nothing was removed');
  } finally {
    await database.stop();
  }
  await removeFrom(dataDir, parts);
  tell(`Removed. The next start makes the demo anew: ${startOf(config)}`);
});

function wasSure(args: string[]): boolean {
  if (args.some((arg) => arg !== '--yes')) throw new CommandError('npm run demo:reset takes --yes, and nothing else');
  return args.length > 0;
}

function requireEmbedded({ databaseUrl, dataDir }: Config): void {
  if (databaseUrl) {
    throw new CommandError(
      'DATABASE_URL is a PostgreSQL of your own: npm run demo:reset removes only what Salle brings',
    );
  }
  if (!existsSync(join(dataDir, 'postgres'))) {
    throw new CommandError(`there is no database in DATA_DIR ${dataDir}: npm start makes one`);
  }
}

/** As the owner and without migrating: it may be of a Salle whose tables this one does not know. */
async function requireDemo(connection: pg.ClientConfig, dataDir: string): Promise<Inhabitants> {
  const client = new pg.Client({ ...connection, ssl: false });
  await client.connect();
  try {
    const { rows: found } = await client.query<{ hasClinic: boolean }>(hasClinic);
    const { rows } = found[0]?.hasClinic ? await client.query<Inhabitants>(inhabitants) : { rows: [] };
    if (rows[0]?.isDemo) return rows[0];
    throw new CommandError(`what lies in DATA_DIR ${dataDir} is no demo clinic: nothing was removed`);
  } finally {
    await client.end();
  }
}

/** Whoever cannot answer has not said yes. */
async function isYes(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  process.stderr.write(question);
  for await (const answer of lines) return /^y(es)?$/i.test(answer.trim());
  tell('');
  return false;
}

function startOf(config: Config): string {
  const folder = process.env.DATA_DIR ? [`DATA_DIR=${process.env.DATA_DIR}`] : [];
  const setting = isDemoAsked(config) ? [] : ['SALLE_DEMO=1'];
  return [...folder, ...setting, 'npm start'].join(' ');
}
