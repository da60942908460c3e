import assert from 'node:assert/strict';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { openLog } from './log.ts';
import { openMetrics } from './metrics.ts';
import { openWebServer, takePort } from './web-server.ts';

function open(): Promise<FastifyInstance> {
  const log = openLog({ level: 'silent' });
  return openWebServer({ log, metrics: openMetrics(), trustProxy: undefined, https: false, connectTo: [] });
}

test('who asks before the routes are there is answered when they are, the first first', async () => {
  const web = await open();
  try {
    const port = await takePort(web, { port: 0, host: '127.0.0.1' });
    const asked: string[] = [];
    const early = ['one', 'two', 'three'];
    const answers: Promise<string>[] = [];
    for (const name of early) {
      const heard = new Promise((resolve) => web.server.once('request', resolve));
      answers.push(fetch(`${port.address}/${name}`).then((answer) => answer.text()));
      await heard; // so that the order in which they came is known
    }
    web.get('/:name', async ({ params }) => {
      const { name } = params as { name: string };
      asked.push(name);
      return `hello ${name}`;
    });
    assert.deepEqual(asked, [], 'nobody is served yet');
    await port.open();
    assert.deepEqual(await Promise.all(answers), ['hello one', 'hello two', 'hello three']);
    assert.deepEqual(asked, early);
    const late = await fetch(`${port.address}/four`);
    assert.equal(await late.text(), 'hello four');
    assert.equal(asked.length, 4, 'each is served once');
  } finally {
    await web.close();
  }
});

test('who asks how we are before the routes are there is told at once, and nobody waits for ever', async () => {
  const web = await open();
  try {
    const { address } = await takePort(web, { port: 0, host: '127.0.0.1' }, 20);
    assert.equal((await fetch(`${address}/healthz`)).status, 200);
    assert.equal((await fetch(`${address}/readyz`)).status, 503);
    const other = await fetch(`${address}/api/v1/me`);
    assert.equal(other.status, 503);
    assert.equal(other.headers.get('retry-after'), '2');
    assert.equal(((await other.json()) as { error: string }).error, 'unavailable');
  } finally {
    await web.close();
  }
});

test('who listens on localhost is found at each of its addresses', async () => {
  const web = await open();
  try {
    const port = await takePort(web, { port: 0, host: 'localhost' });
    web.get('/here', async () => 'here');
    await port.open();
    const own = new URL(port.address).port;
    for (const { address, family } of await lookup('localhost', { all: true })) {
      const answer = await fetch(`http://${family === 6 ? `[${address}]` : address}:${own}/here`);
      assert.equal(await answer.text(), 'here', address);
    }
  } finally {
    await web.close();
  }
});

test('who asks and goes before the routes are there harms nobody', async () => {
  const web = await open();
  try {
    const port = await takePort(web, { port: 0, host: '127.0.0.1' });
    const gone = connect(Number(new URL(port.address).port), '127.0.0.1');
    const heard = new Promise<unknown>((resolve) => web.server.once('request', resolve));
    gone.write('GET /name HTTP/1.1\r\nhost: here\r\n\r\n');
    await heard;
    await ended(gone, web);
    web.get('/name', async () => 'here');
    await port.open();
    assert.equal(await (await fetch(`${port.address}/name`)).text(), 'here');
  } finally {
    await web.close();
  }
});

/** Until the server has seen that this one is gone. */
async function ended(socket: Socket, web: FastifyInstance): Promise<void> {
  const connections = () =>
    new Promise<number>((resolve) => web.server.getConnections((_error, count) => resolve(count)));
  socket.destroy();
  while ((await connections()) > 0) await new Promise((resolve) => setImmediate(resolve));
}

for (const [host, found] of [
  ['127.0.0.1', 'http://127.0.0.1:'],
  ['::1', 'http://[::1]:'],
  ['0.0.0.0', 'http://127.0.0.1:'],
  ['::', 'http://[::1]:'],
] as const) {
  test(`who listens on ${host} is found at ${found}…`, async (t) => {
    const web = await open();
    try {
      const port = await takePort(web, { port: 0, host }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'EAFNOSUPPORT') throw error;
        t.skip('this machine has no IPv6');
      });
      if (!port) return;
      assert(port.address.startsWith(found), port.address);
      assert.notEqual(new URL(port.address).port, '0');
      web.get('/here', async () => 'here');
      await port.open();
      assert.equal(await (await fetch(`${port.address}/here`)).text(), 'here');
    } finally {
      await web.close();
    }
  });
}

test('a port that is taken is not waited for', async () => {
  const other = createServer((_request, response) => response.end('the other'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  assert(address && typeof address === 'object');
  const web = await open();
  try {
    await assert.rejects(takePort(web, { port: address.port, host: '127.0.0.1' }), { code: 'EADDRINUSE' });
    const answer = await fetch(`http://127.0.0.1:${address.port}`);
    assert.equal(await answer.text(), 'the other');
  } finally {
    await web.close();
    other.close();
  }
});
