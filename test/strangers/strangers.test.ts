import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { bootApplication } from '../application.ts';
import { send } from '../hostile/raw.ts';
import { dearBodies, openPosts } from './bodies.ts';

const application = await bootApplication();
after(() => application.close());
const { address } = application;
const headers = { 'content-type': 'application/json', origin: address };

for (const { path, most, isOurs } of openPosts()) {
  test(`${path} answers five kilobytes at most, whatever a stranger sends`, async () => {
    for (const bytes of [most, 900_000])
      for (const [what, body] of Object.entries(dearBodies(bytes))) {
        const { status, text } = await send(address, { method: 'POST', path, headers, body });
        assert(status >= 400 && status < 500, `${what}: ${status} ${text.slice(0, 200)}`);
        if (isOurs && bytes > most) assert.equal(status, 413, what);
        assert(Buffer.byteLength(text) <= 5000, `${what}: ${Buffer.byteLength(text)} bytes`);
      }
  });
}
