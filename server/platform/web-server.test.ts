import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { readClinic } from '#contract/clinic.ts';
import { healthz, readyz } from '#contract/health.ts';
import { bootApplication } from '#test/application.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const { address, nobody } = application;

describe('every answer', () => {
  for (const path of ['/api/v1/clinic', '/api/v1/me', '/healthz', '/api/v1/nothing', '/api/docs/']) {
    test(`has its security headers: ${path}`, async () => {
      const { headers } = await fetch(address + path);
      const policy = new Map(
        (headers.get('content-security-policy') ?? '').split(';').map((rule) => {
          const [name = '', ...sources] = rule.trim().split(' ');
          return [name, sources.join(' ')];
        }),
      );
      assert.equal(policy.get('script-src'), `'self'`);
      assert.equal(policy.get('default-src'), `'self'`);
      assert.equal(policy.get('frame-ancestors'), `'none'`);
      assert.equal(policy.get('object-src'), `'none'`);
      assert.equal(policy.get('base-uri'), `'none'`);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('x-powered-by'), null);
      assert.equal(headers.get('server'), null);
      assert.match(headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
    });
  }

  test('has a request id of its own, whatever the caller sends', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () =>
        (await fetch(`${address}/healthz`, { headers: { 'x-request-id': 'mine' } })).headers.get('x-request-id'),
      ),
    );
    assert.notEqual(ids[0], ids[1]);
    assert(!ids.includes('mine'));
  });

  test('of the API is kept by nobody', async () => {
    assert.equal((await nobody.call(readClinic)).headers.get('cache-control'), 'no-store');
  });
});

describe('health', () => {
  test('alive and ready', async () => {
    assert.deepEqual((await nobody.call(healthz)).body, { status: 'alive' });
    assert.equal((await nobody.ask(readyz)).status, 'ready');
  });

  test('alive but not ready where the database is not what it should be', async () => {
    await using broken = await bootApplication();
    await broken.owner.query('alter table clinic rename to nothing_here');
    const { status, body } = await broken.nobody.call(readyz);
    assert.equal(status, 503);
    assert.deepEqual(Object.keys(body), ['success', 'error', 'message']);
    assert.equal((await broken.nobody.call(healthz)).status, 200);
  });

  test('a database that goes away and comes back is lived through', async () => {
    await using shaken = await bootApplication();
    await shaken.nobody.ask(readyz);
    await shaken.owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    const statuses: number[] = [];
    for (let tries = 0; tries < 20; tries++) statuses.push((await shaken.nobody.call(readyz)).status);
    assert(
      statuses.every((status) => status === 200 || status === 503),
      statuses.join(' '),
    );
    assert.equal(statuses.at(-1), 200);
  });
});

describe('metrics', () => {
  test('are text for Prometheus, with routes and never an address', async () => {
    await fetch(`${address}/api/v1/doctors?q=secretword`);
    const response = await fetch(`${address}/metrics`);
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain/);
    const text = await response.text();
    assert.match(text, /^salle_http_request_seconds_count\{.*route="\/api\/v1\/doctors".*\} \d+$/m);
    assert.match(text, /^salle_database_connections \d+$/m);
    assert.doesNotMatch(text, /secretword/);
    for (const line of text.trim().split('\n'))
      assert.match(line, /^(# (TYPE|HELP) .+|[a-z_]+(\{.*\})? -?[\d.e+-]+(Inf|NaN)?)$/, line);
    assert.equal(
      new Set(text.match(/^# TYPE \S+/gm)).size,
      text.match(/^# TYPE \S+/gm)?.length,
      'each type is told once',
    );
  });
});

describe('the log', () => {
  test('names the route and the request, never the address, the body or the person', async () => {
    const response = await fetch(`${address}/api/v1/doctors?q=secretword`, {
      headers: { 'user-agent': 'secretagent' },
    });
    const id = response.headers.get('x-request-id');
    await response.text();
    await until(() => application.logs.some((line) => line.id === id));
    const line = application.logs.find((one) => one.id === id);
    assert.deepEqual([line?.route, line?.method, line?.status], ['/api/v1/doctors', 'GET', 200]);
    assert.doesNotMatch(JSON.stringify(application.logs), /secretword|secretagent|salle-demo-2026/);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isSo(); tries++) await new Promise((resolve) => setImmediate(resolve));
  assert(isSo());
}
