/** Carries short texts to every other process; best effort, in each sender's order. */
export type Bus = {
  /** called once; `up` each time that the others can be reached (again) */
  open(ears: BusEars): void;
  say(text: string): void;
  health(): BusHealth;
  close(): Promise<void>;
};

export type BusEars = { hear(text: string): void; up(): void; down(): void };

export type BusHealth = {
  readonly up: boolean;
  /** whether there can be other processes at all */
  readonly alone: boolean;
  readonly problem?: string | undefined;
};

/** One process, nobody else. */
export function noBus(): Bus {
  return { open() {}, say() {}, health: () => ({ up: true, alone: true }), close: async () => {} };
}

/** Several servers in one process: for tests, and to see what crosses. */
export function memoryBuses(count: number): Bus[] {
  const all = new Set<BusEars>();
  return Array.from({ length: count }, () => {
    let own: BusEars | undefined;
    return {
      open(ears) {
        own = ears;
        all.add(ears);
        queueMicrotask(() => ears.up());
      },
      say(text) {
        queueMicrotask(() => {
          for (const ears of all) if (ears !== own) ears.hear(text);
        });
      },
      health: () => ({ up: true, alone: false }),
      async close() {
        if (own) all.delete(own);
      },
    };
  });
}
