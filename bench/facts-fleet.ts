import { connect, type Socket } from 'node:net';

/** How long a frame is here, and where in it the fact's number stands. */
type Shape = { length: number; number: number };

const digits = 8;
const mark = 'n\\":\\"';

/**
 * Sockets that hear one channel each and note when each fact came. All frames of a measure are of one length, so that
 * the number is found without a parser: the load must cost less than what it measures.
 */
export class FactsFleet {
  /** whole frames that came */
  heard = 0;
  /** told of each fact: its number, which socket, and when */
  onFact: (number: number, socket: number, at: number) => void = () => {};
  readonly #sockets: Socket[] = [];
  readonly #buffer = Buffer.allocUnsafe(1024 * 1024);
  #shape: Shape | undefined;

  get size(): number {
    return this.#sockets.length;
  }

  async open(options: { port: number; key: string; channels: readonly string[] }): Promise<void> {
    const left = [...options.channels.entries()];
    const one = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const [index, channel] = next;
        this.#sockets.push(await this.#open(options.port, options.key, channel, index));
      }
    };
    await Promise.all(Array.from({ length: 50 }, one));
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #open(port: number, key: string, channel: string, index: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      let said = '';
      let isAsked = false;
      let isReady = false;
      let into = 0;
      const hear = (length: number) => {
        if (isReady) {
          into = this.#read(length, into, index);
          return true;
        }
        said += this.#buffer.toString('latin1', 0, length);
        if (!isAsked && said.includes('connection_established')) {
          isAsked = true;
          socket.write(masked(JSON.stringify({ event: 'pusher:subscribe', data: { channel } })));
        }
        if (said.includes('subscription_succeeded')) {
          isReady = true;
          resolve(socket);
        }
        return true;
      };
      const onread = { buffer: this.#buffer, callback: hear };
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
      socket.on('error', reject);
      socket.write(
        `GET /app/${key}?protocol=7 HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      );
    });
  }

  /** `into`: how much of a frame came before; answers the same for the next time. */
  #read(length: number, into: number, socket: number): number {
    const buffer = this.#buffer;
    this.#shape ??= shapeOf(buffer.subarray(0, length));
    const shape = this.#shape;
    const at = Number(process.hrtime.bigint()) / 1e6;
    let start = -into;
    for (; start + shape.length <= length; start += shape.length) {
      this.heard += 1;
      this.onFact(numberAt(buffer, start + shape.number), socket, at);
    }
    return length - start;
  }
}

function shapeOf(frame: Buffer): Shape {
  const length = (frame[1] ?? 0) === 126 ? 4 + frame.readUInt16BE(2) : 2 + (frame[1] ?? 0);
  return { length, number: frame.indexOf(mark) + mark.length };
}

/** -1 where it came in two pieces, which is rare. */
function numberAt(buffer: Buffer, at: number): number {
  if (at < 0) return -1;
  let number = 0;
  for (let place = 0; place < digits; place += 1) number = number * 10 + (buffer[at + place] ?? 0) - 0x30;
  return number;
}

/** A client's short text frame; a mask of zeros is a mask. */
function masked(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}
