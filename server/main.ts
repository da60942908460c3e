import { join } from 'node:path';
import { EmbeddedError } from '#database/embedded.ts';
import { MigrationError, migrate } from '#database/migrate.ts';
import { ensureBuilt } from '../web/build.ts';
import { type Application, jobKinds, openApplication } from './app.ts';
import { ClinicError } from './clinic/clinic.ts';
import { openGround } from './ground.ts';
import { type Config, ConfigError, readConfig } from './platform/config.ts';
import { installJobs } from './platform/jobs.ts';
import { openLog } from './platform/log.ts';
import { requireFreePort } from './platform/port.ts';
import { newSupervisor } from './supervisor.ts';
import { wishToEnd } from './wish-to-end.ts';

/** Ends even a stop that hangs: a supervisor's patience is shorter than a stuck socket's. */
const longestStop = 4500;
/** Somebody else serves the pages, as `npm run dev` does. */
const withoutPages = process.argv.includes('--without-pages');

try {
  await start(readConfig(process.env));
} catch (error) {
  if (!isForAPerson(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
// Whoever still builds the pages builds them for nobody.
process.exit();

async function start(config: Config): Promise<void> {
  const log = openLog(config.logLevel ? { level: config.logLevel } : {});
  const note = (line: string) => log.info({ event: 'start', msg: line });
  const stopping = wishToEnd();
  const supervisor = newSupervisor(process.env, (line) => log.warn({ event: 'supervisor_not_told', msg: line }));
  await requireFreePort(config);
  // The pages are built while the database starts: on a new machine both take seconds.
  const building = withoutPages ? Promise.resolve(undefined) : ensureBuilt({ note });
  building.catch(() => {}); // told where it is waited for
  const ground = await openGround(config, note);
  let application: Application | undefined;
  try {
    const pages = await Promise.race([building, stopping.then(() => null)]);
    if (pages === null) return;
    await migrate({ connection: ground.owner, members: ground.members });
    await installJobs(ground.owner, jobKinds);
    application = await openApplication({
      config,
      connection: ground.program,
      worker: ground.worker,
      secret: ground.secret,
      pages,
      mailFolder: join(config.dataDir, 'mail'),
      log,
    });
    supervisor.ready(application.isAlive);
    process.stdout.write(`Salle is open: ${config.publicUrl?.origin ?? application.address}\n`);
    await stopping;
    note('closing');
    supervisor.stopping();
  } finally {
    setTimeout(() => process.exit(1), longestStop).unref();
    await application?.close();
    await ground.close();
  }
}

/** What whoever starts Salle can mend: told in one line. Everything else is a fault of ours, and keeps its stack. */
function isForAPerson(error: unknown): error is Error {
  return [ConfigError, EmbeddedError, MigrationError, ClinicError].some((kind) => error instanceof kind);
}
