import type { FastifyRequest } from 'fastify';
import { invalidField } from '../refusal.ts';

const machine = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/**
 * The name and port under which they found us. It becomes part of addresses that we tell: what is none is refused. A
 * program of the days before there was a Host found us at our own address.
 */
export function hostOf(request: FastifyRequest): string {
  const named = request.host;
  if (named === '' && request.headers.host === undefined) return ownAddress(request);
  if (machine.test(named) && URL.canParse(`http://${named}`)) return named;
  const isOfProxy = request.headers['x-forwarded-host'] !== undefined && named !== request.headers.host;
  throw invalidField(isOfProxy ? 'X-Forwarded-Host' : 'Host', 'format', 'This is no name of a machine.');
}

function ownAddress({ socket }: FastifyRequest): string {
  const { localAddress = 'localhost', localPort = 80 } = socket;
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}
