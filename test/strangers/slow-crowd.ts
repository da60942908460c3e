import { once } from 'node:events';
import { connect } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const post = (path: string, length: number, more = '') =>
  `POST ${path} HTTP/1.1\r\nhost: x\r\n${more}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
/** What is said at first, and then again and again. */
const slow: Readonly<Record<string, { begins: string; drips: string }>> = {
  'slow headers': { begins: 'GET / HTTP/1.1\r\nhost: x\r\n', drips: 'x: y\r\n' },
  'nothing at all': { begins: '', drips: '' },
  'slow bodies': { begins: post('/api/v1/auth/forgotten', 10_000), drips: ' ' },
  'slow bodies where nobody reads them': { begins: post('/api/v1/patients', 10_000), drips: ' ' },
  'slow bodies of a GET': { begins: post('/api/v1/clinic', 10_000).replace('POST', 'GET'), drips: ' ' },
  'slow calls of the protocol': { begins: post('/apps/1/events?auth_key=x', 10_000), drips: ' ' },
  'slow uploads of nobody': { begins: post('/api/v1/files?name=x', 10_000).replace('json', 'pdf'), drips: ' ' },
};
export type Crowd = { hostname: string; port: number; ofEach: number };

/** How long each lasts, by kind. In a thread of their own: whoever measures what others wait must not wait for these. */
export async function livesOf(crowd: Crowd): Promise<Record<string, number[]>> {
  const worker = new Worker(new URL(import.meta.url), { workerData: crowd });
  const [lives] = await once(worker, 'message');
  return lives;
}

if (!isMainThread) {
  const crowd: Crowd = workerData;
  const lives = Object.entries(slow).map(async ([kind, { begins, drips }]) => {
    const all = Array.from({ length: crowd.ofEach }, () => lifeOf(crowd, begins, drips));
    return [kind, await Promise.all(all)] as const;
  });
  parentPort?.postMessage(Object.fromEntries(await Promise.all(lives)));
}

/** Of a connection that is fed a little twice a second. */
async function lifeOf({ hostname, port }: Crowd, begins: string, drips: string): Promise<number> {
  const begun = performance.now();
  const socket = connect(port, hostname);
  socket.on('error', () => {}).resume(); // it will be cut off
  socket.write(begins);
  const dripping = setInterval(() => socket.writable && socket.write(drips), 500);
  await once(socket, 'close');
  clearInterval(dripping);
  return performance.now() - begun;
}
