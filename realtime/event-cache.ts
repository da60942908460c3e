export type CachedEvent = { readonly event: string; readonly data: string; readonly until: number };

/** The last event of each `cache-` channel, for a while; the least lately told are dropped first. */
export class EventCache {
  readonly #most: number;
  readonly #lasts: number;
  readonly #events = new Map<string, CachedEvent>();

  constructor(most: number, seconds: number) {
    this.#most = most;
    this.#lasts = seconds * 1000;
  }

  keep(channel: string, event: string, data: string, now: number): void {
    this.take(channel, { event, data, until: now + this.#lasts });
  }

  /** Takes over what another process has kept, unless ours is later. */
  take(channel: string, cached: CachedEvent): void {
    const known = this.#events.get(channel);
    if (known && known.until > cached.until) return;
    this.#events.delete(channel); // a Map keeps the order in which keys came: it goes to the end
    this.#events.set(channel, cached);
    const oldest = this.#events.keys().next();
    if (this.#events.size > this.#most && !oldest.done) this.#events.delete(oldest.value);
  }

  last(channel: string, now: number): CachedEvent | undefined {
    const cached = this.#events.get(channel);
    if (!cached || cached.until > now) return cached;
    this.#events.delete(channel);
    return undefined;
  }

  all(): [string, CachedEvent][] {
    return [...this.#events];
  }
}
