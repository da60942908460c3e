import type { Frames } from './frames.ts';
import { Tally } from './tally.ts';

type Sender = { flush(): void };

/** Connections with something to send at the end of this tick, and what has been sent. */
export class Outbox {
  #waiting: Sender[] = [];
  messages = 0;
  bytes = 0;
  /** connections let go because too much was unread */
  tooSlow = 0;
  /** subscriptions that were refused, by the kind of refusal, and connections that ended, by their code */
  readonly refusals = new Tally();
  readonly closings = new Tally();

  post(connection: Sender): void {
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    this.#waiting.push(connection);
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const connection of waiting) connection.flush();
  }

  count(frames: Frames): void {
    this.messages += frames.count;
    this.bytes += frames.size;
  }
}
