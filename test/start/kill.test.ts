import { test } from 'node:test';
import { killRepeatedly } from './killing.ts';

// Twenty times: `npm run trial -- kill`.
test('after kill -9 of server and database, again and again, every account that was answered 201 exists once', async () => {
  await killRepeatedly(3);
});
