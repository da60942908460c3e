import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

/** So many keep-alive connections, each of which asks again as soon as it is answered. */
export type LoadOptions = {
  address: string;
  path: string;
  headers: Record<string, string>;
  connections: number;
  seconds: number;
};
export type LoadResult = { perSecond: number; p50: number; p99: number; refused: number; busy: number };

/** Made in a process of its own, so that the server's core is the server's. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return JSON.parse(output) as LoadResult;
}

if (import.meta.main) {
  const result = await generate(JSON.parse(process.argv[2] ?? '{}') as LoadOptions);
  process.stdout.write(JSON.stringify(result));
  process.exit();
}

async function generate({ address, path, headers, connections, seconds }: LoadOptions): Promise<LoadResult> {
  const { hostname, port } = new URL(address);
  const lines = Object.entries({ host: hostname, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  const waits: number[] = [];
  let refused = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), hostname).setNoDelay();
      await once(socket, 'connect');
      let asked = performance.now();
      let missing = 0;
      socket.on('data', (chunk: Buffer) => {
        missing = (missing === 0 ? lengthOf(chunk) : missing) - chunk.length;
        if (missing > 0) return;
        if (chunk.subarray(9, 12).toString('latin1') !== '200') refused += 1;
        const now = performance.now();
        waits.push(now - asked);
        if (now > end) return void socket.end();
        asked = now;
        socket.write(request);
      });
      socket.write(request);
      await once(socket, 'close');
    }),
  );
  const took = performance.now() - begun;
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? Number.NaN;
  const { user, system } = process.cpuUsage();
  return {
    perSecond: (waits.length / took) * 1000,
    p50: at(0.5),
    p99: at(0.99),
    refused,
    busy: (user + system) / 1000 / took,
  };
}

/** Of a whole answer, headers and all: they come in one piece. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const length = /content-length: (\d+)/i.exec(chunk.toString('latin1', 0, end))?.[1];
  if (end < 4 || length === undefined) throw new Error('an answer without a length');
  return end + Number(length);
}
