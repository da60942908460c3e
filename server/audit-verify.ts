import { connectionOfRunning } from '#database/embedded-running.ts';
import { type Noted, verify } from './audit/audit.ts';
import { CommandError, command, tell } from './command.ts';
import { openGround } from './ground.ts';
import { type Config, readConfig } from './platform/config.ts';
import { openDatabase } from './platform/database.ts';
import { openLog } from './platform/log.ts';

/**
 * `npm run audit:verify`: whether the audit log is as it was sealed, beside the clinic that runs here or without it. With an end that
 * somebody noted, `-- NUMBER:HASH`, also whether it is still the same log.
 */
const usage = 'npm run audit:verify takes an end that was noted: npm run audit:verify -- 1234:HASH';

await command(async () => {
  const noted = notedIn(process.argv.slice(2));
  await using cleanup = new AsyncDisposableStack();
  const log = openLog({ level: 'warn', destination: process.stderr });
  const database = openDatabase({ connection: await connectionFor(readConfig(process.env), cleanup), size: 1, log });
  cleanup.defer(() => database.close());
  const { head, rows, faults } = await verify(database, noted);
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(`${rows} rows, sealed at ${head.sealed_at}; the end to note: ${head.number}:${head.hash}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else tell('The audit log is as it was sealed.');
});

function notedIn([words, ...more]: string[]): Noted | undefined {
  if (words === undefined) return undefined;
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(words) ?? [];
  if (number === undefined || hash === undefined || more.length > 0) throw new CommandError(usage);
  return { number: Number(number), hash: hash.toLowerCase() };
}

async function connectionFor(config: Config, cleanup: AsyncDisposableStack) {
  const running = config.databaseUrl ? undefined : await connectionOfRunning(config.dataDir, cleanup);
  if (running) return { ...running, ssl: false };
  const ground = await openGround(config, tell);
  cleanup.defer(() => ground.close());
  return ground.program;
}
