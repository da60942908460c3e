import { test } from 'node:test';
import { hasRedis } from './redis.ts';
import { weather } from './storm.ts';

// With 1,000 sockets, 10,000 facts and twenty kills of each: `npm run trial -- storm`.
const small = { sockets: 120, facts: 900 };
const withoutRedis = hasRedis() ? false : 'redis-server IS NOT INSTALLED: two processes are not tried';

test('sockets, a third of them cut, hear every fact once and in one order, though server and PostgreSQL are killed', async () => {
  await weather({ ...small, kills: ['server', 'postgres'] });
});

test('so do those on two processes, of which one is killed, and Redis too', { skip: withoutRedis }, async () => {
  await weather({ ...small, kills: ['redis', 'server'], processes: 2 });
});
