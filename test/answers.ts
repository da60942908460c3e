import assert from 'node:assert/strict';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type RefusalCode, refusals } from '#contract/refusals.ts';
import type { Route } from '#contract/route.ts';
import { refusalsOf } from '#server/platform/openapi.ts';

/** Fails unless a success says what the contract says, and nothing besides. */
export function assertSuccess(route: Route, status: number, body: unknown): void {
  const name = `${route.method} ${route.path}`;
  assert.equal(status, route.status ?? 200, `${name}: the status of a success`);
  const errors = checkOf(route).Errors(body);
  assert.deepEqual(errors, [], `${name}: ${JSON.stringify(body)?.slice(0, 300)}`);
}

const checks = new Map<Route, ReturnType<typeof Compile>>();

function checkOf(route: Route) {
  const check = checks.get(route) ?? Compile(envelopeOf(route));
  checks.set(route, check);
  return check;
}

function envelopeOf(route: Route): TSchema {
  const data = strict(route.data) as TSchema;
  if (route.bare) return data;
  const also = Object.entries(route.also ?? {}).map(([name, word]) => [name, { const: word }]);
  const list = {
    data: { type: 'array', items: data },
    next: { type: route.list === 'onward' ? 'string' : ['string', 'null'] },
    ...(route.list === true ? { total: { type: 'integer' } } : {}),
  };
  const properties = { success: { const: true }, ...Object.fromEntries(also), data, ...(route.list ? list : {}) };
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The same schema with every object closed: a field that the contract does not name is a leak. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return copy.type === 'object' && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy;
}

/** Fails unless a refusal has our shape, its own status and sentence, and a code that the route has documented. */
export function assertRefusal(
  route: Route,
  status: number,
  body: unknown,
  besides: readonly RefusalCode[] = [],
): RefusalCode {
  const name = `${route.method} ${route.path}`;
  const said = assertOurShape(name, status, body);
  assert([...refusalsOf(route), ...besides].includes(said), `${name} refused with ${said}, which it does not document`);
  return said;
}

/** A refusal's own fields, which only that refusal may bring. */
const more: Partial<Record<RefusalCode, readonly string[]>> = {
  invalid: ['errors'],
  time_slot_conflict: ['alternatives', 'place'],
  patient_conflict: ['place'],
  file_gone: ['place'],
  invalid_transition: ['status'],
};

export function assertOurShape(name: string, status: number, body: unknown): RefusalCode {
  const shown = `${name}: ${status} ${JSON.stringify(body)?.slice(0, 300)}`;
  assert(typeof body === 'object' && body !== null && 'error' in body, shown);
  const code = body.error as RefusalCode;
  assert(code in refusals, shown);
  assert.equal(status, refusals[code].status, shown);
  const { success, message, ...rest } = body as { success?: unknown; message?: unknown; error: unknown };
  assert.equal(success, false, shown);
  assert.equal(message, refusals[code].message, shown);
  const strangers = Object.keys(rest).filter((key) => key !== 'error' && !more[code]?.includes(key));
  assert.deepEqual(strangers, [], shown);
  if (code === 'invalid') assertErrors((rest as { errors?: unknown }).errors, shown);
  return code;
}

function assertErrors(errors: unknown, shown: string): void {
  assert(Array.isArray(errors), shown);
  for (const error of errors) {
    assert.deepEqual(Object.keys(error).toSorted(), ['field', 'message', 'rule'], shown);
    for (const text of Object.values(error)) assert.equal(typeof text, 'string', shown);
  }
}
