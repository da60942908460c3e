import { test } from 'node:test';
import { killRepeatedly } from './killing.ts';

test('after 20 × kill -9 of server and database, every account that was answered 201 exists once', async () => {
  await killRepeatedly(20);
});
