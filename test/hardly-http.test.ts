import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertOurShape } from './answers.ts';
import { bootApplication } from './application.ts';
import { assertNothingInternal } from './hostile/attack.ts';
import { send, sendBytes } from './hostile/raw.ts';

const application = await bootApplication();
const behindProxy = await bootApplication({ env: { TRUST_PROXY: '127.0.0.1' } });
after(() => Promise.all([application.close(), behindProxy.close()]));
const { address } = application;

const host = 'Host: localhost\r\n';
const asked = `POST /api/v1/auth/sign-up HTTP/1.1\r\n${host}Content-Type: application/json\r\n`;
const hardlyHttp: Record<string, string> = {
  'huge headers': `GET /api/v1/me HTTP/1.1\r\n${host}X-Much: ${'a'.repeat(40_000)}\r\n\r\n`,
  'thousands of headers': `GET /api/v1/me HTTP/1.1\r\n${host}${'X-Many: 1\r\n'.repeat(5000)}\r\n`,
  'an endless address': `GET /${'a'.repeat(40_000)} HTTP/1.1\r\n${host}\r\n`,
  nonsense: 'what is this\r\n\r\n',
  'an unknown method': `BREW /api/v1/me HTTP/1.1\r\n${host}\r\n`,
  'two lengths': `${asked}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  'a length and chunks': `${asked}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a chunk of no length': `${asked}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
  'a header without a name': `GET /api/v1/me HTTP/1.1\r\n${host}: nameless\r\n\r\n`,
  'a NUL in a header': `GET /api/v1/me HTTP/1.1\r\n${host}X-Odd: a\0b\r\n\r\n`,
};

for (const [what, bytes] of Object.entries(hardlyHttp)) {
  test(`${what}: refused in our shape`, async () => {
    const { status, body, text, type } = await sendBytes(address, bytes);
    assert(status >= 400 && status < 500, `${status} ${text}`);
    assert.match(type, /^application\/json/);
    assertOurShape(what, status, body);
  });
}

/** What is no name of a machine, with or without a port. */
const brokenHosts = [
  ...[
    'a b',
    '/',
    '@',
    'a@b',
    'a/b',
    'a?b',
    'a#b',
    'a\\b',
    'a:b',
    'a:99999',
    'a:-1',
    'a:1:2',
    ':80',
    '[',
    '[::1',
    '[]',
    '[::1]x',
  ],
  ...['[zz]', '[::g]', '%', '%zz', 'a%00b', '<script>', '\u00e9', '\u00ad', '999.999.999.999', '1.2.3.4.5', '^', '"a"'],
  ...['a,b', 'a;b', 'a..b', '.', '*', 'http://a'],
];
const config = '/api/v1/broadcasting/config';

for (const name of brokenHosts) {
  test(`a Host that is none is refused by its name: ${name}`, async () => {
    const { status, body, text } = await sendBytes(address, `GET ${config} HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
    assert.equal(`${status} ${named(body)}`, '400 Host', text);
    assertOurShape(name, status, body);
  });
}

test('what a proxy says of the Host is read as strictly', async () => {
  for (const name of brokenHosts.filter((each) => !each.includes(','))) {
    const asked = `GET ${config} HTTP/1.1\r\n${host}X-Forwarded-Host: ${name}\r\n\r\n`;
    const { status, body, text } = await sendBytes(behindProxy.address, asked);
    assert.equal(`${status} ${named(body)}`, '400 X-Forwarded-Host', `${name}: ${text}`);
  }
  const headers = {
    'x-forwarded-host': 'clinic.example:8443',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': ',, 1.1.1.1.1, ::g',
  };
  const { body } = await send(behindProxy.address, { method: 'GET', path: config, headers });
  const { data } = body as { data: Record<string, unknown> };
  assert.deepEqual([data.host, data.port, data.forceTLS], ['clinic.example', 8443, true]);
});

test('without a Host, by the oldest HTTP, we are found at our own address', async () => {
  const { status, body } = await sendBytes(address, `GET ${config} HTTP/1.0\r\n\r\n`);
  const { data } = body as { data: { host: string; port: number } };
  assert.equal(`${status} http://${data.host}:${data.port}`, `200 ${address}`);
});

function named(body: unknown): string | undefined {
  return (body as { errors?: { field: string }[] }).errors?.[0]?.field;
}

const nowhere = [
  ...['/api', '/api/', '/api/v2/me', '/api/v1/', '/api/v1//me', '/api/v1/me/', '/api/v1/me%00', '/api/v1/ME'],
  ...['/%', '/api/v1/%ED%A0%80', '/api/v1/%', '/api/../etc/passwd', '/api/v1/..%2f..%2fetc/passwd'],
  ...['//evil.example/', '/api/v1/__proto__', '/.git/config', '/server/main.ts', `/api/v1/${'a'.repeat(5000)}`],
];

for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
  test(`${method} where nobody is`, async () => {
    for (const path of nowhere) {
      const { status, body, text } = await send(address, { method, path });
      const shown = `${method} ${path.slice(0, 80)}: ${status} ${text.slice(0, 300)}`;
      assert(status >= 400 && status < 500, shown);
      if (method !== 'HEAD') assertOurShape(shown, status, body);
      assertNothingInternal(text, shown);
    }
  });
}

test('a method that an address does not answer', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
    const { status, body, text } = await send(address, { method, path: '/api/v1/me' });
    assert(status === 404 || status === 405, `${method}: ${status} ${text}`);
    assertOurShape(method, status, body);
  }
});

test('nothing of it was a fault of ours, and it still answers', async () => {
  const faults = application.logs.filter(({ event }) => event === 'request_failed');
  assert.deepEqual(faults, []);
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
});
