import { type FieldError, type RefusalBody, type RefusalCode, refusals } from '#contract/refusals.ts';
import { isOutOfReach } from './reach/out-of-reach.ts';

/** A no with a reason of the catalogue; thrown anywhere, told by the door. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly more: Record<string, unknown>;
  readonly retryAfter: number | undefined;

  constructor(code: RefusalCode, more: Record<string, unknown> = {}, retryAfter?: number, cause?: Error) {
    super(refusals[code].message, { cause });
    this.code = code;
    this.more = more;
    this.retryAfter = retryAfter;
  }

  get status(): number {
    return refusals[this.code].status;
  }

  body(): RefusalBody {
    return { success: false, error: this.code, message: this.message, ...this.more };
  }
}

/** As what an error is told: one that is nothing of ours as a fault of ours, or of what we stand on. */
export function codeOf(error: unknown): RefusalCode {
  if (error instanceof Refusal) return error.code;
  return isOutOfReach(error) ? 'unavailable' : 'internal';
}

/** A field that is understood but cannot be accepted, told like one that was malformed. */
export function invalidField(field: string, rule: string, message: string): Refusal {
  const errors: FieldError[] = [{ field, rule, message }];
  return new Refusal('invalid', { errors });
}

/** The row that was asked for. One that is not there, or not this caller's to see, is the same nothing. */
export function orNotFound<T>(row: T | undefined): T {
  if (row === undefined) throw new Refusal('not_found');
  return row;
}
