import { createServer, type Server } from 'node:http';
import { createServer as createControl } from 'node:net';
import { Server as SocketIo } from 'socket.io';
import { WebSocketServer } from 'ws';
import { openRealtime } from '../realtime/server.ts';

/**
 * One server that tells everybody the same, in a process of its own. On a second port each byte `p` is one event to all,
 * and any other byte asks what this process has used.
 */
type Peer = { attach(server: Server): void; publish(): void };

const data = JSON.stringify({ event_id: '000000000042', text: '·'.repeat(94) });
const channel = 'private-board';
const peers: Record<string, () => Peer> = { salle, ws, socketIo };

const server = createServer((_, response) => void response.writeHead(404).end());
const peer = peers[process.argv[2] ?? '']?.();
if (!peer) throw new Error(`choose from ${Object.keys(peers).join(', ')}`);
peer.attach(server);
const control = createControl({ noDelay: true }, (socket) => {
  socket.on('data', (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x70) peer.publish();
      else socket.write(`${JSON.stringify(used())}\n`);
    }
  });
  socket.on('error', () => process.exit());
  socket.on('close', () => process.exit()); // the bench is over
});
process.stdout.write(`${await listening(server)} ${await listening(control)}\n`);

function used() {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  return { seconds: (user + system) / 1e6, rss: process.memoryUsage.rss() };
}

function listening(one: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }) {
  return new Promise<number>((resolve) => {
    one.listen(0, '127.0.0.1', () => resolve((one.address() as { port: number }).port));
  });
}

function salle(): Peer {
  const realtime = openRealtime({ apps: [{ id: '1', key: 'bench', secret: 'bench-secret' }] });
  return {
    attach: (http) => realtime.attach(http),
    publish: () => realtime.publish({ channels: [channel], event: 'tracking.updated', data }),
  };
}

/** What one writes first: the text made once, sent to each. */
function ws(): Peer {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  return {
    attach: (http) =>
      http.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {})),
    publish() {
      const text = JSON.stringify({ event: 'tracking.updated', channel, data });
      for (const socket of sockets.clients) socket.send(text);
    },
  };
}

function socketIo(): Peer {
  const io = new SocketIo({ transports: ['websocket'], pingInterval: 600_000, serveClient: false });
  return { attach: (http) => void io.attach(http), publish: () => void io.emit('tracking.updated', { channel, data }) };
}
