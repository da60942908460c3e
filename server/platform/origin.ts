import type { FastifyRequest } from 'fastify';
import type { Route } from '#contract/route.ts';

/**
 * Whether a request without an Authorization header may come: a browser says from which page it asks, and only our
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
