import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type Answer,
  type Body,
  type Bytes,
  type LinkKind,
  linkKinds,
  type Params,
  type Query,
  type Role,
  type Route,
  type Who,
} from '#contract/route.ts';
import { type Browser, browserOf } from './browser.ts';
import { type Actor, nobody } from './database.ts';
import { type Key, keyOf } from './idempotency.ts';
import { newFieldErrors } from './incoming/field-errors.ts';
import { type FileBody, fileOf, refuseForeignFile, takeFiles } from './incoming/file-body.ts';
import { hostOf } from './incoming/host.ts';
import { mostBytes } from './incoming/json-body.ts';
import { mayCome } from './incoming/origin.ts';
import { newPaces, type Paces } from './incoming/pace.ts';
import { newTriedTokens, type TriedTokens } from './incoming/tried-tokens.ts';
import { type Check, newBodyCheck, newTextCheck } from './incoming/validation.ts';
import type { NoteReading } from './readings.ts';
import { Refusal } from './refusal.ts';

/** Who is signed in, as every look-up tells it. */
export type AccountCaller = {
  sign_in_id: number;
  account_id: number;
  role: Role | 'applicant';
  name: string;
  email: string;
};
/** Who has no account and comes by a link, with what it was given for. */
export type LinkCaller = { link_id: number; kind: LinkKind; subject: number; expires_at: string | null };
export type Caller = AccountCaller | LinkCaller;

/** Who it can be that calls, where these may. */
type CallerOf<W extends Who> = W extends 'anyone'
  ? Caller | undefined
  : W extends 'known'
    ? Caller
    : W extends readonly (infer Named)[]
      ?
          | (Extract<Named, LinkKind> extends never ? never : LinkCaller)
          | (Exclude<Named, LinkKind> extends never ? never : AccountCaller)
      : AccountCaller;

/** One request, understood: what was asked, by whom, from where. */
export type Call<R extends Route> = {
  params: Params<R>;
  query: Query<R>;
  body: Body<R>;
  actor: Actor;
  /** known wherever the route is not for anyone */
  caller: CallerOf<R['who']>;
  address: string;
  /** the name and port under which they found us */
  host: string;
  https: boolean;
  browser: Browser;
  key: Key | undefined;
  /** the file that comes, where the route takes one: its type is what they say that it is */
  file: FileBody | undefined;
  /** headers of the answer */
  say(headers: Record<string, string>): void;
};

export type Handler<R extends Route> = (call: Call<R>) => Promise<Answer<R>>;

/** From the token of a cookie or a header to who holds it. */
export type LookUp<C extends Caller = AccountCaller> = (token: string) => Promise<C | undefined>;
/** A look-up that finds more with the caller than the usual one: what it finds stands in the call under its word. */
export type CallerAs<Word extends string, C extends AccountCaller> = { as: Word; lookUp: LookUp<C> };
/** Routes that somebody must be signed in for. */
type Closed = Route & { who: 'signed-in' | readonly (Role | 'applicant')[] };
type CallAs<R extends Route, Word extends string, C extends AccountCaller> = Call<R> & { [W in Word]: C };

/** Registers one route of the contract with what answers it, and with how its caller is looked up where that is unusual. */
export type Add = {
  <const R extends Route>(route: R, handler: Handler<R>): void;
  <const R extends Closed, Word extends string, C extends AccountCaller>(
    route: R,
    callerAs: CallerAs<Word, C>,
    handler: (call: CallAs<R, Word, C>) => Promise<Answer<R>>,
  ): void;
};

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined;
    token: string | undefined;
    browser: Browser | undefined;
  }
}

export type DoorOptions = {
  lookUp: LookUp;
  lookUpLink: LookUp<LinkCaller>;
  /** either of them, in one look */
  lookUpCaller: LookUp<Caller>;
  origins: ReadonlySet<string>;
  https: boolean;
  /** writes down who was shown what of clinical data */
  noteReading: NoteReading;
  paces?: Paces;
};

/** The door: every route of the API comes in and goes out here, and nowhere else. */
export function openDoor(app: FastifyInstance, options: DoorOptions): Add {
  app.decorateRequest('caller', undefined);
  app.decorateRequest('token', undefined);
  app.decorateRequest('browser', undefined);
  const { paces = newPaces() } = options;
  const triedTokens = newTriedTokens(paces);
  const usual: CallerAs<'caller', AccountCaller> = { as: 'caller', lookUp: options.lookUp };
  // Each registration was checked by its own route's types; from here on all are alike.
  return ((route: Route, ...rest: [Handler<Route>] | [CallerAs<string, AccountCaller>, Handler<Route>]) => {
    const [callerAs, handler] = rest.length === 2 ? rest : [usual, ...rest];
    const understand = reader(route, options);
    const asked = { ...options, lookUp: callerAs.lookUp };
    const register = (scope: FastifyInstance, path: string) =>
      scope.route({
        method: route.method,
        url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        config: { contract: route },
        bodyLimit: mostBytes(route),
        // Who may not come in is told so before anything that they sent is read.
        onRequest: (request, reply) => admit(route, request, reply, asked, { paces, triedTokens }),
        handler: async (request, reply) => {
          const call = understand(request, reply, callerAs.as);
          const answer = await handler(call);
          await noteShown(route, call, answer, options.noteReading);
          reply.code(route.status ?? 200);
          return route.content ? asItStands(route.content, answer, request, reply) : enveloped(route, answer);
        },
      });
    const { bytes } = route;
    for (const path of [route.path, ...(route.alias ? [route.alias] : [])]) {
      if (!bytes) register(app, path);
      else
        app.register(async (scope) => {
          takeFiles(scope, bytes.types);
          register(scope, path);
        });
    }
  }) as Add;
}

/** Nobody is shown what is not written down. */
async function noteShown(route: Route, call: Call<Route>, answer: unknown, noteReading: NoteReading): Promise<void> {
  const { reads } = route;
  if (typeof reads === 'string') return;
  const { actor, params, caller } = call;
  const whose = caller && !isAccount(caller) ? caller.subject : undefined;
  await noteReading({ actor, reading: reads, params, answer, ...(whose === undefined ? {} : { whose }) });
}

/** Text or a file, which whoever has it already need not fetch again. */
function asItStands(type: string, answer: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  const tag = reply.getHeader('etag');
  if (tag !== undefined && request.headers['if-none-match'] === tag) return reply.code(304).send();
  if (!reply.hasHeader('content-type')) reply.type(type);
  return typeof answer === 'string' ? answer : Readable.from(answer as Bytes);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    contract?: Route;
  }
}

async function admit(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: DoorOptions,
  { paces, triedTokens }: { paces: Paces; triedTokens: TriedTokens },
): Promise<void> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const browser = browserOf(request, reply, options.https);
  request.browser = browser;
  request.token = route.token
    ? tokenIn(request)
    : request.headers.authorization === undefined
      ? browser.signIn
      : bearer;
  // A browser adds other kinds of this header by itself, to what a foreign page sends too. Where a cookie is given, no token speaks for a page.
  if (
    (bearer === undefined || route.origin === 'page') &&
    !mayCome(route, request, browser.signIn !== undefined, options.origins)
  ) {
    throw new Refusal('origin_not_allowed');
  }
  // Those who ask whether we live need not be known, least of all while the database is away.
  if (route.bare && route.who === 'anyone') return paces.admit(route, request.ip);
  const { token } = request;
  request.caller =
    token === undefined ? undefined : await triedTokens(token, request.ip, () => whoHolds(token, route, options));
  if (!request.caller) paces.admit(route, request.ip);
  if (isForm(request) && !route.form && !route.bytes) throw new Refusal('unsupported_media_type');
  if (route.who === 'anyone') return;
  if (!request.caller) throw new Refusal(route.token ? 'not_found' : 'sign_in_required');
  if (!isAmong(route.who, request.caller)) throw new Refusal('forbidden');
  if (route.bytes) refuseForeignFile(route.bytes, request);
}

function tokenIn({ params }: FastifyRequest): string | undefined {
  return (params as { token?: string }).token;
}

/** A sign-in, or where one may call a link: nobody else is looked for in an address. */
async function whoHolds(token: string, route: Route, options: DoorOptions): Promise<Caller | undefined> {
  if (route.token) return options.lookUpLink(token);
  return takesLinks(route.who) ? options.lookUpCaller(token) : options.lookUp(token);
}

function takesLinks(who: Who): boolean {
  if (typeof who === 'string') return who !== 'signed-in';
  return linkKinds.some((kind) => who.includes(kind));
}

function isAmong(who: Exclude<Who, 'anyone'>, caller: Caller): boolean {
  return typeof who === 'string' || who.includes(isAccount(caller) ? caller.role : caller.kind);
}

function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

function reader(route: Route, options: DoorOptions) {
  const params = newTextCheck(route.params);
  const query = newTextCheck(route.query);
  const body = newBodyCheck(route.body);
  const name = `${route.method} ${route.path}`;
  return (request: FastifyRequest, reply: FastifyReply, as: string): Call<Route> => {
    const sent = route.bytes ? undefined : request.body;
    const parts = checkAll([params, request.params], [query, request.query], [body, sent]);
    const caller = request.caller;
    return {
      params: parts[0] as Params<Route>,
      query: parts[1] as Query<Route>,
      body: parts[2] as Body<Route>,
      caller: caller as Call<Route>['caller'],
      [as]: caller,
      actor: { ...(caller ? actorOf(caller) : nobody), address: plainAddress(request.ip) },
      address: request.ip,
      host: hostOf(request),
      https: options.https || request.protocol === 'https',
      browser: request.browser ?? browserOf(request, reply, options.https),
      key: route.makes ? keyFrom(request, name, sent) : undefined,
      file: route.bytes ? fileOf(route.bytes, request) : undefined,
      say: (headers) => reply.headers(headers),
    };
  };
}

/** All that is wrong is told at once. */
function checkAll(...pairs: [Check, unknown][]): unknown[] {
  const found = newFieldErrors();
  const results = pairs.map(([check, input]) => check(input, found));
  if (found.errors.length > 0 || results.includes(undefined)) throw new Refusal('invalid', { errors: found.errors });
  return results;
}

function keyFrom(request: FastifyRequest, route: string, body: unknown): Key | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = 'This must be 1 to 255 printable characters.';
    throw new Refusal('invalid', { errors: [{ field: 'Idempotency-Key', rule: 'format', message }] });
  }
  return keyOf(route, key, { params: request.params, body });
}

/** A list brings `next` beside its `data`; what is bare is for programs that know no envelope. */
function enveloped(route: Route, answer: unknown): unknown {
  if (route.bare) return answer;
  const head = { ...route.also, success: true };
  return route.list ? { ...head, ...(answer as object) } : { ...head, data: answer };
}

/** An address of IPv4 is one however it is written, and a zone is this machine's own affair. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** For whom the database acts when this caller asks. */
export function actorOf(caller: Caller): Actor {
  if (!isAccount(caller)) return { account: null, link: caller.link_id, role: caller.kind };
  return { account: caller.account_id, role: caller.role };
}

export function isAccount(caller: Caller): caller is AccountCaller {
  return 'account_id' in caller;
}
