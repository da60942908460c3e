import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../refusal.ts';

const second = 1000;

/** How long strangers and people may take over a request, in milliseconds. */
export type Patience = {
  headers: number;
  body: number;
  /** on a connection on which nothing moves, in either direction: somebody asked, and does not read what is answered */
  silence: number;
  /** between looks for headers that are late */
  look: number;
};

/** Slow headers end within fifteen seconds; with the body's own fifteen, a request is there in thirty or never. */
export const usualPatience: Patience = {
  headers: 10 * second,
  body: 15 * second,
  // Node looks twice before it believes that nothing moves.
  silence: 30 * second,
  look: 5 * second,
};

/** Node knows one number for all requests of a server, and uploads take their time: above what any route allows. */
const longestOfAll = 15 * 60 * second;

export function connectionLimits({ headers, look }: Patience) {
  return {
    headersTimeout: headers,
    requestTimeout: longestOfAll,
    connectionsCheckingInterval: look,
  } satisfies ServerOptions;
}

/** An expectation that nobody knows is answered by node before the app hears of it: with its answer the connection ends, whatever else comes. */
export function endOddExpectations(server: Server): void {
  server.on('checkExpectation', ({ socket }: IncomingMessage, response: ServerResponse) => {
    response.writeHead(417, { connection: 'close' }).end(() => socket.destroySoon());
  });
}

/** A body that does not arrive in time is refused, whether somebody waits for it here or the answer was given without it. */
export function endSlowBodies(app: FastifyInstance, { body }: Patience): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (hasBody(request)) watch(request, reply, body);
    done();
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length'];
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined;
}

/** An upload's own time, where the route takes files. */
function longestFor({ routeOptions }: FastifyRequest): number | undefined {
  const seconds = routeOptions.config.contract?.bytes?.seconds;
  return seconds === undefined ? undefined : seconds * second;
}

function watch(request: FastifyRequest, reply: FastifyReply, usual: number): void {
  const { raw } = request;
  const uploadEnds = performance.now() + (longestFor(request) ?? 0);
  const late = setTimeout(end, usual).unref();
  raw.once('close', () => clearTimeout(late));

  function end(): void {
    if (raw.complete) return;
    if (reply.sent) raw.destroy();
    else if (mayGoOn()) late.refresh();
    else reply.header('connection', 'close').send(new Refusal('too_slow'));
  }

  /** Nobody has begun to read it: whoever waits is we. Or it is an upload that was let in: one that was refused is answered by now. */
  function mayGoOn(): boolean {
    return raw.readableFlowing === null || performance.now() < uploadEnds;
  }
}
