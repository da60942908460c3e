import assert from 'node:assert/strict';
import type { RefusalBody } from '#contract/refusals.ts';
import type { Answer, Body, Data, Method, Params, Query, Route } from '#contract/route.ts';

/** What a success says, envelope and all. */
export type Success<R extends Route> = R['bare'] extends true
  ? Data<R>
  : { success: true } & (R['list'] extends true | 'open' | 'onward' ? Answer<R> : { data: Data<R> });

export type Asked<R extends Route> = {
  params?: Params<R>;
  query?: Query<R>;
  body?: Body<R>;
  /** instead of a body, where the route takes a file */
  file?: { type: string; content: string };
  headers?: Record<string, string>;
};

export type Told<R extends Route> = { status: number; headers: Headers; body: Success<R> | RefusalBody };

/** Somebody who talks to the API: with a token, with a browser's cookies, or as nobody in particular. */
export type Client = {
  call<const R extends Route>(route: R, asked?: Asked<R>): Promise<Told<R>>;
  /** what a success says; fails where there is none */
  ask<const R extends Route>(route: R, asked?: Asked<R>): Promise<Success<R>>;
  /** how a refusal reads: "409 name_taken"; fails where nothing was refused */
  refused<const R extends Route>(route: R, asked?: Asked<R>): Promise<string>;
};

/** Sends each request with what `dress` gives it, and shows `seen` what came back. */
export function newClient(
  address: string,
  dress: (method: Method) => Record<string, string>,
  seen: (headers: Headers) => void = () => {},
): Client {
  async function call<const R extends Route>(route: R, asked: Asked<R> = {}): Promise<Told<R>> {
    const sent = contentFor(asked);
    const response = await fetch(address + pathOf(route, asked.params, asked.query), {
      method: route.method,
      headers: {
        ...(sent ? { 'content-type': sent.type } : {}),
        ...dress(route.method),
        ...asked.headers,
      },
      ...(sent ? { body: sent.content } : {}),
      redirect: 'manual',
    });
    seen(response.headers);
    return { status: response.status, headers: response.headers, body: (await contentOf(response)) as Told<R>['body'] };
  }

  return {
    call,
    ask: async (route, asked) => {
      const { status, body } = await call(route, asked);
      const name = `${route.method} ${route.path}`;
      assert(status < 300 && !isRefusal(body), `${name} answered ${status}: ${JSON.stringify(body)}`);
      return body;
    },
    refused: async (route, asked) => {
      const { status, body } = await call(route, asked);
      assert(isRefusal(body), `${route.method} ${route.path} was not refused: ${status}`);
      return `${status} ${body.error}`;
    },
  };
}

/** What a request brings, and as what. */
export function contentFor({ body, file }: { body?: unknown; file?: Asked<Route>['file'] }) {
  return file ?? (body === undefined ? undefined : { type: 'application/json', content: JSON.stringify(body) });
}

async function contentOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return isJson ? response.json() : response.text();
}

export function isRefusal(body: unknown): body is RefusalBody {
  return typeof body === 'object' && body !== null && 'success' in body && body.success === false;
}

/** Where a route is found: its path with the parameters filled in, its query behind it. */
export function pathOf(route: Route, params: object = {}, query: object = {}): string {
  const given = new Map<string, unknown>(Object.entries(params));
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(given.get(name))));
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return search.size ? `${path}?${search}` : path;
}
