import type { Clock } from './clock.ts';
import type { App } from './complete-settings.ts';
import { hmac } from './digests.ts';
import type { Log } from './hooks.ts';
import type { WebhookName, WebhookSettings } from './settings.ts';

export type WebhookEvent = { readonly name: WebhookName; readonly channel: string } & Record<string, unknown>;

const batchedWithin = 50;
const mostInABatch = 100;
const mostWaiting = 10_000;
const givenUpAfter = 5 * 60_000;
const answeredWithin = 10_000;

/** Brings events to the application's own server: in order, in batches, signed, again until it has them. */
export class WebhookPost {
  readonly #app: App;
  readonly #settings: WebhookSettings;
  readonly #headers: Headers;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #waiting: WebhookEvent[] = [];
  #isUnderWay = false;
  #callOff: (() => void) | undefined;
  #isClosed = false;

  constructor(app: App, settings: WebhookSettings, clock: Clock, log: Log) {
    this.#app = app;
    this.#settings = settings;
    this.#headers = new Headers(settings.headers);
    // Set, not added: a name is one in every spelling, and two values of it would be joined to one that nobody can check.
    this.#headers.set('content-type', 'application/json');
    this.#headers.set('x-pusher-key', app.key);
    this.#clock = clock;
    this.#log = log;
  }

  /** events that it has not begun to bring */
  get waiting(): number {
    return this.#waiting.length;
  }

  add(event: WebhookEvent): void {
    if (this.#isClosed) return;
    this.#waiting.push(event);
    if (this.#waiting.length > mostWaiting) {
      this.#waiting.shift();
      this.#log('webhook.dropped', { app: this.#app.id, why: 'too many are waiting' });
    }
    if (this.#isUnderWay) return;
    this.#isUnderWay = true;
    this.#callOff = this.#clock.later(batchedWithin, () => this.#next());
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff?.();
  }

  #next(): void {
    const events = this.#waiting.splice(0, mostInABatch);
    const now = this.#clock.now();
    this.#isUnderWay = events.length > 0;
    if (this.#isUnderWay) void this.#bring(JSON.stringify({ time_ms: now, events }), events.length, now, 0);
  }

  async #bring(body: string, count: number, since: number, attempt: number): Promise<void> {
    const problem = await this.#post(body);
    if (this.#isClosed) return;
    const wait = 1_000 * 2 ** attempt;
    if (problem === undefined) {
      this.#next();
    } else if (this.#clock.now() + wait - since > givenUpAfter) {
      this.#log('webhook.given_up', { app: this.#app.id, events: count, problem });
      this.#next();
    } else {
      this.#log('webhook.failed', { app: this.#app.id, events: count, problem, again: wait });
      this.#callOff = this.#clock.later(wait, () => void this.#bring(body, count, since, attempt + 1));
    }
  }

  /** What went wrong, if anything. The signature is over the very bytes that go out. */
  async #post(body: string): Promise<string | undefined> {
    this.#headers.set('x-pusher-signature', hmac(this.#app.secret, body));
    try {
      const answer = await fetch(this.#settings.url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(answeredWithin),
        headers: this.#headers,
        body,
      });
      await answer.body?.cancel();
      return answer.ok ? undefined : `status ${answer.status}`;
    } catch (problem) {
      return problem instanceof Error ? problem.message : String(problem);
    }
  }
}
