import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { loginsOf } from '#database/embedded-logins.ts';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { migrate } from '#database/migrate.ts';
import { jobKinds } from './app.ts';
import { openClinic } from './clinic/clinic.ts';
import { CommandError, command, tell } from './command.ts';
import { type Ground, keptSecret, openGround } from './ground.ts';
import { openIdentity } from './identity/identity.ts';
import { openBase } from './platform/base.ts';
import { type Config, readConfig } from './platform/config.ts';
import { installJobs } from './platform/jobs.ts';
import { openLog } from './platform/log.ts';
import { Refusal } from './platform/refusal.ts';

const log = openLog({ level: 'warn', destination: process.stderr });

await command(async () => {
  const email = addressIn(process.argv.slice(2));
  const link = await linkFor(email, readConfig(process.env));
  tell(`Opens within 24 hours, once: it sets the password of ${email}, an admin of this clinic.`);
  process.stdout.write(`${link}\n`);
});

function addressIn([email = '', ...more]: string[]): string {
  if (more.length === 0 && email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) return email.toLowerCase();
  throw new CommandError('npm run admin needs one e-mail address: npm run admin -- someone@example.org');
}

async function linkFor(email: string, config: Config): Promise<string> {
  await using cleanup = new AsyncDisposableStack();
  const ground = await groundBeside(config, cleanup);
  const base = await openBase({
    config,
    connection: ground.program,
    worker: ground.worker,
    secret: ground.secret,
    address: originOf(config),
    mailFolder: join(config.dataDir, 'mail'),
    log,
    size: 2,
  });
  cleanup.defer(() => base.close());
  const identity = openIdentity(base);
  openClinic(base, identity); // a new account's person or doctor is made with it
  try {
    return await identity.adminLink(email);
  } catch (error) {
    throw sentence(error, email);
  }
}

/** The database of the Salle that runs here; where none does, started for this moment and brought up to date. */
async function groundBeside(
  config: Config,
  cleanup: AsyncDisposableStack,
): Promise<Pick<Ground, 'program' | 'worker' | 'secret'>> {
  const running = config.databaseUrl ? undefined : await connectionOfRunning(config.dataDir, cleanup);
  if (running) return { ...loginsOf(running), secret: config.secret ?? (await keptSecret(config.dataDir)) };
  const ground = await openGround(config, tell);
  cleanup.defer(() => ground.close());
  await migrate({ connection: ground.owner, members: ground.members });
  await installJobs(ground.owner, jobKinds);
  return ground;
}

/** A server that listens everywhere is reached from this machine by this machine's name. */
function originOf({ publicUrl, host, port }: Config): string {
  if (publicUrl) return publicUrl.origin;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`;
}

function sentence(error: unknown, email: string): unknown {
  if (!(error instanceof Refusal)) return error;
  if (error.code === 'forbidden') {
    return new CommandError(
      `this clinic has an admin, and ${email} is not one: an admin gives that right in the pages`,
    );
  }
  if (error.code === 'email_taken') {
    return new CommandError(`${email} is a doctor's account or a retired one: an admin needs another address`);
  }
  return error;
}
