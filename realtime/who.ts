/** Whom a connection or a subscription belongs to; what revoking goes by. `session` names a sign-in, it is no secret. */
export type Holder = { readonly user?: string | undefined; readonly session?: string | undefined };

/** Somebody in a presence channel: one user, on however many sockets. */
export type Member = {
  readonly id: string;
  /** what the others are shown of them, as it was signed */
  readonly info: unknown;
};
