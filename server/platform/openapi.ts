import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { type RefusalCode, refusals } from '#contract/refusals.ts';
import type { Route } from '#contract/route.ts';
import { newPaces, paceOf } from './incoming/pace.ts';

/** What any route may answer, whatever it is about. */
const always: RefusalCode[] = ['internal', 'unavailable'];

/** The pages that show it are files, read for each who asks: somebody who reads them asks for a dozen. */
const readersPace = { atOnce: 60, aMinute: 60 };

/** The whole API as OpenAPI 3.1, made from the routes themselves. */
export async function serveOpenApi(app: FastifyInstance, routes: Readonly<Record<string, Route>>): Promise<void> {
  const document = openApi(routes);
  const text = JSON.stringify(document); // long, and the same for everybody
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('application/json; charset=utf-8').send(text),
  );
  await app.register(swagger, { mode: 'static', specification: { document: document as never } });
  const paces = newPaces();
  await app.register(async (scope) => {
    scope.addHook('onRequest', (request, _reply, done) => {
      paces.charge('docs', readersPace, request.ip);
      done();
    });
    await scope.register(swaggerUi, {
      routePrefix: '/api/docs',
      uiConfig: { deepLinking: true, docExpansion: 'none' },
    });
  });
}

export function openApi(routes: Readonly<Record<string, Route>>) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Salle',
      version: '1',
      description: 'The realtime consultation platform for clinics.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    externalDocs: { description: 'What is told live (AsyncAPI)', url: '/api/asyncapi.json' },
    servers: [{ url: '/' }],
    tags: [...new Set(Object.values(routes).map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'from POST /api/v1/auth/token' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'salle-sign-in',
          description: '__Host-salle-sign-in behind https',
        },
      },
      schemas: { Refusal: refusalSchema },
    },
  };
}

function operation(name: string, route: Route) {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    description: whoMay(route),
    ...(route.who === 'anyone' || route.token === 'address'
      ? { security: [] }
      : { security: [{ token: [] }, { cookie: [] }] }),
    parameters: [...parameters('path', route.params), ...parameters('query', route.query), ...keyParameter(route)],
    ...(route.body ? { requestBody: { required: true, content: json(route.body) } } : {}),
    ...(route.bytes ? { requestBody: { required: true, content: files(route.bytes.types) } } : {}),
    responses: { ...success(route), ...refusalAnswers(route) },
  };
}

function whoMay({ who }: Route): string {
  if (who === 'anyone') return 'For anyone.';
  if (who === 'known') return 'For everybody who is signed in, and for links.';
  return who === 'signed-in' ? 'For everybody who is signed in.' : `For ${who.join(', ')}.`;
}

function parameters(place: 'path' | 'query', schema: Route['params']) {
  const required = new Set<string>(schema?.required as readonly string[] | undefined);
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: required.has(name),
    schema: property,
  }));
}

function keyParameter(route: Route) {
  if (!route.makes) return [];
  const description = 'Repeating a request with the same key makes nothing twice, for 24 hours.';
  return [
    { name: 'Idempotency-Key', in: 'header', required: false, description, schema: { type: 'string', maxLength: 255 } },
  ];
}

function success(route: Route) {
  const isText = 'type' in route.data && route.data.type === 'string';
  const text = { [route.content ?? 'text/plain']: { schema: route.data } };
  const content = isText ? text : json(envelope(route));
  return { [route.status ?? 200]: { description: 'Done', content } };
}

function envelope(route: Route): object {
  if (route.bare) return route.data;
  const list = {
    next: { type: route.list === 'onward' ? 'string' : ['string', 'null'] },
    ...(route.list === true ? { total: { type: 'integer' } } : {}),
  };
  const also = Object.fromEntries(Object.entries(route.also ?? {}).map(([name, word]) => [name, { const: word }]));
  return {
    type: 'object',
    required: ['success', 'data', ...Object.keys(also), ...(route.list ? Object.keys(list) : [])],
    properties: {
      success: { const: true },
      ...also,
      data: route.list ? { type: 'array', items: route.data } : route.data,
      ...(route.list ? list : {}),
    },
  };
}

/** Every refusal that this route can give, those that come from its shape included. */
export function refusalsOf(route: Route): RefusalCode[] {
  const codes = new Set<RefusalCode>([...route.refusals, ...always]);
  codes.add('invalid');
  if (route.who !== 'anyone') codes.add(route.token === 'address' ? 'not_found' : 'sign_in_required');
  if (Array.isArray(route.who) && route.token !== 'address') codes.add('forbidden');
  if (route.makes) codes.add('idempotency_mismatch');
  if (paceOf(route)) codes.add('too_many_attempts');
  const type = route.bytes ? 'file_type' : 'unsupported_media_type';
  if (route.method !== 'GET')
    for (const code of ['origin_not_allowed', 'payload_too_large', 'too_slow', type] as const) codes.add(code);
  return [...codes];
}

function refusalAnswers(route: Route) {
  const byStatus = Map.groupBy(refusalsOf(route), (code) => refusals[code].status);
  return Object.fromEntries(
    [...byStatus].sort().map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${refusals[code].message}`).join('\n\n'),
        content: json({ $ref: '#/components/schemas/Refusal' }),
      },
    ]),
  );
}

const refusalSchema = {
  type: 'object',
  required: ['success', 'error', 'message'],
  properties: {
    success: { const: false },
    error: { type: 'string', enum: Object.keys(refusals) },
    message: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message', 'rule'],
        properties: { field: { type: 'string' }, message: { type: 'string' }, rule: { type: 'string' } },
      },
    },
    alternatives: { type: 'array', items: { type: 'string', format: 'date-time' }, description: 'free starts near by' },
    place: { type: 'integer', description: 'which of several appointments, counted from 0' },
    status: { type: 'string', description: 'the present status, where it does not allow this' },
  },
};

function files(types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));
}

function json(schema: TSchema | object) {
  return { 'application/json': { schema } };
}
