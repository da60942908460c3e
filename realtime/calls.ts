import type { Holder } from './who.ts';

/** Which application, where there are several; without it, the first. */
export type InApp = { readonly app?: string };

/** An event for some channels. */
export type Event = {
  readonly channels: readonly string[];
  readonly event: string;
  /** anything but a string is sent as JSON */
  readonly data: unknown;
  /** everyone but this socket */
  readonly except?: string | undefined;
};

/** What is ended: everything that fits all that is named. */
export type Revocation = Holder & {
  readonly channel?: string | undefined;
  readonly socketId?: string | undefined;
  /** the connections of these are closed too, with this code */
  readonly close?: number | undefined;
};

/** A call of the signed HTTP API. */
export type ApiRequest = {
  readonly method: string;
  /** path and query, as they came */
  readonly url: string;
  /** the very bytes: the signature is over them */
  readonly body: Buffer;
};

/** What is answered to it, whatever server it came through. */
export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
