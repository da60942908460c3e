import { join } from 'node:path';
import type pg from 'pg';
import { readMe } from '#contract/clinic.ts';
import { routes } from '#contract/routes.ts';
import { afterBookingRoutes, bookingRoutes } from './booking/booking.routes.ts';
import { afterBookingJobs, bookersRoutes, openAfterBooking, openBooking } from './booking/booking.ts';
import { seedAppointments } from './booking/demo/demo.ts';
import { broadcastingChannels } from './broadcasting/broadcasting.live.ts';
import { broadcastingRoutes, protocolRoutes } from './broadcasting/broadcasting.routes.ts';
import { broadcastingSweep, openBroadcasting, socketsElsewhere } from './broadcasting/broadcasting.ts';
import { clinicChannels } from './clinic/clinic.live.ts';
import { clinicRoutes } from './clinic/clinic.routes.ts';
import { type ClinicRoom, openClinic } from './clinic/clinic.ts';
import { seedDemo } from './clinic/demo.ts';
import { identityChannels } from './identity/identity.live.ts';
import { identityRoutes } from './identity/identity.routes.ts';
import { type Identity, identityJobs, identitySweep, openIdentity } from './identity/identity.ts';
import { linkJob } from './identity/links.ts';
import { signInOf } from './platform/browser.ts';
import type { Config } from './platform/config.ts';
import { type Database, openDatabase, system } from './platform/database.ts';
import { openDoor } from './platform/door.ts';
import { type Facts, unheard } from './platform/facts.ts';
import { healthRoutes } from './platform/health.ts';
import { sweepKeys } from './platform/idempotency.ts';
import { type JobKind, type Jobs, startJobs } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import { type MailDoor, openMail } from './platform/mail.ts';
import { openMetrics } from './platform/metrics.ts';
import { serveOpenApi } from './platform/openapi.ts';
import { servePages } from './platform/pages.ts';
import { rounds } from './platform/rounds.ts';
import { openStorage } from './platform/storage.ts';
import { openWebServer } from './platform/web-server.ts';
import { presenceChannels } from './presence/presence.live.ts';
import { presenceRoutes } from './presence/presence.routes.ts';
import { openPresence, type Tie } from './presence/presence.ts';
import { demoHours } from './schedule/demo.ts';
import { scheduleRoutes } from './schedule/schedule.routes.ts';
import { openSchedule } from './schedule/schedule.ts';

/** How late a hold that nobody came back for is let go. */
const sweepRestMs = 2000;
const keySweep: JobKind = { name: 'platform.sweep', retryLimit: 2 };
/** Every kind of job, for whoever prepares the database. */
export const jobKinds: readonly JobKind[] = [keySweep, broadcastingSweep, ...identityJobs, ...afterBookingJobs];

export type Application = {
  /** where it answers, with the port that it got */
  address: string;
  adminLink(email: string): Promise<string>;
  /** new connections refused, answers under way finished, jobs handed back */
  close(): Promise<void>;
};

export type ApplicationOptions = {
  config: Config;
  connection: pg.PoolConfig;
  secret: string;
  /** the built web pages; without them only the API answers */
  pages: string | undefined;
  mailFolder: string;
  /** DATA_DIR's own unless it is named */
  filesFolder?: string;
  log: Log;
  now?: () => Temporal.Instant;
  /** who else has a tie with whom, beside those whom the rooms know of */
  ties?: readonly Tie[];
};

/** The only place that knows every room: it opens them from the ground up and hands each what it rests on. */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const { config, connection, log } = options;
  await using half = new AsyncDisposableStack();
  const https = config.publicUrl?.protocol === 'https:';
  const metrics = openMetrics();
  const database = openDatabase({ connection, size: config.databaseUrl ? 12 : 24, log });
  half.defer(() => database.close());
  const jobs = await startJobs(connection, log);
  half.defer(() => jobs.stop());
  const web = await openWebServer({
    log,
    metrics,
    trustProxy: config.trustProxy,
    https,
    connectTo: socketsElsewhere(config.broadcast),
  });
  half.defer(() => web.close());

  const own = { address: '' };
  const address = () => config.publicUrl?.origin ?? own.address;
  const mail = openMail({ smtpUrl: config.smtpUrl, folder: options.mailFolder, from: senderOf(config) });
  const origins = new Set<string>(config.allowedOrigins);
  const broadcasting = await openBroadcasting({
    ...{ config, connection, database, secret: options.secret, log, origins },
    whoComes: async (cookies) => {
      const token = signInOf(cookies);
      return token === undefined ? undefined : identity.lookUp(token);
    },
    whoHolds: (signInId) => identity.holderOf(signInId),
    rules: () => [
      ...[...broadcastingChannels, ...identityChannels, ...presenceChannels(presence.maySee)],
      ...clinicChannels(clinic.doctors.idOf),
    ],
  });
  half.defer(() => broadcasting.close());
  const { facts } = broadcasting;
  const { clinic, identity } = openRooms({ config, secret: options.secret, database, jobs, mail, facts, log, address });

  await clinic.settle({ timezone: config.timezone, isDemo: demoAsked(config) });
  const now = options.now ?? Temporal.Now.instant;
  const schedule = openSchedule({ database, facts, now });
  await seedDemo({ database, identity, clinic, now, doctorAdded: demoHours(schedule) });
  await identity.closeDemo();
  const { termsOf } = schedule;
  const bookingOn = { database, doctors: clinic.doctors, lookUp: identity.lookUp, termsOf };
  const booking = openBooking({ ...bookingOn, facts, log, now });
  const before = openBooking({
    ...bookingOn,
    facts: unheard,
    log: log.child({}, { level: 'warn' }),
    now: daysAgo(now),
  });
  await seedAppointments({ database, before, termsOf, now });
  const storage = openStorage({ url: config.filesUrl, folder: options.filesFolder ?? join(config.dataDir, 'files') });
  const after = openAfterBooking({
    ...{ database, facts, jobs, mail, storage, termsOf, now, address, sender: senderAddress(config) },
    secret: options.secret,
  });

  const presence = await openPresence({
    ...{ database, log, now, tell: broadcasting.tell, isBlind: broadcasting.outside !== undefined },
    ties: [booking.ties, ...(options.ties ?? [])],
  });
  half.defer(() => presence.close());
  broadcasting.observe(presence.observer);

  const add = openDoor(web, {
    origins,
    https,
    lookUp: (token, route) => {
      if (route === readMe) return clinic.lookUpMe(token);
      return bookersRoutes.has(route) ? booking.lookUpBooker(token) : identity.lookUp(token);
    },
  });
  healthRoutes(add, { database, metrics, degraded: () => broadcasting.degraded() });
  broadcastingRoutes(add, { broadcasting, database, publicUrl: config.publicUrl });
  identityRoutes(add, { identity, database, mail });
  clinicRoutes(add, { clinic, database });
  scheduleRoutes(add, { schedule, database });
  bookingRoutes(add, { booking });
  afterBookingRoutes(add, { after });
  presenceRoutes(add, { presence });
  await protocolRoutes(web, broadcasting);
  broadcasting.attach(web.server);
  await serveOpenApi(web, routes);
  await servePages(web, options.pages);

  await jobs.work(linkJob, ({ link }) => identity.sendLink(String(link)));
  await jobs.daily(identitySweep, () => identity.sweep());
  await jobs.daily(broadcastingSweep, () => broadcasting.sweep());
  await jobs.daily(keySweep, () => database.transaction(system, sweepKeys));

  await after.start(broadcasting.follow);
  const sweeping = rounds('booking.sweep', sweepRestMs, log, booking.sweep);
  half.defer(() => sweeping.stop());

  own.address = await web.listen({ port: config.port, host: config.host });
  for (const origin of [config.publicUrl?.origin, ...ownOrigins(own.address)])
    if (origin && !config.allowedOrigins) origins.add(origin);
  const opened = half.move();
  return { address: own.address, adminLink: identity.adminLink, close: () => opened.disposeAsync() };
}

export type RoomsOptions = {
  config: Config;
  secret: string;
  database: Database;
  jobs: Jobs;
  mail: MailDoor;
  facts: Facts;
  log: Log;
  /** where people find the clinic */
  address: () => string;
};

/** The rooms themselves, without a way in from outside: what the web server and a command at the terminal stand on. */
export function openRooms({ config, ...ground }: RoomsOptions): { clinic: ClinicRoom; identity: Identity } {
  const demoIsOpen = config.demo ?? (config.isLoopback && !config.publicUrl);
  // Identity tells the clinic of accounts, the clinic stands on identity: each asks for the other when it needs it.
  const clinic = openClinic({ ...ground, demoIsOpen, identity: () => identity });
  const clinicName = async () => (await clinic.read()).name;
  const identity: Identity = openIdentity({ ...ground, clinicName, demoIsOpen, listener: clinic.listener });
  return { clinic, identity };
}

/** Only a clinic of one's own, on one's own machine, is filled with invented people without being asked. */
function demoAsked(config: Config): boolean {
  return config.demo ?? (!config.databaseUrl && config.isLoopback && !config.publicUrl);
}

/** What the demo books of its past is booked then. */
function daysAgo(now: () => Temporal.Instant): () => Temporal.Instant {
  return () => now().subtract({ hours: 24 * 20 });
}

/** A person on this machine types any of its names. */
function ownOrigins(address: string): string[] {
  const { port, origin } = new URL(address);
  return [origin, ...['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}`)];
}

function senderOf(config: Config): string {
  return `Salle <${senderAddress(config)}>`;
}

function senderAddress(config: Config): string {
  return `no-reply@${config.publicUrl?.hostname ?? 'salle.localhost'}`;
}
