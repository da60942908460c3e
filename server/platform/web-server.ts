import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import { type AddressInfo, createServer as createNetServer, Server, type Socket } from 'node:net';
import cookie from '@fastify/cookie';
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { type Caller, isAccount } from './door.ts';
import { newConnections, usualPerNetwork } from './incoming/connections.ts';
import { parseForm, parseJson } from './incoming/json-body.ts';
import {
  connectionLimits,
  endOddExpectations,
  endSlowBodies,
  type Patience,
  usualPatience,
} from './incoming/slow-requests.ts';
import { type Leaving, longestAnswer, newLeaving } from './leaving.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { codeOf, Refusal } from './refusal.ts';
import { newIsProxy } from './visitor-address.ts';

/** Of what no route of the contract takes: calls of the protocol. */
const bodyLimit = 1024 * 1024;

export type WebServerOptions = {
  log: Log;
  metrics: Metrics;
  trustProxy: string[] | undefined;
  https: boolean;
  connectTo: string[];
  /** how many connections one network may have open */
  perNetwork?: number;
  patience?: Patience;
  /** its end; without notice where nobody else looks at it */
  leaving?: Leaving;
};

/** The HTTP server with what every answer has: security headers, a request id, one shape for every refusal. */
export async function openWebServer({
  log,
  metrics,
  trustProxy,
  https,
  connectTo,
  perNetwork = usualPerNetwork,
  patience = usualPatience,
  leaving = newLeaving(0),
}: WebServerOptions): Promise<FastifyInstance> {
  const limits = connectionLimits(patience);
  const connections = newConnections({ perNetwork, isProxy: newIsProxy(trustProxy) });
  const app: FastifyInstance = fastify({
    bodyLimit,
    http: { ...limits, shouldUpgradeCallback: (request) => connections.mayUpgrade(request, app.server) },
    requestTimeout: limits.requestTimeout,
    connectionTimeout: patience.silence,
    trustProxy: trustProxy ?? false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what has come is answered like everything before it
    routerOptions: { maxParamLength: 200 },
    clientErrorHandler: refuseNoise,
    frameworkErrors: (error, request, reply) => tell(error, request, reply, { log, metrics }),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, async (_request: FastifyRequest, text: string) =>
    text.trim() === '' ? undefined : sound(parseJson(text)),
  );
  // Only the routes that say so take a form; the door turns the others away before it is read.
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, text: string) => sound(parseForm(text)),
  );
  app.setErrorHandler<FastifyError>((error, request, reply) => tell(error, request, reply, { log, metrics }));
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  await app.register(cookie);
  connections.watch(app);
  const security = securityHeaders(https, connectTo);
  // Hooks that wait for nothing are no promises: each would cost every request a turn.
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(security).header('x-request-id', request.id);
    leaving.answering(reply.raw);
    done();
  });
  endSlowBodies(app, patience);
  endOddExpectations(app.server);
  closeInTime(app, leaving);
  app.addHook('onSend', (request, reply, payload, done) => {
    if (leaving.begun()) reply.header('connection', 'close');
    // What the API says is about a person and a moment.
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1000;
    metrics.observe('salle_http_request_seconds', { method: request.method, route, status: reply.statusCode }, seconds);
    // The route, not the address: addresses hold what people searched for.
    log.info({
      event: 'request',
      id: request.id,
      ...(request.caller && whoIn(request.caller)),
      method: request.method,
      route,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
    done();
  });
  return app;
}

function whoIn(caller: Caller): { account: number } | { link: number } {
  return isAccount(caller) ? { account: caller.account_id } : { link: caller.link_id };
}

function sound(parsed: ReturnType<typeof parseJson>): unknown {
  if ('errors' in parsed) throw new Refusal('invalid', { errors: parsed.errors });
  return parsed.value;
}

export type Port = {
  address: string;
  /** the routes are there: whoever has come already is served first */
  open(): Promise<void>;
};

/** How long somebody who asks before the routes are there is kept, at most. */
const usualWaitMs = 5000;

/**
 * Takes the port before any room is open, so that the address is known to all of them. Who asks meanwhile waits a moment for
 * that; those who ask whether we live, or can serve, are told so at once.
 */
export async function takePort(
  web: FastifyInstance,
  { port, host }: { port: number; host: string },
  waitMs = usualWaitMs,
): Promise<Port> {
  const { server } = web;
  const [serve] = server.listeners('request') as RequestListener[];
  const early = new Set<Parameters<RequestListener>>();
  const keep: RequestListener = (request, response) => {
    if (request.url === '/healthz') tellPlainly(response, 200, { status: 'alive' });
    else if (request.url === '/readyz') tellPlainly(response, 503, new Refusal('unavailable').body());
    else {
      const asked: Parameters<RequestListener> = [request, response];
      early.add(asked);
      setTimeout(() => {
        if (early.delete(asked)) tellPlainly(response, 503, new Refusal('unavailable').body());
      }, waitMs).unref();
    }
  };
  server.removeAllListeners('request').on('request', keep);
  await listening(server, port, host);
  const { port: own } = server.address() as AddressInfo;
  if (host === 'localhost') await listenBeside(web, own);
  return {
    address: addressOf(server.address() as AddressInfo),
    open: async () => {
      await web.ready();
      server.off('request', keep);
      if (serve) server.on('request', serve);
      const waiting = [...early];
      early.clear();
      for (const asked of waiting) serve?.call(server, ...asked);
    },
  };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ port, host }, () => resolve(void server.off('error', reject)));
  });
}

/** `localhost` is more than one address: whoever comes by the others is led to the same server. */
async function listenBeside(web: FastifyInstance, port: number): Promise<void> {
  const { address: first } = web.server.address() as AddressInfo;
  for (const { address } of await lookup('localhost', { all: true })) {
    if (address === first) continue;
    const beside = createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      web.server.emit('connection', socket),
    );
    web.addHook('preClose', async () => void beside.close());
    // an address that this machine names but does not have is no reason not to serve the other
    await listening(beside, port, address).catch(() => {});
  }
}

function tellPlainly(response: ServerResponse, status: number, body: object): void {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
  response.writeHead(status, status === 503 ? { ...headers, 'retry-after': '2' } : headers).end(JSON.stringify(body));
}

/** Who listens everywhere is found on this machine's own address. */
function addressOf({ family, address, port }: AddressInfo): string {
  if (address === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (address === '::') return `http://[::1]:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/**
 * Node closes what is idle when asked to close, also whoever has only just come and is not read yet. So for a moment all is
 * answered as ever, and each answer says that none follows on its connection; then nobody is let in, and for a moment those
 * who came last are read. An answer that never ends is cut.
 */
function closeInTime(app: FastifyInstance, leaving: Leaving): void {
  app.addHook('preClose', async () => {
    await leaving.begin();
    Server.prototype.close.call(app.server);
    await leaving.doorClosed();
    setTimeout(() => app.server.closeAllConnections(), longestAnswer + 500).unref();
  });
}

/** What is hardly HTTP is refused before any route is found, in the same shape as everything else. */
function refuseNoise(error: NodeJS.ErrnoException, socket: Socket): void {
  const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  // A browser opens a connection before it knows what to ask: one that asked nothing is told nothing.
  if (error.code === 'ECONNRESET' || !socket.writable || (isLate && socket.bytesRead === 0)) {
    socket.destroy();
    return;
  }
  const refusal = isLate ? new Refusal('too_slow') : new Refusal('invalid', { errors: [] });
  const body = JSON.stringify(refusal.body());
  const head = `content-type: application/json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}`;
  const { status } = refusal;
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\nconnection: close\r\n\r\n${body}`);
}

/** Said with every answer, so made once: no script but ours, no frame around us, no word to where people go next. */
function securityHeaders(https: boolean, connectTo: string[]): Record<string, string> {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'", // the component library positions its menus with inline styles
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    ["connect-src 'self'", ...connectTo].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(https ? ['upgrade-insecure-requests'] : []),
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

/** Every way out with bad news. What is not of the catalogue is logged whole and told as nothing but itself. */
function tell(
  error: Error,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, metrics }: Pick<WebServerOptions, 'log' | 'metrics'>,
): void {
  const refusal = error instanceof Refusal ? error : asRefusal(error);
  metrics.count('salle_refusals_total', { code: refusal.code });
  if (refusal.status >= 500) {
    const route = request.routeOptions?.url ?? 'none';
    log.error({
      event: 'request_failed',
      id: request.id,
      route,
      error: refusal.code,
      reason: error.cause instanceof Error ? error.cause.message : error.message,
      stack: error.stack,
    });
  }
  if (refusal.retryAfter !== undefined) reply.header('retry-after', refusal.retryAfter);
  reply.code(refusal.status).type('application/json; charset=utf-8').send(refusal.body());
}

function asRefusal(error: Error & { code?: string; statusCode?: number }): Refusal {
  // Whoever sent it is gone in the middle of it.
  if (error.message === 'aborted') return new Refusal('invalid', { errors: [] });
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('payload_too_large');
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Refusal('unsupported_media_type');
  if (error.statusCode !== undefined && error.statusCode < 500) return new Refusal('invalid', { errors: [] });
  const code = codeOf(error);
  return new Refusal(code, {}, code === 'unavailable' ? 2 : undefined);
}
