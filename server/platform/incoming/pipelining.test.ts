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
