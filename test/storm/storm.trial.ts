import { test } from 'node:test';
import { figure, whole } from '#test/figure.ts';
import { hasRedis } from './redis.ts';
import { type StormOptions, weather } from './storm.ts';

/** Does anybody ever miss a fact, hear it twice, or in another order? What `npm test` tries small, at full size. */
const full = { sockets: 1_000, facts: 10_000 };
const twenty = <Kill extends string>(what: Kill) => Array.from({ length: 20 }, () => what);
const killsOfTwo = twenty('redis').flatMap((redis, index) => (index % 4 === 3 ? [redis, 'server' as const] : [redis]));
const withoutRedis = hasRedis() ? false : 'redis-server IS NOT INSTALLED: two processes are not tried';

const storms: [name: string, options: StormOptions, skip?: string | false][] = [
  ['a third of the sockets cut', { ...full, kills: [] }],
  ['and the server killed 20 times', { ...full, kills: twenty('server') }],
  ['and PostgreSQL killed 20 times', { ...full, kills: twenty('postgres') }],
  ['two processes: Redis killed 20 times, they 5', { ...full, kills: killsOfTwo, processes: 2 }, withoutRedis],
];
for (const [name, options, skip = false] of storms) {
  test(`nobody misses anything: ${name}`, { skip }, async () => {
    const { facts, deliveries, caughtUp, doubles, reconnects, lateCommits, cutTransactions, seconds } =
      await weather(options);
    figure(
      name,
      '0 lost',
      `${whole(facts)} facts, ${whole(lateCommits)} committed late, ${cutTransactions} cut and tried again · ` +
        `${whole(deliveries)} told once and in one order · ${whole(reconnects)} reconnects, ${whole(caughtUp)} caught up, ` +
        `${whole(doubles)} doubles dropped · ${seconds.toFixed(1)} s`,
    );
  });
}
