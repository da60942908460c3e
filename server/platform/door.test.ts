import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, test } from 'node:test';
import { readDirectory } from '#contract/booking.ts';
import { readMe } from '#contract/clinic.ts';
import { readFeedText } from '#contract/feed.ts';
import { forgotten } from '#contract/identity.ts';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { pathOf } from '#test/client.ts';
import { type AccountCaller, openDoor } from './door.ts';
import { mostBytes } from './incoming/json-body.ts';
import { newPaces, paceOf } from './incoming/pace.ts';
import { unknownTokens, unknownTokensName } from './incoming/tried-tokens.ts';
import { openLog } from './log.ts';
import { openMetrics } from './metrics.ts';
import { openWebServer } from './web-server.ts';

const page = 'https://page.example';
const clock = { now: 0 };
const paces = newPaces(() => clock.now);
const log = openLog({ level: 'silent' });
const trustProxy = ['127.0.0.1'];
const app = await openWebServer({ log, metrics: openMetrics(), trustProxy, https: false, connectTo: [] });
after(() => app.close());
const caller: AccountCaller = { sign_in_id: 1, account_id: 1, role: 'patient', name: 'N', email: 'n@example.org' };
const looked: string[] = [];
const finding = (kind: string) => async (token: string) => {
  looked.push(kind);
  return token.startsWith('known') ? caller : undefined;
};
const [lookUp, lookUpCaller] = [finding('account'), finding('caller')];
const lookUpLink = async () => void looked.push('link') as undefined;
const add = openDoor(app, {
  lookUp,
  lookUpCaller,
  lookUpLink,
  origins: new Set([page]),
  https: false,
  paces,
  noteReading: async () => {},
});
for (const route of Object.values(routes))
  add(route, async () => (route.content ? '' : { data: [], next: null, total: 0 }));
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as AddressInfo;

let visitors = 0;
const newAddress = () => {
  visitors += 1;
  return `198.51.100.${visitors}`;
};

function use(route: Route, address: string): void {
  for (let left = paceOf(route)?.atOnce ?? 0; left > 0; left -= 1) paces.admit(route, address);
}

/** Says that a body comes, and sends none of it. */
async function announced(route: Route, address: string, headers = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const body = route.method === 'GET' ? '' : 'content-type: application/json\r\ncontent-length: 500\r\n';
  const path = pathOf(route, { id: 1, token: 'a'.repeat(43) }, route === routes.readEvents ? { channel: 'x' } : {});
  const from = `origin: ${page}\r\nx-forwarded-for: ${address}\r\n${headers}`;
  socket.write(`${route.method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${from}${body}\r\n`);
  return text(socket);
}

const statusOf = (answer: string) => Number(answer.split(' ')[1]);

describe('what nobody need be signed in for', () => {
  for (const [name, route] of Object.entries(routes)) {
    if (!paceOf(route)) continue;
    test(`${name}: whoever asks too often waits, and nothing that they send is read`, async () => {
      const address = newAddress();
      use(route, address);
      const answer = await announced(route, address);
      assert.equal(statusOf(answer), 429, answer);
      assert.match(answer, /^retry-after: [1-9]\d*\r$/im);
      assert.match(answer, /"error":"too_many_attempts"/);
      if (route.method !== 'GET') return;
      const other = statusOf(await announced(route, newAddress()));
      assert.equal(other, route.token ? 404 : 200, 'others are served; who holds no link finds nothing');
    });
  }

  test('is free for whoever is signed in, whoever else asks from there; a token that nobody holds is no sign-in', async () => {
    const address = newAddress();
    use(readDirectory, address);
    assert.equal(statusOf(await announced(readDirectory, address, 'authorization: Bearer known\r\n')), 200);
    assert.equal(statusOf(await announced(readDirectory, address, 'authorization: Bearer unknown\r\n')), 429);
  });

  test('is read of to a few kilobytes', async () => {
    const body = JSON.stringify({ email: 'a'.repeat(mostBytes(forgotten)) });
    const answer = await app.inject({
      method: 'POST',
      url: forgotten.path,
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.equal(answer.statusCode, 413);
  });
});

describe('a token', () => {
  const asking = (token: string, address: string, route: Route = readMe) =>
    announced(route, address, `authorization: Bearer ${token}\r\n`).then(statusOf);
  const tryUp = async (address: string) => {
    for (let left = unknownTokens.atOnce; left > 0; left -= 1) paces.take(unknownTokensName, unknownTokens, address);
  };

  test('that nobody holds is looked for once, whatever it might have been', async () => {
    for (const [route, kind] of [
      [readMe, 'account'],
      [readDirectory, 'caller'],
    ] as const) {
      looked.length = 0;
      await asking('unknown', newAddress(), route);
      assert.deepEqual(looked, [kind], route.path);
    }
  });

  test('that nobody holds is paid for by its network, and not looked for where that has tried too many', async () => {
    const address = newAddress();
    await tryUp(address);
    looked.length = 0;
    for (const route of [readMe, readDirectory, readFeedText])
      assert.equal(await asking('unknown', address, route), 429);
    assert.deepEqual(looked, []);
    clock.now += 60_000 / unknownTokens.aMinute;
    assert.deepEqual([await asking('unknown', address), await asking('unknown', address)], [401, 429]);
    assert.equal(await asking('unknown', newAddress()), 401, 'others are looked for');
  });

  test('that somebody holds costs nothing, and goes on whatever others try', async () => {
    const address = newAddress();
    assert.equal(await asking('known-before', address), 200);
    await tryUp(address);
    assert.equal(await asking('unknown', address), 429, 'nothing was paid for but what nobody holds');
    assert.equal(await asking('known-before', address), 200);
    assert.equal(await asking('known-since', address), 429);
  });
});

test('only a token stands instead of the page that asks: a browser adds other headers by itself', async () => {
  const headers = { origin: 'https://evil.example', cookie: 'salle-sign-in=known' };
  const asked = (authorization: string) =>
    app.inject({ method: 'POST', url: '/api/v1/auth/sign-out', headers: { ...headers, authorization } });
  for (const authorization of ['Basic YTpi', 'Negotiate YII=', 'Digest username="a"', 'Bearer', 'Bearer ', 'known'])
    assert.equal((await asked(authorization)).json().error, 'origin_not_allowed', authorization);
  assert.equal((await asked('Bearer known')).statusCode, 200);
  assert.equal((await asked('Bearer unknown')).json().error, 'sign_in_required', 'the header counts alone');
  const reading = { cookie: 'salle-sign-in=known', authorization: 'Basic YTpi' };
  assert.equal((await app.inject({ url: readMe.path, headers: reading })).json().error, 'sign_in_required');
});
