import { fileURLToPath } from 'node:url';
import { type Asked, askOnAndOn } from './asking.ts';
import { answerWith, beside } from './beside.ts';

/** One question, asked on so many connections again and again. */
export type LoadOptions = {
  address: string;
  path: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
};

export async function load(options: LoadOptions): Promise<Asked> {
  return beside(fileURLToPath(import.meta.url), options);
}

if (import.meta.main) await answerWith(generate);

async function generate({ address, path, headers, connections, seconds }: LoadOptions): Promise<Asked> {
  const { hostname } = new URL(address);
  const lines = Object.entries({ host: hostname, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  return askOnAndOn({ address, connections, seconds, nextRequest: () => request, expected: '200' });
}
