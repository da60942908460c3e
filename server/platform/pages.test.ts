import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fastify } from 'fastify';
import { servePages } from './pages.ts';
import { Refusal } from './refusal.ts';

const folder = await mkdtemp(join(tmpdir(), 'salle-pages-'));
for (const name of ['index.html', 'index.html.br']) await writeFile(join(folder, name), name);
const app = fastify();
app.setErrorHandler((error, _request, reply) =>
  reply.code(error instanceof Refusal ? error.status : 400).send({ error: 'refused' }),
);
await servePages(app, folder);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
after(async () => {
  await app.close();
  await rm(folder, { recursive: true });
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
