import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Echo from 'laravel-echo';
import PusherServer from 'pusher';
import { WebSocket } from 'ws';
import { authenticateUser, authorizeChannel, readRealtimeConfig } from '#contract/broadcasting.ts';
import { readMe } from '#contract/clinic.ts';
import { type Client, Pusher, Raw } from '#realtime/test/rig.ts';
import { type Application, openApplication } from '#server/app.ts';
import { readConfig } from '#server/platform/config.ts';
import { openLog } from '#server/platform/log.ts';
import { type BootOptions, bootApplication, type TestApplication, type Who } from '#test/application.ts';
import { newClient } from '#test/client.ts';
import { asProgram, testSecret } from '#test/cluster.ts';

/** The application's own credentials, as a program of the clinic's is given them. */
export const credentials = { id: '4711', key: 'clinic-key', secret: 'clinic-secret' };
export const ownApp = {
  PUSHER_APP_ID: credentials.id,
  PUSHER_APP_KEY: credentials.key,
  PUSHER_APP_SECRET: credentials.secret,
};

/** How a program signs for itself, instead of asking the clinic. */
type Sign = (socketId: string, channel: string) => PusherServer.ChannelAuthResponse;

/** The running clinic as programs see it that we have not written: through its port, with the official clients. */
export type Outsiders = {
  application: TestApplication;
  /** pusher-js, given host, port and key, and where the contract says that channels are authorised */
  pusher(who?: Who, more?: { address?: string; token?: string; sign?: Sign }): Promise<Client>;
  echo(who?: Who, sign?: Sign): Promise<Echo<'pusher'>>;
  /** a socket without any library's manners */
  raw(headers?: Record<string, string>, address?: string): Raw;
  sdk(): PusherServer;
  accountOf(who: Who): Promise<number>;
  close(): Promise<void>;
};

export async function openOutsiders({ env, ...boot }: BootOptions = {}): Promise<Outsiders> {
  const application = await bootApplication({ demo: true, ...boot, env: { ...ownApp, ...env } });
  const clients: Client[] = [];
  const raws: Raw[] = [];

  const pusher: Outsiders['pusher'] = async (who, { address = application.address, ...more } = {}) => {
    const client = await openPusher(address, who ? { token: await application.tokenOf(who), ...more } : more);
    clients.push(client);
    return client;
  };

  return {
    application,
    pusher,
    echo: async (who, sign) => new Echo({ broadcaster: 'pusher', client: await pusher(who, sign ? { sign } : {}) }),
    raw: (headers = {}, address = application.address) => {
      const url = `${address.replace('http', 'ws')}/app/${credentials.key}?protocol=7`;
      const raw = new Raw(new WebSocket(url, { headers }));
      raws.push(raw);
      return raw;
    },
    sdk: () => newSdk(application.address),
    accountOf: async (who) => (await application.as(who).ask(readMe)).data.user.id,
    close: async () => {
      for (const client of clients) client.disconnect();
      for (const { socket } of raws) socket.terminate();
      await application.close();
    },
  };
}

/** pusher-js for the clinic at this address, with nothing but what it tells everybody. */
export async function openPusher(
  address: string,
  { token, sign }: { token?: string; sign?: Sign } = {},
): Promise<Client> {
  const { data } = await newClient(address, () => ({})).ask(readRealtimeConfig);
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  return new Pusher(data.key, {
    cluster: data.cluster,
    wsHost: data.host,
    wsPort: data.port,
    forceTLS: data.forceTLS,
    channelAuthorization: {
      transport: 'ajax',
      endpoint: address + authorizeChannel.path,
      headers,
      ...(sign && { customHandler: ({ socketId, channelName }, done) => done(null, sign(socketId, channelName)) }),
    },
    userAuthentication: { transport: 'ajax', endpoint: address + authenticateUser.path, headers },
  });
}

/** Another process of the same clinic, on the same database. */
export async function openBeside(
  { connection }: Pick<TestApplication, 'connection'>,
  env: Record<string, string> = {},
): Promise<Application> {
  await using half = new AsyncDisposableStack();
  const mailFolder = await mkdtemp(join(tmpdir(), 'salle-beside-'));
  half.defer(() => rm(mailFolder, { recursive: true, force: true }));
  const application = await openApplication({
    config: readConfig({ PORT: '0', SALLE_DEMO: '1', ...ownApp, ...env }),
    ...asProgram(connection),
    secret: testSecret,
    pages: undefined,
    mailFolder,
    log: openLog({ level: 'error', destination: { write: () => {} } }),
  });
  half.defer(() => application.close());
  const all = half.move();
  return { ...application, close: () => all.disposeAsync() };
}

/** The official server SDK with the application's own credentials. */
export function newSdk(address: string): PusherServer {
  const { id: appId, key, secret } = credentials;
  const { hostname: host, port } = new URL(address);
  return new PusherServer({ appId, key, secret, host, port, useTLS: false });
}

/** Everything that a channel says, the protocol's own words left out. */
export function record(channel: {
  bind_global(hear: (event: string, data: unknown) => void): unknown;
}): [event: string, data: unknown][] {
  const heard: [string, unknown][] = [];
  channel.bind_global((event, data) => void (event.startsWith('pusher:') || heard.push([event, data])));
  return heard;
}

export function assertFact(data: unknown): asserts data is { event_id: string; occurred_at: string } {
  const { event_id, occurred_at } = data as Record<string, unknown>;
  assert.match(String(event_id), /^\d{18}$/);
  assert.ok(Math.abs(Date.parse(String(occurred_at)) - Date.now()) < 60_000);
}
