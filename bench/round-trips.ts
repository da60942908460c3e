import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A PostgreSQL's door in which somebody counts how often the program speaks and then has to wait for the answer. */
export type Counter = { port: number; roundTrips(): number; close(): void };

/** Counts on the connections of one `application_name` only: jobs look for work in the meantime. */
export async function openRoundTripCounter(socketPath: string, applicationName: string): Promise<Counter> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((near) => {
    const far = connect(socketPath);
    let counted: boolean | undefined;
    let answered = true;
    near.on('data', (chunk) => {
      counted ??= chunk.includes(`application_name\0${applicationName}\0`);
      if (counted && answered) count += 1;
      answered = false;
    });
    far.on('data', () => {
      answered = true;
    });
    near.pipe(far);
    far.pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : Number.NaN,
    roundTrips: () => count,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
