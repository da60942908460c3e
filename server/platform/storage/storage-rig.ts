import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const account = { key: 'AKIAEXAMPLE', secret: 'a/secret+with signs', region: 'eu-west-3', bucket: 'clinic-files' };

export type BucketServer = {
  /** as FILES_URL says it */
  url: URL;
  objects: Map<string, Buffer>;
  /** why requests were refused */
  refusals: string[];
  /** the next requests fail */
  state: { isBroken: boolean };
  [Symbol.asyncDispose](): Promise<void>;
};

/** A small store that speaks as Amazon's does, and believes no signature that it has not computed itself. */
export async function openBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const refusals: string[] = [];
  const state = { isBroken: false };
  const server = createServer((request, response) => {
    answer(request, response, objects, state).catch((error: Error) => {
      refusals.push(error.message);
      response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { key, secret, region, bucket } = account;
  const url = new URL(`http://${key}:${encodeURIComponent(secret)}@127.0.0.1:${port}/${bucket}?region=${region}`);
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, objects, refusals, state, [Symbol.asyncDispose]: close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  objects: Map<string, Buffer>,
  state: { isBroken: boolean },
): Promise<void> {
  const body = await buffer(request);
  if (state.isBroken) return void response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
  verify(request, body);
  const name = request.url?.slice(`/${account.bucket}/`.length) ?? '';
  const object = objects.get(name);
  if (request.method === 'PUT') {
    objects.set(name, body);
    response.writeHead(200).end();
  } else if (request.method === 'DELETE') {
    objects.delete(name);
    response.writeHead(204).end();
  } else if (object) response.writeHead(200, { 'content-length': object.length }).end(object);
  else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
}

/** By the book: what was signed is put together anew from the request as it came. */
function verify(request: IncomingMessage, body: Buffer): void {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    );
  assert(parts, 'no authorization of this kind');
  const [, key, day, region, names = '', signature] = parts;
  assert.equal(key, account.key);
  assert.equal(region, account.region);
  const signed = names.split(';');
  assert.deepEqual(signed, signed.toSorted());
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date']) assert(signed.includes(needed), needed);
  const stamp = String(request.headers['x-amz-date']);
  const at = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  assert(Math.abs(Date.parse(at) - Date.now()) < 900_000, 'signed at another time');
  assert.equal(stamp.slice(0, 8), day);
  const hash = sha256(body);
  assert.equal(request.headers['x-amz-content-sha256'], hash, 'other bytes than were signed');
  if (request.method === 'PUT') assert.equal(Number(request.headers['content-length']), body.length);
  const headers = signed.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join('');
  const canonical = `${request.method}\n${request.url}\n\n${headers}\n${names}\n${hash}`;
  const toSign = `AWS4-HMAC-SHA256\n${stamp}\n${day}/${region}/s3/aws4_request\n${sha256(canonical)}`;
  let proof: Buffer = hmac(`AWS4${account.secret}`, String(day));
  for (const word of [String(region), 's3', 'aws4_request', toSign]) proof = hmac(proof, word);
  assert.equal(proof.toString('hex'), signature, 'another signature');
}

function sha256(words: string | Buffer): string {
  return createHash('sha256').update(words).digest('hex');
}

function hmac(secret: string | Buffer, words: string): Buffer {
  return createHmac('sha256', secret).update(words).digest();
}
