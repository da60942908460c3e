import { once } from 'node:events';
import { connect } from 'node:net';

export type Asking = {
  address: string;
  connections: number;
  seconds: number;
  /** a whole request, as it goes over the wire */
  nextRequest: () => string | Buffer;
  /** of an answer that is none of these */
  expected: string;
};
export type Asked = { perSecond: number; p50: number; p99: number; refused: number; busy: number };

/** So many keep-alive connections, each of which asks again as soon as it is answered; `busy` is this process itself. */
export async function askOnAndOn({ address, connections, seconds, nextRequest, expected }: Asking): Promise<Asked> {
  const { hostname, port } = new URL(address);
  const waits: number[] = [];
  let refused = 0;
  const before = process.cpuUsage();
  const begun = performance.now();
  const end = begun + seconds * 1000;

  async function askOn(): Promise<void> {
    const socket = connect(Number(port), hostname).setNoDelay();
    await once(socket, 'connect');
    let sentAt = performance.now();
    let missing = 0;
    socket.on('data', (chunk: Buffer) => {
      missing = (missing === 0 ? lengthOf(chunk) : missing) - chunk.length;
      if (missing > 0) return;
      if (chunk.subarray(9, 12).toString('latin1') !== expected) {
        if (refused === 0) process.stderr.write(`${chunk.toString()}\n`);
        refused += 1;
      }
      const now = performance.now();
      waits.push(now - sentAt);
      if (now > end) return void socket.end();
      sentAt = now;
      socket.write(nextRequest());
    });
    socket.write(nextRequest());
    await once(socket, 'close');
  }

  await Promise.all(Array.from({ length: connections }, askOn));
  const took = performance.now() - begun;
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? Number.NaN;
  const { user, system } = process.cpuUsage(before);
  const perSecond = (waits.length / took) * 1000;
  return { perSecond, p50: at(0.5), p99: at(0.99), refused, busy: (user + system) / 1000 / took };
}

/** Of a whole answer, headers and all: they come in one piece. */
function lengthOf(chunk: Buffer): number {
  const end = chunk.indexOf('\r\n\r\n') + 4;
  const length = /content-length: (\d+)/i.exec(chunk.toString('latin1', 0, end))?.[1];
  if (end < 4 || length === undefined) throw new Error('an answer without a length');
  return end + Number(length);
}
