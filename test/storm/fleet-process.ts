import { setTimeout as wait } from 'node:timers/promises';
import type { Orders, Verdict } from './fleet.ts';
import { Listener, type Tally } from './listener.ts';

/** Many listeners in a process of their own, so that whoever runs the storm has hands free. */
const tally: Tally = { deliveries: 0, doubles: 0, caughtUp: 0, reconnects: 0, refused: [] };
const listeners: Listener[] = [];
let lastCut = 0;

process.on('message', async ({ order, said }: { order: keyof Orders; said: never }) => {
  process.send?.((await orders[order](said)) ?? null);
});
process.on('disconnect', () => process.exit());

const orders: { [Order in keyof Orders]: (said: Orders[Order]) => unknown } = {
  async open({ addresses, key, channels }) {
    for (const own of channels) {
      const listener = new Listener({ addresses, key, channels: own, tally });
      listeners.push(listener);
      listener.open();
      if (listeners.length % 50 === 0) await wait(10);
    }
    await live(1);
  },
  cut({ count }) {
    for (let cut = 0; cut < count; cut += 1) listeners[lastCut++ % listeners.length]?.cut();
  },
  live: ({ share }) => live(share),
  async verdict({ truth, patience }) {
    const deadline = performance.now() + patience;
    while (!listeners.every((listener) => hasAll(listener, truth)) && performance.now() < deadline) await wait(20);
    const wrong = listeners.flatMap((listener, index) =>
      faultsOf(listener, truth).map((fault) => `${index}: ${fault}`),
    );
    for (const listener of listeners) listener.end();
    return { ...tally, wrong: wrong.length, first: wrong.slice(0, 3) } satisfies Verdict;
  },
};

/** far more than it takes: it only ends what hangs */
const patience = 120_000;

async function live(share: number): Promise<void> {
  const count = () => listeners.filter(({ isLive }) => isLive).length;
  for (const deadline = performance.now() + patience; count() < listeners.length * share; await wait(10))
    if (performance.now() > deadline) throw new Error(`${count()} of ${listeners.length} listeners came back`);
}

type Truth = Orders['verdict']['truth'];

function hasAll(listener: Listener, truth: Truth): boolean {
  return listener.told.every(([channel, told]) => told.length >= (truth[channel]?.length ?? 0));
}

/** The first place at which what it was told differs from what was written. */
function faultsOf(listener: Listener, truth: Truth): string[] {
  return [...listener.told].flatMap(([channel, told]) => {
    const written = truth[channel] ?? [];
    const place = written.findIndex((id, index) => told[index] !== id);
    if (place === -1 && told.length === written.length) return [];
    const at = place === -1 ? written.length : place;
    return [`${channel} has ${told.length} of ${written.length}, at ${at} ${told[at]} instead of ${written[at]}`];
  });
}
