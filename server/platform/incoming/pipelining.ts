import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** More than any client of today asks on one connection before it has read an answer: browsers ask one thing at a time. */
const mostUnderWay = 16;

/**
 * Node begins all that comes in one packet at once, whether anybody reads or not: each begun answer holds a file, memory, a
 * connection to the database. Whoever asks so much on one connection without waiting is cut off.
 */
export function endCrowdedConnections(app: FastifyInstance): void {
  const underWay = new WeakMap<Socket, number>();
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    const count = (underWay.get(socket) ?? 0) + 1;
    underWay.set(socket, count);
    if (count > mostUnderWay) {
      reply.hijack();
      socket.destroy();
      return;
    }
    reply.raw.once('close', () => underWay.set(socket, (underWay.get(socket) ?? 1) - 1));
    done();
  });
}
