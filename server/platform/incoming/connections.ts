import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { network } from '../throttle.ts';

/** More than any client of today asks on one connection before it has read an answer: browsers ask one thing at a time. */
const mostUnderWay = 16;

/** A waiting room behind one address, with browsers that open six each. */
export const usualPerNetwork = 600;

export type ConnectionBounds = {
  /** how many one network may have open; sockets of the protocol have a bound of their own */
  perNetwork: number;
  /** whose connections carry those of many */
  isProxy: (address: string) => boolean;
};

/**
 * Node takes every connection, and begins all that comes on one at once, whether anybody reads or not: each begun answer holds
 * memory and a connection to the database. Whoever asks so much on one connection without waiting is cut off, and whoever
 * opens more than their network's share loses the one that has asked nothing for the longest.
 */
export function newConnections({ perNetwork, isProxy }: ConnectionBounds) {
  const underWay = new WeakMap<Socket, number>();
  /** those of each network, the longest idle first; of how many something is under way cannot be seen by their order */
  const open = new Map<string, Set<Socket>>();

  /** It has just been of use: the others of its network are given up before it. */
  function toTheEnd(socket: Socket): void {
    const family = open.get(network(socket.remoteAddress ?? ''));
    if (family?.delete(socket)) family.add(socket);
  }

  function enter(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address)) return;
    const name = network(address);
    const family = open.get(name) ?? new Set();
    open.set(name, family.add(socket));
    socket.once('close', () => leave(socket, name));
    if (family.size <= perNetwork) return;
    for (const one of family)
      if (!underWay.get(one)) {
        leave(one, name);
        one.destroy();
        return;
      }
  }

  function leave(socket: Socket, name: string): void {
    const family = open.get(name);
    if (family?.delete(socket) && family.size === 0) open.delete(name);
  }

  return {
    watch(app: FastifyInstance): void {
      app.server.on('connection', enter);
      app.addHook('onRequest', (request, reply, done) => {
        const { socket } = request.raw;
        const count = (underWay.get(socket) ?? 0) + 1;
        underWay.set(socket, count);
        if (count > mostUnderWay) {
          reply.hijack();
          socket.destroy();
          return;
        }
        reply.raw.once('close', () => {
          underWay.set(socket, (underWay.get(socket) ?? 1) - 1);
          toTheEnd(socket);
        });
        done();
      });
    },
    /** Node's own rule: only where somebody listens. It is a connection of requests no more. */
    mayUpgrade({ socket }: IncomingMessage, server: Server): boolean {
      const may = server.listenerCount('upgrade') > 0;
      if (may) leave(socket, network(socket.remoteAddress ?? ''));
      return may;
    },
  };
}
