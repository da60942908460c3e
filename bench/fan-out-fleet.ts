import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** How a client of each kind says what it wants, once the WebSocket is open. */
type Manner = { path: string; greet(hello: string): string | undefined; isReady(text: string): boolean };

export const manners: Record<string, Manner> = {
  ws: { path: '/', greet: () => undefined, isReady: () => true },
  socketIo: {
    path: '/socket.io/?EIO=4&transport=websocket',
    greet: (hello) => (hello.includes('"sid"') && hello.includes('upgrades') ? '40' : undefined),
    isReady: (text) => text.includes('40{"sid"'),
  },
  salle: {
    path: '/app/bench?protocol=7',
    greet(hello) {
      const socketId = /socket_id\\":\\"([\d.]+)/.exec(hello)?.[1];
      if (!socketId) return undefined;
      const signature = createHmac('sha256', 'bench-secret').update(`${socketId}:private-board`).digest('hex');
      const subscription = { channel: 'private-board', auth: `bench:${signature}` };
      return JSON.stringify({ event: 'pusher:subscribe', data: subscription });
    },
    isReady: (text) => text.includes('subscription_succeeded'),
  },
};

/**
 * Sockets that read as fast as they can and only count bytes: no parser, no stream, one buffer for all. A client that
 * looked at what it got would be slower than the servers that are measured.
 */
export class Fleet {
  received = 0;
  onReceived: () => void = () => {};
  readonly #port: number;
  readonly #manner: Manner;
  readonly #sockets: Socket[] = [];
  readonly #buffer = Buffer.allocUnsafe(256 * 1024);

  constructor(port: number, kind: string) {
    const manner = manners[kind];
    if (!manner) throw new Error(`no such kind: ${kind}`);
    this.#port = port;
    this.#manner = manner;
  }

  get size(): number {
    return this.#sockets.length;
  }

  /** Opens so many, a hundred at a time; ready: each has what it asked for. */
  async grow(count: number): Promise<void> {
    let left = count;
    const one = async () => {
      while (left > 0) {
        left -= 1;
        this.#sockets.push(await this.#open());
      }
    };
    await Promise.all(Array.from({ length: 100 }, one));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      let said = '';
      let isGreeted = false;
      let isReady = false;
      const hear = (length: number) => {
        if (isReady) {
          this.received += length;
          this.onReceived();
          return true;
        }
        said += this.#buffer.toString('latin1', 0, length);
        if (!said.includes('\r\n\r\n')) return true;
        const greeting = isGreeted ? undefined : this.#manner.greet(said);
        if (greeting) {
          isGreeted = true;
          socket.write(masked(greeting));
        }
        if (this.#manner.isReady(said)) {
          isReady = true;
          said = '';
          resolve(socket);
        }
        return true;
      };
      const socket = connect({
        port: this.#port,
        host: '127.0.0.1',
        noDelay: true,
        onread: { buffer: this.#buffer, callback: hear },
      });
      socket.on('error', reject);
      socket.write(
        `GET ${this.#manner.path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
    });
  }
}

/** A client's text frame; a mask of zeros is a mask. */
function masked(text: string): Buffer {
  const body = Buffer.from(text);
  const header = body.length < 126 ? [0x81, 0x80 | body.length] : [0x81, 0xfe, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([...header, 0, 0, 0, 0]), body]);
}
