import type { Clock } from './clock.ts';

/** Signatures that have been accepted, for as long as their timestamps hold: none is accepted twice. */
export class UsedSignatures {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();
  #sweepAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(app: string, signature: string): boolean {
    return (this.#until.get(`${app} ${signature}`) ?? 0) > this.#clock.now();
  }

  add(app: string, signature: string, until: number): void {
    this.#until.set(`${app} ${signature}`, until);
    this.#sweep();
  }

  #sweep(): void {
    const now = this.#clock.now();
    if (now < this.#sweepAt) return;
    this.#sweepAt = now + 60_000;
    for (const [key, until] of this.#until) if (until <= now) this.#until.delete(key);
  }
}
