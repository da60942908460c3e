import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { bootApplication } from '../application.ts';
import { send, sendBytes } from '../hostile/raw.ts';
import { bodiesFor, openPosts } from './bodies.ts';

const application = await bootApplication();
after(() => application.close());
const { address } = application;
const headers = { 'content-type': 'application/json', origin: address };

for (const { path, most, isOurs } of openPosts()) {
  test(`${path} answers five kilobytes at most, whatever a stranger sends`, async () => {
    for (const [what, body] of Object.entries(bodiesFor(most))) {
      const { status, text } = body.length > most ? await announced(path, body) : await sendWhole(path, body);
      assert(status >= 400 && status < 500, `${what}: ${status} ${text.slice(0, 200)}`);
      if (isOurs && body.length > most) assert.equal(status, 413, what);
      assert(Buffer.byteLength(text) <= 5000, `${what}: ${Buffer.byteLength(text)} bytes`);
    }
  });
}

function sendWhole(path: string, body: string) {
  return send(address, { method: 'POST', path, headers, body });
}

/** What is more than is read is refused by its length alone: its sender is cut off, and might not hear the answer. */
function announced(path: string, body: string) {
  const dress = Object.entries({ ...headers, host: 'x', 'content-length': body.length });
  const lines = dress.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return sendBytes(address, `POST ${path} HTTP/1.1\r\n${lines}\r\n${body.slice(0, 1000)}`);
}
