import type { Revocation } from './calls.ts';
import type { Subscription } from './roster.ts';
import type { Grant } from './signatures.ts';
import type { Holder } from './who.ts';

/** Somebody whom a revocation may concern: a connection, or one of its subscriptions. */
export type Concerned = {
  readonly socketId: string;
  readonly users: readonly (string | undefined)[];
  readonly sessions: readonly (string | undefined)[];
  readonly channel?: string;
};

export function concerns(revocation: Revocation, one: Concerned): boolean {
  const { user, session, channel, socketId } = revocation;
  if (user === undefined && session === undefined && channel === undefined && socketId === undefined) return false;
  if (socketId !== undefined && socketId !== one.socketId) return false;
  if (user !== undefined && !one.users.includes(user)) return false;
  if (session !== undefined && !one.sessions.includes(session)) return false;
  return channel === undefined || channel === one.channel;
}

/** Whatever is held by somebody: as `admit` said, and as they signed in. */
type Holding = { readonly holder: Holder; readonly signedIn: { id: string; session: string | undefined } | undefined };

/** Everyone whom a connection or a subscription belongs to, by what its grant, its member and its connection say. */
export function holders({ holder, signedIn }: Holding, subscription?: Subscription) {
  return {
    users: [holder.user, signedIn?.id, subscription?.user, subscription?.member?.id],
    sessions: [holder.session, signedIn?.session, subscription?.session],
  };
}

const remembered = 10 * 60_000;

/**
 * What was revoked lately. A permission that was signed, or asked for, before that is worth nothing after it: else a
 * client could subscribe again with what it still holds.
 */
export class Revocations {
  #made = 0;
  #recent: { revocation: Revocation; at: number; made: number }[] = [];

  add(revocation: Revocation, at: number): void {
    this.#made += 1;
    this.#recent = this.#recent.filter((one) => at - one.at < remembered);
    this.#recent.push({ revocation, at, made: this.#made });
  }

  /** So many until now; to ask later what has come since. */
  get made(): number {
    return this.#made;
  }

  /** Whether a permission asked for when `made` were made, or granted at `issued`, has been revoked since. */
  touch(one: Concerned, made: number, issued: Grant['issued']): boolean {
    return this.#recent.some(
      (past) => (past.made > made || (issued !== undefined && past.at >= issued)) && concerns(past.revocation, one),
    );
  }
}
