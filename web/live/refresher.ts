import type { QueryClient, QueryKey } from '@tanstack/react-query';

export type Refresher = { touch(keys: readonly QueryKey[]): void };

/**
 * Has queries fetched again because something that they show has changed. Many changes at once are one fetch; while one
 * is under way, a further change is one more after it; and none while a change of the person's own is on its way, which
 * it would show undone for a moment.
 */
export function openRefresher(queries: QueryClient, pause = 50): Refresher {
  const touched = new Map<string, QueryKey>();
  let running = false;

  async function run() {
    running = true;
    while (touched.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (queries.isMutating() > 0) continue;
      const keys = [...touched.values()];
      touched.clear();
      await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
    }
    running = false;
  }

  return {
    touch: (keys) => {
      for (const key of keys) touched.set(JSON.stringify(key), key);
      if (!running) void run();
    },
  };
}
