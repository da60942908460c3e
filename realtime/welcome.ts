import { randomInt } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Application } from './application.ts';
import type { Clock } from './clock.ts';
import { type Closing, closing, countedAs } from './codes.ts';
import { Connection } from './connection.ts';
import { hear } from './conversation.ts';
import type { Hooks, Log, Verdict } from './hooks.ts';
import { connectionEstablished, errorMessage } from './messages.ts';
import type { Outbox } from './outbox.ts';
import { Tally } from './tally.ts';
import type { Holder } from './who.ts';

/** How long a closing connection may take to say that it has understood. */
const closesWithin = 5_000;
const admittedWithin = 10_000;

/** A socket that knows its connection, so that thousands of them share their listeners. */
class Line extends WebSocket {
  connection: Connection | undefined;
  application: Application | undefined;
  /** what was said first, by whichever end; the echo may be another, or none */
  closedWith: number | undefined;

  /** Called on a close frame of the other end, too: its seats are free from here on, however long it keeps the wire. */
  override close(code?: number, reason?: string | Buffer): void {
    if (this.readyState === this.OPEN) this.closedWith = code;
    super.close(code, reason);
    this.connection?.ended();
  }
}

type Around = {
  hooks: Hooks;
  clock: Clock;
  log: Log;
  outbox: Outbox;
  capacity: number;
  perNetwork: number;
  networkOf: (request: IncomingMessage) => string;
};

/** Opens sockets: who may, for which application, and from then on what they say is heard. */
export class Welcome {
  readonly #applications = new Map<string, { application: Application; server: WebSocketServer }>();
  readonly #refusing: WebSocketServer;
  readonly #around: Around;
  readonly #lines = new Set<Line>();
  readonly #networks = new Tally();
  #isClosed = false;

  constructor(applications: readonly Application[], around: Around) {
    this.#around = around;
    this.#refusing = openSocketServer(1024, 1);
    for (const application of applications) {
      const { messageBytes, messageFragments } = application.app.limits;
      this.#applications.set(application.app.key, {
        application,
        server: openSocketServer(messageBytes, messageFragments),
      });
    }
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const url = URL.parse(request.url ?? '', 'http://here');
    const key = url && /^\/app(?:\/([^/]*))?\/?$/.exec(url.pathname);
    if (!url || !key) return false;
    if (this.#isClosed) {
      turnAway(socket, '503 Service Unavailable'); // not 4200: nobody would want it to try again here at once
      return true;
    }
    if (socket.destroyed) return true;
    const network = this.#around.networkOf(request);
    const crowd = this.#networks.of(network);
    // To say why takes a handshake, and so a socket for as long as the other end likes: past twice as many nobody is told.
    if (crowd >= 2 * this.#around.perNetwork) {
      turnAway(socket, '429 Too Many Requests');
      return true;
    }
    this.#networks.add(network);
    socket.once('close', () => this.#networks.remove(network));
    socket.on('error', ignored); // until the handshake nobody else listens
    const found = key[1] ? this.#applications.get(key[1]) : undefined;
    const isCrowded = crowd >= this.#around.perNetwork;
    const why = isCrowded ? closing.crowdedNetwork : this.#whyNot(key[1], found?.application, url);
    if (!found || why) this.#refuse(request, socket, head, why ?? closing.unknownKey);
    else void this.#admit(request, socket, head, url.searchParams, found);
    return true;
  }

  /** From now on nobody is let in. */
  close(): void {
    this.#isClosed = true;
  }

  /** Ends whoever has not gone by themselves. */
  cutOff(): void {
    for (const line of this.#lines) line.terminate();
  }

  #whyNot(key: string | undefined, application: Application | undefined, url: URL): Closing | undefined {
    if (!key) return closing.noPath;
    if (!application) return closing.unknownKey;
    const protocol = url.searchParams.get('protocol');
    if (!protocol) return closing.noProtocol;
    if (!/^\d+$/.test(protocol)) return closing.noVersion;
    if (!['5', '6', '7'].includes(protocol)) return closing.unsupported;
    if (!application.app.enabled) return closing.disabled;
    if (this.#lines.size >= this.#around.capacity) return closing.overCapacity;
    return application.places.isFull ? closing.overQuota : undefined;
  }

  async #admit(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    query: URLSearchParams,
    { application, server }: { application: Application; server: WebSocketServer },
  ): Promise<void> {
    const { hooks, clock, log } = this.#around;
    let verdict: Verdict = true;
    if (hooks.admit) {
      const callOff = clock.later(admittedWithin, () => socket.destroy());
      try {
        verdict = await hooks.admit({
          app: application.app.id,
          origin: request.headers.origin,
          address: request.socket.remoteAddress,
          headers: request.headers,
          query,
        });
      } catch (problem) {
        log('hook.failed', { hook: 'admit', problem: String(problem) });
        this.#refuse(request, socket, head, closing.overCapacity);
        return;
      } finally {
        callOff();
      }
    }
    if (socket.destroyed) return;
    if (verdict === false) return this.#refuse(request, socket, head, closing.unauthorised);
    if (!(await application.places.take())) return this.#refuse(request, socket, head, closing.overQuota);
    const holder = verdict === true ? {} : verdict;
    if (application.users.of(holder.user ?? '') >= application.app.limits.connectionsPerUser) {
      this.#refuse(request, socket, head, closing.crowdedUser);
    } else {
      server.handleUpgrade(request, socket, head, (opened) => {
        const line = opened as Line;
        socket.off('error', ignored);
        this.#open(line, socket, application, holder);
      });
    }
    // The handshake is over here, or has failed: the place is the connection's, or free.
    application.places.letGo();
    application.around.changed();
  }

  #open(line: Line, socket: Duplex, application: Application, holder: Holder): void {
    const { clock, outbox } = this.#around;
    this.#lines.add(line);
    const connection = new Connection({
      id: newId(application),
      app: application.app,
      holder,
      ws: line,
      socket,
      outbox,
      now: clock.now(),
      onEnd: (ended) => {
        application.leave(ended);
        if (line.readyState !== line.CLOSED) clock.later(closesWithin, () => ended.cutOff());
      },
    });
    line.connection = connection;
    line.application = application;
    line.on('message', onMessage);
    line.on('ping', onControl);
    line.on('pong', onControl);
    line.on('close', this.#onClose);
    line.on('error', onError);
    application.enter(connection);
    connection.send(connectionEstablished(connection.id, application.app.activityTimeout));
    if (this.#isClosed) connection.close(closing.restart);
  }

  /** As Pusher does: the handshake succeeds, so that a browser can read why it is refused. */
  #refuse(request: IncomingMessage, socket: Duplex, head: Buffer, { code, reason }: Closing): void {
    this.#refusing.handleUpgrade(request, socket, head, (opened) => {
      const line = opened as Line;
      this.#lines.add(line);
      line.on('error', onError);
      line.on('close', this.#onClose);
      socket.write(errorMessage(reason, code).bytes());
      line.close(code, reason);
    });
  }

  readonly #onClose = newCloseListener((line, code) => {
    this.#lines.delete(line);
    this.#around.outbox.closings.add(countedAs(line.closedWith ?? code));
  });
}

function openSocketServer(maxPayload: number, maxFragments: number): WebSocketServer {
  const options = { maxFragments, maxBufferedChunks: 1024, closeTimeout: closesWithin }; // unknown to @types/ws
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    WebSocket: Line,
    ...options,
  });
}

/** As Pusher's ids look: two numbers and a point, and not to be guessed. */
function newId({ connections }: Application): string {
  for (;;) {
    const id = `${randomInt(1, 2 ** 47)}.${randomInt(1, 2 ** 47)}`;
    if (!connections.has(id)) return id;
  }
}

function onMessage(this: WebSocket, data: Buffer, isBinary: boolean): void {
  const { application, connection } = this as Line;
  if (application && connection) hear(application, connection, data, isBinary);
}

/** A frame of six bytes is dearer to read than to send: those of the socket's own count too. Whoever floods with them reads no reason. */
function onControl(this: WebSocket): void {
  const { application, connection } = this as Line;
  if (application && !connection?.mayTalk(application.around.clock.now())) this.terminate();
}

function newCloseListener(forget: (line: Line, code: number) => void) {
  return function onClose(this: WebSocket, code: number): void {
    const line = this as Line;
    forget(line, code);
    line.connection?.ended();
  };
}

/** Frames too large, bytes that are no text, floods of fragments: ws closes with the right code by itself. */
function onError(this: WebSocket): void {
  (this as Line).connection?.ended();
}

function ignored(): void {}

/** Answers in plain HTTP, and keeps nothing open for whoever does not hang up. */
export function turnAway(socket: Duplex, status: string): void {
  socket.on('error', ignored);
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
