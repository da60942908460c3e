import { Agent, get } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { readEvents } from '#contract/broadcasting.ts';
import { pathOf } from '../client.ts';

/** What befell the listeners of one process, all together. */
export type Tally = { deliveries: number; doubles: number; caughtUp: number; reconnects: number; refused: string[] };

/** Where a listener stands on one channel; `held`: what came from the socket while it asks for what it missed. */
type Place = { cursor: string | undefined; told: number[]; held: string[] | undefined };
type Page = { data: { event_id: string }[]; next: string };

const questions = new Agent({ keepAlive: true, maxSockets: 16 });

/**
 * One screen, written from the contract and from nothing of ours: it subscribes, then asks where the channel stands; after
 * each gap it asks for what it missed; what it has seen it drops.
 */
export class Listener {
  readonly #addresses: readonly string[];
  readonly #key: string;
  readonly #tally: Tally;
  readonly #places: Map<string, Place>;
  #socket: WebSocket | undefined;
  #isEnded = false;

  constructor(made: { addresses: readonly string[]; key: string; channels: readonly string[]; tally: Tally }) {
    this.#addresses = made.addresses;
    this.#key = made.key;
    this.#tally = made.tally;
    this.#places = new Map(made.channels.map((channel) => [channel, { cursor: undefined, told: [], held: undefined }]));
  }

  open(): void {
    const address = this.#anyAddress().replace('http', 'ws');
    const socket = new WebSocket(`${address}/app/${this.#key}?protocol=7`, { perMessageDeflate: false });
    this.#socket = socket;
    socket.on('message', (bytes: Buffer) => this.#hear(socket, bytes.toString()));
    socket.on('error', () => {}); // its end is told by `close`
    socket.on('close', () => void this.#comeBack());
  }

  /** As a tunnel does it: no word of farewell. */
  cut(): void {
    this.#socket?.terminate();
  }

  end(): void {
    this.#isEnded = true;
    this.cut();
  }

  /** whether it hears all of its channels and has asked for what it missed */
  get isLive(): boolean {
    return this.#places.values().every(({ cursor, held }) => cursor !== undefined && held === undefined);
  }

  /** The events of each channel, in the order in which they were told. */
  get told(): IteratorObject<[string, readonly number[]]> {
    return this.#places.entries().map(([channel, { told }]) => [channel, told]);
  }

  async #comeBack(): Promise<void> {
    this.#socket = undefined;
    for (const place of this.#places.values()) place.held = [];
    await wait(20 + Math.random() * 400);
    if (this.#isEnded) return;
    this.#tally.reconnects += 1;
    this.open();
  }

  #hear(socket: WebSocket, text: string): void {
    const { event, channel, data } = JSON.parse(text) as { event: string; channel?: string; data?: string };
    const place = channel === undefined ? undefined : this.#places.get(channel);
    if (event === 'pusher:connection_established') this.#subscribe(socket);
    else if (event === 'pusher:ping') socket.send('{"event":"pusher:pong"}');
    else if (place && channel && event === 'pusher_internal:subscription_succeeded') {
      void this.#catchUp(socket, channel, place);
    } else if (place) {
      const { event_id } = JSON.parse(data ?? '{}') as { event_id: string };
      if (place.held) place.held.push(event_id);
      else this.#take(place, event_id);
    }
  }

  #subscribe(socket: WebSocket): void {
    for (const channel of this.#places.keys()) {
      socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel } }));
    }
  }

  /** What was missed comes first, then what the socket has said meanwhile. */
  async #catchUp(socket: WebSocket, channel: string, place: Place): Promise<void> {
    place.held = [];
    let page: Page | undefined;
    do {
      page = await this.#eventsAfter(socket, channel, place.cursor);
      if (!page) return;
      for (const { event_id } of page.data) this.#take(place, event_id);
      this.#tally.caughtUp += page.data.length;
      if (place.cursor === undefined || page.next > place.cursor) place.cursor = page.next;
    } while (page.data.length > 0);
    const { held } = place;
    place.held = undefined;
    for (const id of held) this.#take(place, id);
  }

  #take(place: Place, id: string): void {
    if (place.cursor !== undefined && id <= place.cursor) {
      this.#tally.doubles += 1;
      return;
    }
    place.told.push(Number(id));
    place.cursor = id;
    this.#tally.deliveries += 1;
  }

  /** Asks until it is answered, or until this socket is no more. */
  async #eventsAfter(socket: WebSocket, channel: string, after: string | undefined): Promise<Page | undefined> {
    const query = after === undefined ? { channel } : { channel, after };
    while (this.#socket === socket) {
      const { status, body } = await asked(this.#anyAddress() + pathOf(readEvents, {}, query));
      if (this.#socket !== socket) return undefined;
      if (status === 200) return body;
      if (status < 500) this.#tally.refused.push(`${channel} after ${after}: ${status}`);
      await wait(50 + Math.random() * 100);
    }
    return undefined;
  }

  #anyAddress(): string {
    return this.#addresses[Math.floor(Math.random() * this.#addresses.length)] ?? '';
  }
}

/** 503 where nobody answers. */
function asked(url: string): Promise<{ status: number; body: Page }> {
  return new Promise((resolve) => {
    const nobody = () => resolve({ status: 503, body: { data: [], next: '' } });
    const request = get(url, { agent: questions, timeout: 60_000 }, async (response) => {
      const body = await json(response).catch(() => undefined); // cut in the middle
      if (body === undefined) nobody();
      else resolve({ status: response.statusCode ?? 503, body: body as Page });
    });
    request.on('error', nobody);
    request.on('timeout', () => request.destroy());
  });
}
