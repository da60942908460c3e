import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { OutOfReach } from '../reach/out-of-reach.ts';

/** How long the store may be silent, in milliseconds. */
const patience = 30_000;
const nothing = createHash('sha256').digest('hex');

type Signed = { method: string; path: string; headers: Record<string, string>; sha256: string };

/** A bucket that speaks as Amazon's do, addressed by path, each request signed (AWS Signature, version 4). */
export function openS3Bucket(url: URL) {
  const isPlain = url.protocol === 'http:';
  const host = url.port ? `${url.hostname}:${url.port}` : url.hostname;
  const bucket = url.pathname.replaceAll('/', '');
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const key = decodeURIComponent(url.username);
  const secret = decodeURIComponent(url.password);

  async function put(name: string, bytes: Readable, { size, sha256 }: { size: number; sha256: string }): Promise<void> {
    const headers = { 'content-length': String(size) };
    const answer = await ask({ method: 'PUT', path: `/${bucket}/${name}`, headers, sha256 }, bytes);
    await refuse(answer, 200);
    answer.resume();
  }

  async function get(name: string): Promise<Readable> {
    const answer = await ask({ method: 'GET', path: `/${bucket}/${name}`, headers: {}, sha256: nothing });
    await refuse(answer, 200);
    return answer;
  }

  async function remove(name: string): Promise<void> {
    const answer = await ask({ method: 'DELETE', path: `/${bucket}/${name}`, headers: {}, sha256: nothing });
    await refuse(answer, 200, 204, 404);
    answer.resume();
  }

  async function ask(signed: Signed, bytes?: Readable): Promise<IncomingMessage> {
    const { method, path, headers } = signed;
    const request = (isPlain ? plainRequest : secureRequest)({
      method,
      path,
      hostname: url.hostname,
      port: url.port || undefined,
      timeout: patience,
      headers: { ...headers, ...signature(signed, new Date()) },
    });
    request.on('timeout', () => request.destroy(new Error('the store of files does not answer')));
    try {
      const answered = once(request, 'response') as Promise<[IncomingMessage]>;
      if (bytes) await Promise.all([pipeline(bytes, request), answered]);
      else request.end();
      return (await answered)[0];
    } catch (cause) {
      throw new OutOfReach(`the store of files is away: ${(cause as Error).message}`, { cause });
    }
  }

  /** The headers that say who asks, over everything that may not be changed on the way. */
  function signature({ method, path, sha256 }: Signed, now: Date): Record<string, string> {
    const stamp = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
    const day = stamp.slice(0, 8);
    const scope = `${day}/${region}/s3/aws4_request`;
    const told = { host, 'x-amz-content-sha256': sha256, 'x-amz-date': stamp };
    const names = Object.keys(told).join(';');
    const lines = Object.entries(told).map(([name, value]) => `${name}:${value}\n`);
    const canonical = [method, path, '', lines.join(''), names, sha256].join('\n');
    const toSign = ['AWS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
    const signing = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
    const proof = hmac(signing, toSign).toString('hex');
    return {
      ...told,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=${names}, Signature=${proof}`,
    };
  }

  return { put, get, remove };
}

function hmac(secret: string | Buffer, words: string): Buffer {
  return createHmac('sha256', secret).update(words).digest();
}

/** What the store says of itself is for the log; it holds no secret of ours. */
async function refuse(answer: IncomingMessage, ...expected: number[]): Promise<void> {
  const { statusCode = 0 } = answer;
  if (expected.includes(statusCode)) return;
  const code = /<Code>(\w+)<\/Code>/.exec(await text(answer))?.[1] ?? '';
  const words = `the store of files answered ${statusCode} ${code}`.trim();
  throw statusCode >= 500 || statusCode === 429 ? new OutOfReach(words) : new Error(words);
}
