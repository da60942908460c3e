import assert from 'node:assert/strict';
import { mostBytes } from '#server/platform/incoming/json-body.ts';
import { assertRefusal } from '../answers.ts';
import type { TestApplication } from '../application.ts';
import { contentFor, pathOf } from '../client.ts';
import type { Row } from '../routes/row.ts';
import { callers, type World } from '../routes/world.ts';
import { type Raw, send } from './raw.ts';

/** A hostile request, and how it must be refused; without `codes` it may be taken, as long as nothing breaks. */
export type Case = { what: string; raw: Raw; codes?: readonly string[]; field?: string };

export type Attack = {
  base: Record<string, unknown>;
  /** the sound request with something else in it */
  request(change?: Partial<Raw>): Raw;
  /** the sound request's path, with this id where one goes */
  path(id?: string): string;
  each(cases: readonly Case[]): Promise<void>;
};

/** A sound request of somebody who may make it: what is hostile stands in one place of it alone. */
export async function newAttack(application: TestApplication, world: World, row: Row): Promise<Attack> {
  const { route } = row;
  const caller = callers.find((one) => row.expected[one] < 300);
  assert(caller, 'somebody may make this request');
  const headers = await credentials();
  const { params = {}, query = {}, body, file, headers: more } = await row.ask(world, caller);
  const sound = contentFor({ body, file });

  async function credentials(): Promise<Record<string, string>> {
    if (!caller || caller === 'nobody') return {};
    const token = row.own ? (await world.ownToken(caller)).token : await application.tokenOf(caller);
    return { authorization: `Bearer ${token}` };
  }

  function request(change: Partial<Raw> = {}): Raw {
    const content = change.body ?? sound?.content;
    const type: Record<string, string> =
      content === undefined ? {} : { 'content-type': sound?.type ?? 'application/json' };
    return {
      method: route.method,
      path: pathOf(route, params, query),
      ...(content === undefined ? {} : { body: content }),
      ...change,
      headers: { 'x-forwarded-for': elsewhere(), ...type, ...headers, ...more, ...change.headers },
    };
  }

  async function judge({ what, raw, codes, field }: Case): Promise<void> {
    const { status, body, text } = await send(application.address, raw);
    const shown = `${route.method} ${route.path}, ${what.slice(0, 200)}: ${status} ${text.slice(0, 400)}`;
    assert(status < 500, shown);
    if (status < 300) return assert(!codes, `${shown} was accepted`);
    const code = assertRefusal(route, status, body, codes?.includes('not_found') ? ['not_found'] : undefined);
    assertNothingInternal(text, shown);
    // What is more than is read of this route is refused as that, whatever is wrong with it besides.
    if (!route.bytes && Buffer.byteLength(raw.body ?? '') > mostBytes(route))
      return assert.equal(code, 'payload_too_large', shown);
    if (codes) assert(codes.includes(code), shown);
    if (field !== undefined)
      assert(
        fieldsOf(body).some((told) => told.startsWith(field)),
        `${shown} does not name it`,
      );
  }

  return {
    base: (body ?? {}) as Record<string, unknown>,
    request,
    path: (id) => (id === undefined ? pathOf(route, params) : route.path.replaceAll(/\{\w+\}/g, () => id)),
    // What may be taken comes last: it may end the sign-in that the others need.
    each: async (cases) => {
      const [refused, taken] = [cases.filter(({ codes }) => codes), cases.filter(({ codes }) => !codes)];
      await inTurns(refused, judge);
      await inTurns(taken, judge);
    },
  };
}

function fieldsOf(body: unknown): string[] {
  return ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field);
}

const internal =
  /node_modules|\.ts:\d|at async|\bselect .* from\b|insert into|postgres|relation "|syntax error|Unexpected/i;

export function assertNothingInternal(text: string, shown: string): void {
  assert.doesNotMatch(text, internal, shown);
  assert(!text.includes(process.cwd()), shown);
}

let networks = 0;
/** Every request from another network: what is tried here is not how often one may try. */
function elsewhere(): string {
  networks += 1;
  return `10.${(networks >> 16) & 255}.${(networks >> 8) & 255}.${networks & 255}`;
}

/** A few at once: the machine is small, and argon2 takes its time. */
async function inTurns<T>(cases: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const rest = cases[Symbol.iterator]();
  const turns = Array.from({ length: 8 }, async () => {
    for (const one of rest) await work(one);
  });
  await Promise.all(turns);
}
