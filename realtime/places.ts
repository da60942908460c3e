/** What the places of one application are counted by. */
type Counted = {
  /** how many there may be, on all processes together */
  readonly most: number;
  /** connections of this process */
  readonly here: () => number;
  /** those of other processes, and those that they have asked for before us */
  readonly elsewhere: () => number;
  /** says that so many are wanted here, and calls back when everything that was said before it has been heard */
  readonly ask: (count: number, heard: () => void) => void;
};

/**
 * The places of an application. Whoever comes asks for one; those who ask in one moment on several processes are answered in
 * the order in which the bus has carried their questions, which is the same for all, so that no place is given twice.
 */
export class Places {
  readonly #counted: Counted;
  /** given to whoever is just being let in */
  #held = 0;
  #asking: ((has: boolean) => void)[] = [];

  constructor(counted: Counted) {
    this.#counted = counted;
  }

  get taken(): number {
    return this.#counted.here() + this.#held;
  }

  get isFull(): boolean {
    return this.taken + this.#counted.elsewhere() >= this.#counted.most;
  }

  /** Whether there was one. It is held until it is a connection's, or nobody's: then `letGo` must be called. */
  take(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#asking.push(resolve);
      if (this.#asking.length === 1) setImmediate(() => this.#ask()); // all of one tick ask together
    });
  }

  letGo(): void {
    this.#held -= 1;
  }

  #ask(): void {
    const asking = this.#asking;
    this.#asking = [];
    this.#counted.ask(asking.length, () => {
      for (const answer of asking) {
        const has = !this.isFull;
        if (has) this.#held += 1;
        answer(has);
      }
    });
  }
}
