import type { RefusalBody } from '#contract/refusals.ts';
import type { Answer, Body, Params, Query, Route } from '#contract/route.ts';
import { noteAnswer, noteSilence } from './connection.ts';
import { Offline, Refused } from './refused.ts';

export { Offline, Refused };

type Given<Name extends string, T> = T extends undefined
  ? { [K in Name]?: undefined }
  : Record<never, never> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

/** What a route needs, as its contract says. */
export type Asked<R extends Route> = Given<'params', Params<R>> &
  Given<'query', Query<R>> &
  Given<'body', Body<R>> & {
    signal?: AbortSignal;
    /** The `Idempotency-Key` of a route that makes something: the same for every try of the same act. */
    key?: string;
  };

type AskedLoosely = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
  key?: string;
};

type Needless<R extends Route> = Record<never, never> extends Asked<R> ? [asked?: Asked<R>] : [asked: Asked<R>];

/** Calls the clinic's own API: typed by the contract, `Refused` when it says no, `Offline` when it says nothing. */
export async function call<R extends Route>(route: R, ...[asked]: Needless<R>): Promise<Answer<R>> {
  const loosely: AskedLoosely = asked ?? {};
  const response = await reach(route, loosely);
  const body = await read(response, loosely.signal);
  if (!isSuccess(body)) throw refused(response, body);
  return (route.list ? { data: body.data, next: body.next, total: body.total } : body.data) as Answer<R>;
}

/** A fresh `Idempotency-Key`. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

let signInEnded = () => {};

/** What is to happen wherever an answer says that nobody is signed in (any more). */
export function whenSignInEnded(act: () => void): void {
  signInEnded = act;
}

function refused(response: Response, body: unknown): Refused {
  const refusal = new Refused(response.status, refusalOf(response.status, body), response.headers);
  if (refusal.code === 'sign_in_required') signInEnded();
  return refusal;
}

async function reach(route: Route, asked: AskedLoosely): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  if (asked.body !== undefined) headers.set('content-type', 'application/json');
  if (route.makes) headers.set('idempotency-key', asked.key ?? freshKey());
  const init: RequestInit = { method: route.method, headers, credentials: 'same-origin', signal: asked.signal ?? null };
  if (asked.body !== undefined) init.body = JSON.stringify(asked.body);
  return await answered(fetch(addressOf(route, asked), init), asked.signal);
}

async function read(response: Response, signal: AbortSignal | undefined): Promise<unknown> {
  const text = await answered(response.text(), signal);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Tells the connection's state from every answer and every silence; an abort is neither. */
async function answered<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    const answer = await promise;
    noteAnswer();
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    noteSilence();
    throw new Offline(error);
  }
}

function addressOf(route: Route, asked: AskedLoosely): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(asked.params?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

type Success = { success: true; data: unknown; next: unknown; total: unknown };

function isSuccess(body: unknown): body is Success {
  return typeof body === 'object' && body !== null && 'success' in body && body.success === true;
}

/** A proxy between us and the server may answer with a page of its own. */
function refusalOf(status: number, body: unknown): RefusalBody {
  if (typeof body === 'object' && body !== null && 'error' in body) return body as RefusalBody;
  const error = status >= 502 && status <= 504 ? 'unavailable' : 'internal';
  return { success: false, error, message: `The server answered ${status}.` };
}
