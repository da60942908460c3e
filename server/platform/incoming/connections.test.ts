import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { openLog } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import { openWebServer } from '../web-server.ts';

const app = await openWebServer({
  log: openLog({ level: 'silent' }),
  metrics: openMetrics(),
  trustProxy: undefined,
  https: false,
  connectTo: [],
  perNetwork: 20,
});
let begun = 0;
let release = () => {};
const released = new Promise<void>((resolve) => {
  release = resolve;
});
app.get('/waits', async () => {
  begun += 1;
  await released;
  return {};
});
app.get('/quick', async () => ({}));
await app.listen({ port: 0, host: '127.0.0.1' });
after(async () => {
  release();
  await app.close();
});

async function asked(path: string, times: number): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const one = (more: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n${more}\r\n`;
  socket.write(one('').repeat(times - 1) + one('connection: close\r\n'));
  return text(socket).catch(() => '');
}

test('a few requests on one connection are answered in their order', async () => {
  assert.equal((await asked('/quick', 10)).match(/HTTP\/1\.1 200/g)?.length, 10);
});

test('hundreds in one packet are not begun, and the connection ends', async () => {
  assert.equal(await asked('/waits', 500), '');
  assert(begun <= 16, `${begun} were begun`);
});

test('who wants another protocol before anybody speaks it is answered, and not kept waiting', async () => {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /quick HTTP/1.1\r\nhost: x\r\nupgrade: x\r\nconnection: upgrade, close\r\n\r\n');
  assert.match(await text(socket), /^HTTP\/1\.1 200/);
});

test('whoever opens more than their share loses the connections that have asked nothing for the longest', async () => {
  app.server.on('upgrade', (_request, socket) => socket.on('error', () => {}));
  const { port } = app.server.address() as AddressInfo;
  const ended: string[] = [];
  const opened = async (name: string, says = '') => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.once('close', () => ended.push(name)).resume();
    await once(socket, 'connect');
    if (says) socket.write(says);
    return socket;
  };
  begun = 0;
  const waiting = await opened('waiting', 'GET /waits HTTP/1.1\r\nhost: x\r\n\r\n');
  while (begun === 0) await once(app.server, 'request');
  const slow = await opened('slow', 'GET / HTTP/1.1\r\nhost: x\r\n');
  const called = await opened('called', 'GET /socket HTTP/1.1\r\nhost: x\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
  await once(app.server, 'upgrade');
  const idle = [];
  for (let index = 0; index < 18; index += 1) idle.push(await opened(`idle ${index}`));
  assert.deepEqual(ended, []);
  // What one asks on is given up after those that were asked nothing.
  idle[0]?.write('GET /quick HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(app.server, 'request');
  const more = [];
  for (const name of ['one', 'two', 'three']) {
    more.push(await opened(name));
    while (ended.length < more.length) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(ended, ['slow', 'idle 1', 'idle 2']);
  for (const socket of [waiting, slow, called, ...idle, ...more]) socket.destroy();
});
