import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export type Raw = { method: string; path: string; headers?: Record<string, string>; body?: string | Buffer };
export type RawAnswer = { status: number; type: string; body: unknown; text: string };

const usual = new Agent({ keepAlive: true, maxSockets: 24 });

/** Sends what no honest client would: `fetch` mends paths, refuses headers, and gives up when cut off while sending. */
export async function send(address: string, raw: Raw, agent: Agent = usual): Promise<RawAnswer> {
  const { method, path, headers, body } = raw;
  const { hostname, port } = new URL(address);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const sent = request({ agent, hostname, port, method, path, headers: { ...length, ...headers } });
  const answered = once(sent, 'response');
  sent.on('error', () => {}); // cut off while sending: the answer is there all the same
  sent.end(body);
  const [response] = await answered;
  const answer = await text(response);
  return {
    status: response.statusCode,
    type: response.headers['content-type'] ?? '',
    body: parsed(answer),
    text: answer,
  };
}

/** Bytes that are hardly HTTP, and what comes back before the line is cut. */
export async function sendBytes(address: string, bytes: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.end(bytes);
  const all = await text(socket);
  const [head = '', body = ''] = all.split('\r\n\r\n');
  const type = /^content-type: (.*)$/im.exec(head)?.[1] ?? '';
  return { status: Number(head.split(' ')[1]), type, body: parsed(body), text: body };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined; // not JSON: whoever reads it will say so
  }
}
