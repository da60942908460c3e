/**
 * Carries short texts to every process, the speaker's own too, in one order for all; best effort. One that does not bring
 * back what this process says itself will do, but then quotas hold only up to what is said in the same moment.
 */
export type Bus = {
  /** called once; `up` each time that the others can be reached (again) */
  connect(ears: BusEars): void;
  /** to all; whoever cannot be reached misses it */
  say(text: string): void;
  health(): BusHealth;
  close(): Promise<void>;
};

/** Who listens to a bus. */
export type BusEars = {
  /** what any process has said */
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
          for (const ears of all) ears.hear(text);
        });
      },
      health: () => ({ up: true, alone: false }),
      async close() {
        if (own) all.delete(own);
      },
    };
  });
}
