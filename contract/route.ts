import Type, { type Static, type TObject, type TSchema } from 'typebox';
import type { Reads } from './audit-actions.ts';
import type { RefusalCode } from './refusals.ts';
import { Cursor, tamed } from './text.ts';

export const roles = ['patient', 'doctor', 'receptionist', 'admin'] as const;
export type Role = (typeof roles)[number];

/**
 * What comes without an account, by a link that it was given: it may do what its kind may, and nothing else.
 * A `feed` is a calendar program that reads one account's appointments.
 */
export const linkKinds = ['feed'] as const;
export type LinkKind = (typeof linkKinds)[number];

/**
 * Who may call: anyone; whoever is signed in or holds a link; everybody who is signed in; or the roles and kinds of links
 * that are named. A doctor who waits for approval is signed in, but is not yet a `doctor` here: `applicant` names that one too.
 */
export type Who = 'anyone' | 'known' | 'signed-in' | readonly (Role | 'applicant' | LinkKind)[];

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** So many at once, and so many more each minute. */
export type Pace = { atOnce: number; aMinute: number };

/** One route as data: the server registers from it, the web client is typed by it, the documentation is made of it. */
export type Route = {
  method: Method;
  path: string;
  /** another address at which it answers, for programs that know the old one */
  alias?: string;
  summary: string;
  who: Who;
  /** the noun under which the documentation lists it */
  tag: string;
  /** what of clinical data its answer shows: the door writes down who was shown it */
  reads: Reads;
  params?: TObject;
  query?: TObject;
  body?: TObject;
  /** what `data` is in a success */
  data: TSchema;
  /** the success's status; 200 where none is named */
  status?: 200 | 201 | 202;
  /**
   * a list answers `data: […]` with `next` beside it, and the `total` where it can be counted cheaply; `open` has none,
   * and `onward` no end
   */
  list?: true | 'open' | 'onward';
  /** what programs of others expect beside `data` */
  also?: Readonly<Record<string, string>>;
  /** answered without the envelope, since those who ask know nothing of ours */
  bare?: true;
  /** a form is understood like JSON */
  form?: true;
  /** what comes is no JSON but a file, as one of these types, of so many bytes at most and within so many seconds */
  bytes?: { types: readonly string[]; most: number; seconds: number };
  /** so many bytes of JSON at most, where it is not the usual number */
  most?: number;
  /** how often one network may ask without anybody being signed in, where it is not the usual pace; `any`: as often as it likes */
  pace?: Pace | 'any';
  /** what goes out is no JSON but text or a file of this type; with `bare` */
  content?: string;
  /** a POST that makes something honours `Idempotency-Key` */
  makes?: true;
  /**
   * How a browser must prove that one of our pages asks: `page` needs an allowed Origin even without a cookie
   * (what sets one), `program` accepts a missing Origin from a caller without a cookie. GET needs none.
   */
  origin?: 'page' | 'program';
  /** the token of a link stands in the address, as `{token}`: for programs that can say nothing else */
  token?: 'address';
  refusals: readonly RefusalCode[];
};

/** Keeps each route's own types while checking its shape. */
export function route<const R extends Route>(definition: R): R {
  return definition;
}

export type Params<R extends Route> = R['params'] extends TObject ? Static<R['params']> : Record<never, never>;
export type Query<R extends Route> = R['query'] extends TObject ? Static<R['query']> : Record<never, never>;
export type Body<R extends Route> = R['body'] extends TObject ? Static<R['body']> : undefined;
export type Data<R extends Route> = Static<R['data']>;
/** A file on its way, piece by piece. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What a list route's handler gives and a client receives. */
export type Page<T> = { data: T[]; next: string | null; total: number };
export type OpenPage<T> = { data: T[]; next: string | null };
export type Onward<T> = { data: T[]; next: string };
export type Answer<R extends Route> = R['list'] extends true
  ? Page<Data<R>>
  : R['list'] extends 'open'
    ? OpenPage<Data<R>>
    : R['list'] extends 'onward'
      ? Onward<Data<R>>
      : R['content'] extends string
        ? string | Bytes
        : Data<R>;

/** PostgreSQL's `integer`: an id beyond it cannot exist, and is refused before any look-up. */
export const Id = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
export const IdParams = Type.Object({ id: Id }, { additionalProperties: false });
export const Instant = Type.String({ format: 'date-time', description: 'RFC 3339; answers are in UTC' });
export const Nothing = Type.Null();
export const version = Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'rises with every change' });

/** A closed object: a field that nobody knows is a mistake worth telling. */
export function closed<P extends Record<string, TSchema>>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

export const Search = tamed({ maxLength: 100, description: 'words to look for' });

export const retirements = ['active', 'retired', 'all'] as const;

/** The query of a list: searched, sorted, paged on the server. */
export function listQuery<const S extends readonly string[], P extends Record<string, TSchema>>(sorts: S, more: P) {
  return closed({
    q: Type.Optional(Search),
    sort: Type.Optional(Type.Enum([...sorts, ...sorts.map((sort) => `-${sort}`)] as SortKey<S>[])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    cursor: Type.Optional(Cursor),
    ...more,
  });
}

type SortKey<S extends readonly string[]> = S[number] | `-${S[number]}`;
