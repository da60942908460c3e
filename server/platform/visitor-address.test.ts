import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import fastify from 'fastify';
import { newVisitorAddress } from './visitor-address.ts';

const cases: [proxies: string[] | undefined, remote: string, forwarded: string | undefined, address: string][] = [
  [undefined, '198.51.100.7', '203.0.113.9', '198.51.100.7'],
  [['10.0.0.1'], '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  [['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
  [['10.0.0.1'], '198.51.100.7', '203.0.113.9', '198.51.100.7'],
  [['10.0.0.0/8'], '10.9.9.9', '192.0.2.1, 203.0.113.9,10.1.1.1', '203.0.113.9'],
  [['10.0.0.0/8'], '::ffff:10.9.9.9', '203.0.113.9', '203.0.113.9'],
  [['::1', 'fd00::/8'], '::1', '2001:db8::1, fd12::1', '2001:db8::1'],
  [['10.0.0.1', '10.0.0.2'], '10.0.0.1', '10.0.0.2', '10.0.0.2'],
];

test('whoever opens a socket comes from where a request of theirs would', async () => {
  for (const [proxies, remote, forwarded, address] of cases) {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const request = { headers, socket: { remoteAddress: remote } } as unknown as IncomingMessage;
    assert.equal(newVisitorAddress(proxies)(request), address, JSON.stringify([proxies, remote, forwarded]));
    const web = fastify({ trustProxy: proxies ?? false });
    web.get('/', async ({ ip }) => ip);
    assert.equal((await web.inject({ url: '/', remoteAddress: remote, headers })).body, address);
  }
});
