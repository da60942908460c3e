import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fastify } from 'fastify';
import { servePages } from './pages.ts';

const folder = await mkdtemp(join(tmpdir(), 'salle-pages-'));
for (const name of ['index.html', 'index.html.br']) await writeFile(join(folder, name), name);
const app = fastify();
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

for (const path of ['/', '/doctors/', '/doctors', '/doctors/3?from=2026-01-01']) {
  test(`${path} is the page, compressed for whoever takes that, and plain for the others`, async () => {
    const plain = await asked(path, {});
    assert.deepEqual([plain.statusCode, plain.headers['content-encoding']], [200, undefined]);
    const small = await asked(path, { 'accept-encoding': 'br' });
    assert.deepEqual([small.statusCode, small.headers['content-encoding']], [200, 'br']);
  });
}
