import { once } from 'node:events';
import { createServer } from 'node:net';
import { fastify } from 'fastify';
import { meByTokens } from '#server/clinic/clinic.sql.ts';
import { openDatabase } from '#server/platform/database.ts';
import { openLog } from '#server/platform/log.ts';
import { hashed } from '#server/platform/tokens.ts';

/** What `GET /api/v1/me` is held against; each runs in a process of its own, as the server does. */
const peers: Record<string, (argument: string) => Promise<string>> = { bare, constant, lookUp };

const [name = '', argument = ''] = process.argv.slice(2);
process.stdout.write(`${await peers[name]?.(argument)}\n`);

/** A Fastify with one route that gives the same JSON. */
async function bare(json: string): Promise<string> {
  const app = fastify();
  const body: unknown = JSON.parse(json);
  app.get('/api/v1/me', async () => body);
  return app.listen({ port: 0, host: '127.0.0.1' });
}

/** The same bytes for whatever comes: what the load generator reaches when the server does nothing. */
async function constant(json: string): Promise<string> {
  const answer = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer)).on('error', () => {}); // the load ends when it has enough
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : ''}`;
}

/** The look-up by which the server knows who asks, alone, through the same pool: so many a second. */
async function lookUp(options: string): Promise<string> {
  const { connection, token, callers, seconds } = JSON.parse(options);
  const database = openDatabase({ connection, size: 12, log: openLog({ level: 'error' }) });
  const look = () => database.unframed.row(meByTokens([hashed(token)]));
  await Promise.all(Array.from({ length: callers }, look));
  let looked = 0;
  const begun = performance.now();
  const end = begun + seconds * 1000;
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (; performance.now() < end; looked++) await look();
    }),
  );
  const perSecond = (looked / (performance.now() - begun)) * 1000;
  await database.close();
  return String(perSecond);
}
