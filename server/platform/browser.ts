import type { FastifyReply, FastifyRequest } from 'fastify';

const year = 365 * 24 * 3600;

/** What we keep in a person's browser: the sign-in, and the mark of a device that has signed in before. */
export type Browser = {
  signIn: string | undefined;
  device: string | undefined;
  userAgent: string;
  keepSignIn(token: string, seconds: number): void;
  keepDevice(token: string): void;
  forgetSignIn(): void;
};

/** Behind https the names carry `__Host-`: no other host, no other path, no plain http can set them. */
export function cookieName(kind: 'sign-in' | 'device', secure: boolean): string {
  return secure ? `__Host-salle-${kind}` : `salle-${kind}`;
}

/**
 * The sign-in that a browser brings where nobody has read its cookies yet: on the way to a socket. Where people come by https,
 * the other name is one that anybody beside us may have set.
 */
export function signInOf(cookies: string | undefined, https: boolean): string | undefined {
  const names = https ? [cookieName('sign-in', true)] : [cookieName('sign-in', true), cookieName('sign-in', false)];
  const pairs = new Map((cookies ?? '').split(/; */).map((pair) => pair.split('=') as [string, string]));
  return names.map((name) => pairs.get(name)).find(Boolean);
}

/** `https`: people reach this clinic by it, even where the last step from the proxy is plain. */
export function browserOf(request: FastifyRequest, reply: FastifyReply, https: boolean): Browser {
  const secure = https || request.protocol === 'https';
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  const signIn = cookieName('sign-in', secure);
  const device = cookieName('device', secure);
  return {
    signIn: request.cookies[signIn],
    device: request.cookies[device],
    userAgent: request.headers['user-agent'] ?? '',
    keepSignIn: (token, seconds) => reply.setCookie(signIn, token, { ...options, maxAge: seconds }),
    keepDevice: (token) => reply.setCookie(device, token, { ...options, maxAge: year }),
    forgetSignIn: () => reply.clearCookie(signIn, options),
  };
}
