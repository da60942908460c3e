import type { FieldError, RefusalBody, RefusalCode } from '#contract/refusals.ts';

/** The server said no, with a code that the pages translate. */
export class Refused extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly errors: FieldError[];
  /** seconds */
  readonly retryAfter: number | undefined;
  readonly requestId: string | undefined;
  /** what some codes say beyond that: `alternatives`, `status` */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, body: RefusalBody, headers: Headers) {
    super(body.message);
    this.name = 'Refused';
    this.code = body.error;
    this.status = status;
    this.errors = body.errors ?? [];
    this.retryAfter = Number(headers.get('retry-after')) || undefined;
    this.requestId = headers.get('x-request-id') ?? undefined;
    this.more = { ...body };
  }
}

/** No answer came: no network, or no server at its end. Whether a change was made is unknown. */
export class Offline extends Error {
  constructor(cause: unknown) {
    super('The clinic’s server cannot be reached.', { cause });
    this.name = 'Offline';
  }
}
