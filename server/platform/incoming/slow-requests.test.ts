import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { addFile } from '#contract/files.ts';
import { openLog } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import { openWebServer } from '../web-server.ts';
import { type Patience, usualPatience } from './slow-requests.ts';

const options = {
  log: openLog({ level: 'silent' }),
  metrics: openMetrics(),
  trustProxy: undefined,
  https: false,
  connectTo: [],
};
const aMinute = 60_000;
const bound = { silence: aMinute, look: 20 };
const hastyHeaders = await opened({ ...bound, headers: 100, body: aMinute });
const hastyBodies = await opened({ ...bound, headers: aMinute, body: 100 });

/** A server that waits so long; what is not under test has a minute. */
async function opened(patience: Patience): Promise<FastifyInstance> {
  const app = await openWebServer({ ...options, patience });
  after(() => app.close());
  app.post('/json', async () => ({ success: true }));
  app.post('/refused', { onRequest: async (_request, reply) => reply.code(403).send({}) }, async () => ({}));
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('text/plain', (_request, payload, done) => done(null, payload));
    const config = { contract: addFile };
    const refuse = { config, onRequest: async (_request: unknown, reply: FastifyReply) => reply.code(401).send({}) };
    scope.post('/refused-file', refuse, async () => ({}));
    scope.post('/file', { config }, async (request) => ({ size: (await text(request.raw)).length }));
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

async function sent({ server }: FastifyInstance, bytes: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.on('error', () => {}).write(bytes); // it will be cut off
  return socket;
}
const asked = (path: string, type: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;

describe('a request that does not arrive', () => {
  test('is ended in its headers, and told so', async () => {
    const answer = await text(await sent(hastyHeaders, 'POST /json HTTP/1.1\r\nhost: x\r\nx-slow: '));
    assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/);
    assert.match(answer, /"error":"too_slow"/);
  });

  test('is ended with the answer to an expectation that nobody knows', async () => {
    const socket = await sent(
      hastyBodies,
      asked('/json', 'application/json', 30)
        .replace('\r\n\r\n', '\r\nexpect: x\r\n\r\n')
        .replace('connection: close', 'x: y'),
    );
    assert.match(await text(socket), /^HTTP\/1\.1 417 /);
  });

  test('is ended in its body, and told so', async () => {
    const answer = await text(await sent(hastyBodies, `${asked('/json', 'application/json', 30)}{"a":`));
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.match(answer, /"error":"too_slow"/);
  });

  test('is ended in chunks too, however many of them come', async () => {
    const head =
      'POST /json HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
    const socket = await sent(hastyBodies, head);
    const dripping = setInterval(() => socket.writable && socket.write('1\r\n \r\n'), 5);
    await once(socket.resume(), 'close');
    clearInterval(dripping);
  });

  test('is ended though it was answered already, before its body', async () => {
    const socket = await sent(
      hastyBodies,
      `${asked('/refused', 'application/json', 30).replace('connection: close\r\n', '')}{"a":`,
    );
    assert.match(await text(socket), /^HTTP\/1\.1 403 /);
  });

  test('is ended though it is an upload, if that was refused', async () => {
    const head = asked('/refused-file', 'text/plain', 30).replace('connection: close\r\n', '');
    assert.match(await text(await sent(hastyBodies, `${head}12345`)), /^HTTP\/1\.1 401 /);
  });

  test('asked nothing: a connection opened beforehand is closed without a word', async () => {
    assert.equal(await text(await sent(hastyHeaders, '')), '');
  });
});

test('an upload may take longer than what else is sent', async () => {
  const upload = await sent(hastyBodies, `${asked('/file', 'text/plain', 10)}12345`);
  const slow = await sent(hastyBodies, `${asked('/json', 'application/json', 30)}{"a":`);
  assert.match(await text(slow), /^HTTP\/1\.1 408 /, 'what began after it has ended');
  upload.write('67890');
  assert.match(await text(upload), /^HTTP\/1\.1 200 [\s\S]*\{"size":10\}/);
});

test('a request is there within thirty seconds or never', () => {
  const { headers, look, body } = usualPatience;
  assert(headers + look + body <= 30_000);
  const limits = [hastyBodies.server.requestTimeout, (addFile.bytes.seconds + 30) * 1000];
  assert((limits[0] ?? 0) >= (limits[1] ?? 0), `the longest upload is not cut by Node: ${limits.join(' ')}`);
});
