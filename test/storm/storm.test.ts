import { test } from 'node:test';
import { hasRedis } from './redis.ts';
import { weather } from './storm.ts';

// With 1,000 sockets, 10,000 facts and twenty kills of each: `npm run trial -- storm`.
const small = { sockets: 100, facts: 600 };
const withoutRedis = hasRedis() ? false : 'redis-server IS NOT INSTALLED: two processes are not tried';

test('sockets, a third of them cut meanwhile, hear every fact of eight writers once and in one order', async () => {
  await weather({ sockets: 200, facts: 1_500, kills: [] });
});

test('so do sockets whose server is killed under them', async () => {
  await weather({ ...small, kills: ['server'] });
});

test('and those whose PostgreSQL is', async () => {
  await weather({ ...small, kills: ['postgres'] });
});

test('and those on two processes, of which one is killed, and Redis too', { skip: withoutRedis }, async () => {
  await weather({ ...small, kills: ['redis', 'server'], processes: 2 });
});
