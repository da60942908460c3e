import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { refusals } from '#contract/refusals.ts';
import { routes } from '#contract/routes.ts';
import { refusalsOf } from '#server/platform/openapi.ts';
import { bootApplication } from './application.ts';
import { openBrowser, skip } from './browser.ts';

type Answer = { description: string; content?: Record<string, { schema: object }> };
type Operation = {
  operationId: string;
  security: object[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, Answer>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> };

const application = await bootApplication();
after(() => application.close());
const served = await fetch(`${application.address}/api/openapi.json`);
const document = (await served.json()) as Document;

test('the document is valid OpenAPI 3.1', async () => {
  assert.equal(served.status, 200);
  assert.match(served.headers.get('content-type') ?? '', /^application\/json/);
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert(valid, JSON.stringify(errors, null, 2));
  assert.equal(document.openapi, '3.1.0');
});

test('it has every route, and no other', () => {
  const told = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const known = Object.values(routes).map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(told.toSorted(), known.toSorted());
  assert.equal(new Set(known).size, known.length, 'no two routes share an address');
});

for (const [name, route] of Object.entries(routes)) {
  test(`${route.method} ${route.path} is told with its parameters, answers and refusals`, () => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    assert(operation);
    assert.equal(operation.operationId, name);
    assert.equal(operation.security.length > 0, route.who !== 'anyone' && route.token !== 'address');
    const named = [...Object.keys(route.params?.properties ?? {}), ...Object.keys(route.query?.properties ?? {})];
    const told = operation.parameters
      .filter((parameter) => parameter.in !== 'header')
      .map((parameter) => parameter.name);
    assert.deepEqual(told.toSorted(), named.toSorted());
    assert.equal(Boolean(operation.requestBody), Boolean(route.body ?? route.bytes));

    const { responses }: { responses: Readonly<Record<number, Answer>> } = operation;
    const codes = refusalsOf(route);
    const statuses = [route.status ?? 200, ...codes.map((code) => refusals[code].status)].map(String);
    assert.deepEqual(Object.keys(responses).toSorted(), [...new Set(statuses)].toSorted());
    for (const code of codes) {
      const answer = responses[refusals[code].status];
      assert(answer, code);
      assert(answer.description.includes(`\`${code}\``), code);
      assert(answer.content?.['application/json'], code);
    }
    assert(Object.keys(responses[route.status ?? 200]?.content ?? {}).length > 0);
  });
}

test('a query parameter that may be left out is not told as required', () => {
  const parameters = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).flatMap((operation) => operation.parameters),
  );
  assert(parameters.some((parameter) => parameter.in === 'query'));
  assert.deepEqual(
    parameters.filter((parameter) => parameter.in === 'query' && parameter.name === 'limit' && parameter.required),
    [],
  );
});

test('/api/docs shows it, under our own CSP, and leads to what is told live', { skip }, async () => {
  const browser = await openBrowser();
  try {
    await browser.visit({ application, path: '/api/docs' }, async (page) => {
      const answer = await page.goto('/api/docs');
      assert.match(answer?.headers()['content-security-policy'] ?? '', /script-src 'self'(;|$)/);
      await page.getByRole('heading', { name: /Salle/ }).waitFor();
      const live = page.getByRole('link', { name: 'What is told live (AsyncAPI)' });
      assert.equal(await live.getAttribute('href'), `${application.address}/api/asyncapi.json`);
      await page.locator('#operations-tag-clinic').click();
      const operation = page.locator('#operations-clinic-readMe');
      await operation.locator('.opblock-summary-control').click();
      await operation.getByText('sign_in_required').first().waitFor();
    });
  } finally {
    await browser.close();
  }
});

test('whoever asks for its pages without end has to wait', async () => {
  const paths = ['/api/docs/json', '/api/docs/yaml', '/api/docs/static/swagger-ui.css', '/api/docs/'];
  const asked: number[] = [];
  for (let turn = 0; turn < 70; turn += 1) {
    const response = await fetch(application.address + paths[turn % paths.length]);
    await response.arrayBuffer();
    asked.push(response.status);
  }
  assert.equal(asked[0], 200);
  assert.deepEqual(asked.slice(-4), [429, 429, 429, 429]);
});
