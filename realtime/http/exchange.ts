import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiAnswer } from '../calls.ts';
import type { Log } from '../hooks.ts';
import type { HttpApi } from './api.ts';

/** A batch of ten events of ten kilobytes, each of whose characters may be six bytes of JSON. */
const mostBytes = 1024 * 1024;

/** Reads a call from node's own server and answers it; false: the path is not ours. */
export function receiveHttp(api: HttpApi, request: IncomingMessage, response: ServerResponse, log: Log): boolean {
  const { method = '', url = '' } = request;
  if (!api.owns(url)) return false;
  const refusal = api.refusal({ method, url });
  if (refusal) {
    response.writeHead(refusal.status, refusal.headers).end(refusal.body);
    request.resume();
    return true;
  }
  const parts: Buffer[] = [];
  let size = 0;
  request.on('data', (part: Buffer) => {
    size += part.length;
    if (size <= mostBytes) parts.push(part);
    else parts.length = 0; // read on, so that the answer can be heard; keep nothing
  });
  request.on('end', () => {
    const { status, headers, body } = size > mostBytes ? tooLarge : answered();
    response.writeHead(status, headers).end(body);
  });
  request.on('error', () => response.destroy());
  return true;

  function answered(): ApiAnswer {
    try {
      return api.answer({ method, url, body: Buffer.concat(parts) });
    } catch (problem) {
      log('http.failed', { method, problem: String(problem) });
      return failed;
    }
  }
}

const tooLarge = newRefusal(413, 'The body is too large');
const failed = newRefusal(500, 'Something went wrong here');

function newRefusal(status: number, error: string): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
}
