import type { FastifyRequest } from 'fastify';
import type { Route } from '#contract/route.ts';
import type { Config } from '../config.ts';

/**
 * Whether a request without a token in a header may come: a browser says from which page it asks, and only our
 * own may change anything with its cookie. A program without a cookie says nothing, and needs nothing said.
 */
export function mayCome(
  route: Route,
  request: FastifyRequest,
  hasCookie: boolean,
  allowed: ReadonlySet<string>,
): boolean {
  if (route.method === 'GET') return true;
  const origin = request.headers.origin;
  if (origin !== undefined) return allowed.has(origin);
  return !hasCookie && route.origin !== 'page';
}

/** From which pages sockets may be opened and the API called: those that are named, or else our own under every name that this machine has. */
export function allowedOrigins(
  config: Pick<Config, 'allowedOrigins' | 'publicUrl'>,
  address: string,
): ReadonlySet<string> {
  return new Set(
    config.allowedOrigins ?? [...(config.publicUrl ? [config.publicUrl.origin] : []), ...ownOrigins(address)],
  );
}

/** A person on this machine types any of its names. */
function ownOrigins(address: string): string[] {
  const { port, origin } = new URL(address);
  return [origin, ...['localhost', '127.0.0.1', '[::1]'].map((host) => `http://${host}:${port}`)];
}
