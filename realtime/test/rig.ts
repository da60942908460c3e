import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import PusherServer from 'pusher';
import PusherModule from 'pusher-js';
import { WebSocket } from 'ws';
import { openRealtime, type Realtime, type RealtimeOptions } from '../server.ts';
import type { AppSettings } from '../settings.ts';
import type { Grant, SignedMember } from '../signatures.ts';
import { signChannel, signUser } from '../signatures.ts';

// Under nodenext the types see a module where Node gives the class.
export const Pusher = PusherModule as unknown as typeof PusherModule.default;
export type Client = InstanceType<typeof Pusher>;

// pusher-js in Node leaves a timer of thirty seconds behind a refused connection: no test waits for it.
const { setTimeout: plainTimeout } = globalThis;
globalThis.setTimeout = Object.assign((...given: Parameters<typeof plainTimeout>) => {
  const timer = plainTimeout(...given);
  if ((given[1] ?? 0) >= 10_000) timer.unref();
  return timer;
}, plainTimeout);

export const app: AppSettings = { id: '1', key: 'the-key', secret: 'the-secret' };

type Permission = { member?: SignedMember; grant?: Grant };
type ClientOptions = {
  user?: { id: string; watchlist?: string[]; grant?: Grant };
  permit?: (channel: string, socketId: string) => Permission;
};

/** For tests: a server on a free port, and official clients that know nothing but host, port and key. */
export type Rig = {
  readonly realtime: Realtime;
  readonly port: number;
  readonly logged: [string, Record<string, unknown>][];
  client(options?: ClientOptions): Client;
  /** a socket without any library's manners */
  raw(path?: string, headers?: Record<string, string>): Raw;
  sdk(): PusherServer;
  close(): Promise<void>;
};

/** A test that fails leaves its rig open; the file must end all the same. */
const open = new Set<Rig>();
after(async () => {
  for (const rig of open) await rig.close();
});

export async function openRig(options: Partial<RealtimeOptions> = {}): Promise<Rig> {
  const logged: Rig['logged'] = [];
  const log = (event: string, fields: Record<string, unknown>) => void logged.push([event, fields]);
  const realtime = openRealtime({ apps: [app], log, ...options });
  const { id: appId, key, secret } = options.apps?.[0] ?? app;
  const http = createServer((request, response) => {
    if (!realtime.handleHttp(request, response)) response.writeHead(404).end();
  });
  realtime.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const clients: Client[] = [];
  const raws: Raw[] = [];
  const rig: Rig = {
    realtime,
    port,
    logged,
    client({ user, permit = () => ({}) } = {}) {
      const client = new Pusher(key, {
        wsHost: '127.0.0.1',
        wsPort: port,
        forceTLS: false,
        enabledTransports: ['ws'],
        cluster: '',
        disableStats: true,
        channelAuthorization: {
          transport: 'ajax',
          endpoint: '',
          customHandler: ({ socketId, channelName }, done) =>
            done(
              null,
              signChannel({ key, secret }, { socketId, channel: channelName, ...permit(channelName, socketId) }),
            ),
        },
        userAuthentication: {
          transport: 'ajax',
          endpoint: '',
          customHandler: ({ socketId }, done) =>
            user
              ? done(null, signUser({ key, secret }, socketId, user))
              : done(new Error('nobody is signed in'), { auth: '', user_data: '' }),
        },
      });
      clients.push(client);
      return client;
    },
    raw(path = `/app/${key}?protocol=7`, headers = {}) {
      const raw = new Raw(new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers }));
      raws.push(raw);
      return raw;
    },
    sdk: () => new PusherServer({ appId, key, secret, host: '127.0.0.1', port: String(port), useTLS: false }),
    async close() {
      if (!open.delete(rig)) return;
      for (const client of clients) client.disconnect();
      for (const raw of raws) raw.socket.terminate();
      await realtime.close({ spread: 0 });
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  open.add(rig);
  return rig;
}

export type Heard = { event: string; channel?: string; data: unknown; user_id?: string };

/** Says what it is told to, and remembers what it hears. */
export class Raw {
  readonly socket: WebSocket;
  readonly heard: Heard[] = [];
  closed: { code: number; reason: string } | undefined;
  failed: string | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.heard.push(JSON.parse(data.toString())));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', (error) => {
      this.failed = error.message;
    });
  }

  async id(): Promise<string> {
    const { data } = await this.hears('pusher:connection_established');
    return JSON.parse(String(data)).socket_id;
  }

  say(event: string, data: unknown, channel?: string): void {
    this.socket.send(JSON.stringify({ event, data, channel }));
  }

  async subscribe(channel: string, permission: Permission = {}): Promise<Heard> {
    const socketId = await this.id();
    this.say('pusher:subscribe', { channel, ...signChannel(app, { socketId, channel, ...permission }) });
    return until(`an answer for ${channel}`, () =>
      this.heard.find((one) => one.channel === channel && /subscription_(succeeded|error)/.test(one.event)),
    );
  }

  hears(event: string, channel?: string): Promise<Heard> {
    return until(`${event} on ${channel ?? 'the connection'}`, () =>
      this.heard.find((one) => one.event === event && (channel === undefined || one.channel === channel)),
    );
  }

  isClosed(): Promise<{ code: number; reason: string }> {
    return until('the end of the connection', () => this.closed);
  }

  /** Everything that was said to it until now has come. */
  async settled(): Promise<void> {
    const pongs = () => this.heard.filter((one) => one.event === 'pusher:pong').length;
    const before = pongs();
    this.say('pusher:ping', {});
    await until('a pong', () => pongs() > before);
  }
}

/** In milliseconds, for a machine that does much else. */
const patience = 60_000;

/** Waits on a condition, never for a time. */
export async function until<T>(what: string, condition: () => T | undefined | false | null): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    const met = condition();
    if (met) return met;
    if (Date.now() > end) throw new Error(`never seen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** The next event of a pusher-js channel or connection. */
export function next<T = unknown>(
  from: { bind(event: string, hear: (data: T) => void): unknown },
  event: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`never heard: ${event}`)), patience);
    from.bind(event, (data) => {
      clearTimeout(timer);
      resolve(data);
    });
  });
}
