import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fastify } from 'fastify';
import { Refusal } from '../refusal.ts';
import { servePages } from './pages.ts';

const folder = await mkdtemp(join(tmpdir(), 'salle-pages-'));
await mkdir(join(folder, 'assets'));
for (const name of [
  'index.html',
  'index.html.br',
  'boot.js',
  'assets/kit-1a2b.js',
  'assets/kit-1a2b.js.gz',
  'notes.txt',
])
  await writeFile(join(folder, name), name);
const app = fastify();
app.setErrorHandler((error, _request, reply) =>
  reply.code(error instanceof Refusal ? error.status : 400).send({ error: 'refused' }),
);
await servePages(app, folder);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
after(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

/** As a program asks: `fetch` always says which compression it takes. */
async function asked(path: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const [response] = await once(get(address + path, { headers, agent: false }), 'response');
  response.resume();
  return response;
}

for (const method of ['POST', 'PUT', 'DELETE']) {
  test(`what is sent by ${method} to where nothing is, is not read`, async () => {
    const unread = { method, headers: { 'content-type': 'application/json' }, body: '{no JSON' };
    assert.equal((await fetch(`${address}/nowhere`, unread)).status, 404);
    assert.equal((await fetch(`${address}/api/v1/nowhere`, unread)).status, 404);
  });
}

for (const path of ['/', '/doctors/', '/doctors', '/doctors/3?from=2026-01-01']) {
  test(`${path} is the page, compressed for whoever takes that, and plain for the others`, async () => {
    const plain = await asked(path, {});
    assert.deepEqual([plain.statusCode, plain.headers['content-encoding']], [200, undefined]);
    const small = await asked(path, { 'accept-encoding': 'br' });
    assert.deepEqual([small.statusCode, small.headers['content-encoding']], [200, 'br']);
  });
}

test('a file of the build goes by its name, and for ever where its name changes with it', async () => {
  const lasting = await asked('/assets/kit-1a2b.js', { 'accept-encoding': 'br;q=0, gzip' });
  assert.deepEqual(
    [lasting.statusCode, lasting.headers['content-encoding'], lasting.headers['content-type'], lasting.headers.vary],
    [200, 'gzip', 'text/javascript; charset=utf-8', 'accept-encoding'],
  );
  assert.match(String(lasting.headers['cache-control']), /immutable/);
  const asks = await asked('/boot.js?x=1', {});
  assert.deepEqual([asks.statusCode, asks.headers['cache-control']], [200, 'no-cache']);
});

for (const path of [
  '/assets/none.js',
  '/assets/',
  '/notes.txt',
  '/index.html.br',
  '/%2e%2e/package.json',
  '/..%2fx.js',
  '/api/v1/none',
])
  test(`${path} is no page`, async () => {
    assert.equal((await asked(path, {})).statusCode, 404);
  });

test('a page that has not changed is not sent again, whichever coding it came in', async () => {
  const plain = await asked('/doctors', {});
  const small = await asked('/doctors', { 'accept-encoding': 'br' });
  assert.notEqual(plain.headers.etag, small.headers.etag);
  const again = await asked('/doctors', { 'accept-encoding': 'br', 'if-none-match': `"x", W/${small.headers.etag}` });
  assert.deepEqual([again.statusCode, again.headers['content-length'] ?? '0'], [304, '0']);
  assert.equal((await asked('/doctors', { 'if-none-match': String(small.headers.etag) })).statusCode, 200);
});

test('the folder may be cleared away while its pages are served', async () => {
  await rm(folder, { recursive: true });
  assert.equal((await asked('/', {})).statusCode, 200);
  assert.equal((await asked('/assets/kit-1a2b.js', {})).statusCode, 200);
});

test('a page is asked for by its head alone', async () => {
  const response = await fetch(`${address}/doctors`, { method: 'HEAD' });
  assert.deepEqual([response.status, await response.text()], [200, '']);
});
