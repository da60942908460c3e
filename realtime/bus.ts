/** Carries short texts to every other process; best effort, in each sender's order. */
export type Bus = {
  /** called once; `up` each time that the others can be reached (again) */
  connect(ears: BusEars): void;
  /** to all others; whoever cannot be reached misses it */
  say(text: string): void;
  health(): BusHealth;
  close(): Promise<void>;
};

/** Who listens to a bus. */
export type BusEars = {
  /** what another process has said; never what this one has */
  hear(text: string): void;
  up(): void;
  down(): void;
};

export type BusHealth = {
  readonly up: boolean;
  /** whether there can be other processes at all */
  readonly alone: boolean;
  /** why it is down */
  readonly problem?: string | undefined;
};

/** One process, nobody else. */
export const noBus: Bus = {
  connect() {},
  say() {},
  health: () => ({ up: true, alone: true }),
  close: async () => {},
};

/** Several servers in one process: for tests, and to see what crosses. */
export function openMemoryBuses(count: number): Bus[] {
  const all = new Set<BusEars>();
  return Array.from({ length: count }, () => {
    let own: BusEars | undefined;
    return {
      connect(ears) {
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
