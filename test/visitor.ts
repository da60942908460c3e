import { type Client, newClient } from './client.ts';

/** A browser at one of our pages: it keeps cookies and says where it stands. */
export type Visitor = Client & {
  cookies: Map<string, string>;
  /** the Set-Cookie lines of the last answer */
  setCookies(): string[];
};

export function openVisitor(address: string, origin = address): Visitor {
  const cookies = new Map<string, string>();
  let lines: string[] = [];
  const client = newClient(
    address,
    (method) => ({
      ...(method === 'GET' ? {} : { origin }),
      ...(cookies.size ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
    }),
    (headers) => {
      lines = headers.getSetCookie();
      for (const line of lines) keep(cookies, line);
    },
  );
  return { ...client, cookies, setCookies: () => lines };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
