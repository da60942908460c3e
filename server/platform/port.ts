import { createServer } from 'node:net';
import { type Config, ConfigError } from './config.ts';

/** Asked before the database is woken: whoever started Salle twice should know at once. */
export async function requireFreePort({ port, host }: Pick<Config, 'port' | 'host'>): Promise<void> {
  // Whoever knocks at this very moment is sent away, else we would wait for them to go.
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toldAs(error, port, host)));
    server.listen({ port, host, exclusive: true }, resolve);
  });
  await new Promise((resolve) => server.close(resolve));
}

function toldAs(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE') return new ConfigError(`PORT must be free: something else listens on ${port}`);
  if (error.code === 'EACCES') return new ConfigError(`PORT must be one that this user may use: ${port} is not`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new ConfigError(`HOST must be an address of this machine: ${host} is not`);
  }
  return error;
}
