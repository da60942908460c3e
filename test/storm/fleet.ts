import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Tally } from './listener.ts';

/** What a fleet of listeners is told to do; each order is answered once it is carried out. */
export type Orders = {
  /** the channels of each listener; answered once all are live */
  open: { addresses: readonly string[]; key: string; channels: readonly (readonly string[])[] };
  /** so many more are cut off; each comes back by itself */
  cut: { count: number };
  /** answered once so many of them, as a share, hear and have caught up */
  live: { share: number };
  /** what each channel has really told; waits for it for so many milliseconds */
  verdict: { truth: Readonly<Record<string, readonly number[]>>; patience: number };
};

export type Verdict = Tally & { wrong: number; first: string[] };

export type Fleet = {
  open(said: Orders['open']): Promise<void>;
  cut(count: number): Promise<void>;
  live(share: number): Promise<void>;
  verdict(said: Orders['verdict']): Promise<Verdict>;
  [Symbol.asyncDispose](): Promise<void>;
};

export function openFleet(): Fleet {
  const child = fork(join(import.meta.dirname, 'fleet-process.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  let before: Promise<unknown> = Promise.resolve();

  /** One after the other: answers carry no names. */
  function tell<Order extends keyof Orders>(order: Order, said: Orders[Order]): Promise<unknown> {
    const answered = before.then(async () => {
      child.send({ order, said });
      const gone = ended.then(() => Promise.reject(new Error('the fleet has ended')));
      const [answer] = (await Promise.race([once(child, 'message'), gone])) as [unknown];
      return answer;
    });
    before = answered.catch(() => {}); // whoever asked hears of it
    return answered;
  }

  return {
    open: async (said) => void (await tell('open', said)),
    cut: async (count) => void (await tell('cut', { count })),
    live: async (share) => void (await tell('live', { share })),
    verdict: async (said) => (await tell('verdict', said)) as Verdict,
    [Symbol.asyncDispose]: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
