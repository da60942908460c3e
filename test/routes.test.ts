import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { assertRefusal, assertSuccess } from './answers.ts';
import { bootApplication } from './application.ts';
import { type Client, isRefusal, newClient } from './client.ts';
import { rows } from './routes/rows.ts';
import { type Caller, callers, openWorld } from './routes/world.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const world = openWorld(application);

test('every route has one row', () => {
  const miscounted = Object.entries(routes)
    .map(([name, route]) => [name, rows.filter((row) => row.route === route).length])
    .filter(([, count]) => count !== 1);
  assert.deepEqual(miscounted, []);
});

for (const { route, expected, ask, own } of rows) {
  test(`${route.method} ${route.path}`, async () => {
    const got: Record<string, number> = {};
    for (const caller of callers) {
      const client = await clientOf(caller, own);
      const { status, body } = await client.call(route, await ask(world, caller));
      if (isRefusal(body)) assertRefusal(route, status, body);
      else assertSuccess(route, status, body);
      got[caller] = status;
    }
    assert.deepEqual(got, expected);
  });
}

async function clientOf(caller: Caller, own: boolean): Promise<Client> {
  if (caller === 'nobody') return application.nobody;
  if (!own) return application.as(caller);
  const { token } = await world.ownToken(caller);
  return newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
}
