import type pg from 'pg';
import { channels } from '#contract/events.ts';
import { routes } from '#contract/routes.ts';
import { openAuditRoom } from './audit/room.ts';
import { bookingJobs, openBookingRoom } from './booking/room.ts';
import { openBroadcastingRoom, socketsElsewhere } from './broadcasting/room.ts';
import { clinicJobs, openClinicRoom } from './clinic/room.ts';
import { identityJobs, openIdentityRoom } from './identity/room.ts';
import { serveAsyncApi } from './platform/asyncapi.ts';
import { openBase } from './platform/base.ts';
import type { Config } from './platform/config.ts';
import { openDoor } from './platform/door.ts';
import { openHealthRoom } from './platform/health.ts';
import { allowedOrigins } from './platform/incoming/origin.ts';
import type { JobKind } from './platform/jobs.ts';
import { openKeysRoom } from './platform/keys.ts';
import { longestAnswer, newLeaving } from './platform/leaving.ts';
import type { Log } from './platform/log.ts';
import { openMetrics } from './platform/metrics.ts';
import { serveOpenApi } from './platform/openapi.ts';
import { servePages } from './platform/pages/pages.ts';
import { newReadings } from './platform/readings.ts';
import { mount, type Room, type Tie } from './platform/room.ts';
import { openSweeps } from './platform/sweeps.ts';
import { openWebServer, takePort } from './platform/web-server.ts';
import { openPresenceRoom, openSightRoom } from './presence/room.ts';
import { openScheduleRoom } from './schedule/room.ts';

/** Every kind of job, for whoever prepares the database. */
export const jobKinds: readonly JobKind[] = [...identityJobs, ...clinicJobs, ...bookingJobs];

/** For so long it is said that this process leaves, in milliseconds: to a proxy that leads people elsewhere; to whoever sends. */
const noticeToOthers = 1000;
const noticeAlone = 100;

export type Application = {
  /** where it answers, with the port that it got */
  address: string;
  adminLink(email: string): Promise<string>;
  /** whether a new start would not help: as `/healthz` tells it */
  isAlive(): boolean;
  /** new connections refused, answers under way finished, jobs handed back */
  close(): Promise<void>;
};

export type ApplicationOptions = {
  config: Config;
  connection: pg.PoolConfig;
  /** as whom jobs are taken from their queue */
  worker: pg.PoolConfig;
  secret: string;
  /** the built web pages; without them only the API answers */
  pages: string | undefined;
  mailFolder: string;
  /** DATA_DIR's own unless it is named */
  filesFolder?: string;
  log: Log;
  now?: () => Temporal.Instant;
  /** who has a tie with whom, beside those whom the rooms know of */
  ties?: readonly Tie[];
};

/** The only place that knows every room: it opens them from the ground up and hands each what it rests on. */
export async function openApplication(options: ApplicationOptions): Promise<Application> {
  const { config, log } = options;
  await using half = new AsyncDisposableStack();
  const https = config.publicUrl?.protocol === 'https:';
  const metrics = openMetrics();
  const connectTo = socketsElsewhere(config.broadcast);
  const hasOthers = config.redisUrl !== undefined || config.broadcast.kind === 'outside';
  const noticeMs = hasOthers ? noticeToOthers : noticeAlone;
  const leaving = newLeaving(noticeMs);
  const web = await openWebServer({
    log,
    metrics,
    trustProxy: config.trustProxy,
    https,
    connectTo,
    perNetwork: config.connectionsPerAddress,
    leaving,
  });
  half.defer(() => web.close());
  const port = await takePort(web, config);
  const origins = allowedOrigins(config, port.address);
  const base = await openBase({ ...options, address: config.publicUrl?.origin ?? port.address });
  half.defer(() => base.close());

  const identity = openIdentityRoom(base);
  const clinic = openClinicRoom(base, identity.face);
  const schedule = openScheduleRoom(base, clinic.face);
  const booking = openBookingRoom(base, { identity: identity.face, clinic: clinic.face, schedule: schedule.face });
  const audit = openAuditRoom(base);
  const rooms: readonly Room[] = [identity, clinic, schedule, booking, audit];
  for (const { close } of rooms) if (close) half.defer(close);

  const sight = openSightRoom([...rooms.flatMap(({ ties = [] }) => ties), ...(options.ties ?? [])], config.broadcast);
  const toSocket = (seconds: number) => metrics.observe('salle_fact_to_socket_seconds', {}, seconds);
  const sockets = await openBroadcastingRoom(base, {
    identity: identity.face,
    rooms: [...rooms, sight],
    origins,
    toSocket,
  });
  half.defer(() => sockets.close());
  // Only now is it sure that this process may serve the clinic.
  await clinic.face.settle();
  for (const room of rooms) await room.demo?.();
  const presence = await openPresenceRoom(base, sockets.face, sight.face);
  half.defer(() => presence.close());
  const degraded = () => [...sockets.face.degraded(), ...(base.clock.isOff() ? ['clock'] : [])];
  sockets.face.tellFigures(metrics);
  const health = openHealthRoom(base, { metrics, leaving, degraded });

  const add = openDoor(web, {
    origins,
    https,
    lookUp: identity.face.lookUp,
    lookUpLink: identity.face.callerLinks.lookUp,
    lookUpCaller: identity.face.lookUpCaller,
    noteReading: newReadings(base),
  });
  const mounting = { add, jobs: base.jobs, follow: sockets.face.follow, log, ending: half };
  const mounted: readonly Room[] = [health, openKeysRoom(base), ...rooms, sight, sockets, presence];
  for (const room of mounted) await mount(room, mounting);
  const sweeps = openSweeps(
    base.database,
    log,
    mounted.flatMap((room) => room.sweeps ?? []),
  );
  half.defer(() => sweeps.stop());
  await sockets.face.attach(web);
  await serveOpenApi(web, routes);
  await serveAsyncApi(web, channels);
  await servePages(web, options.pages);
  for (const room of rooms) await room.warm?.();

  await port.open();
  // Answers end before what they rest on does. The server itself is closed once the sockets on its port are.
  half.defer(async () => {
    setTimeout(() => base.database.shut(), noticeMs + longestAnswer).unref();
    void web.close();
    await leaving.begin();
    await leaving.answered();
    void base.jobs.stop(); // beside what ends next
  });
  const opened = half.move();
  return {
    address: port.address,
    adminLink: identity.face.adminLink,
    isAlive: health.face.isAlive,
    close: () => opened.disposeAsync(),
  };
}
