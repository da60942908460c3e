/** So much at once, and so much a second after that. */
export class Allowance {
  readonly #perSecond: number;
  readonly #burst: number;
  #left: number;
  #since: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#left = burst;
    this.#since = now;
  }

  /** Takes one, if there is one. */
  take(now: number): boolean {
    const grown = this.#left + ((now - this.#since) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#burst, Math.max(this.#left, grown));
    this.#since = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
