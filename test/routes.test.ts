import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { assertRefusal, assertSuccess } from './answers.ts';
import { bootApplication } from './application.ts';
import { type Asked, type Client, isRefusal, newClient } from './client.ts';
import { rows } from './routes/rows.ts';
import { type Caller, callers, openWorld } from './routes/world.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const world = await openWorld(application);

test('every route has one row', () => {
  const miscounted = Object.entries(routes)
    .map(([name, route]) => [name, rows.filter((row) => row.route === route).length])
    .filter(([, count]) => count !== 1);
  assert.deepEqual(miscounted, []);
});

for (const { route, expected, ask, own, byLink } of rows) {
  test(`${route.method} ${route.path}`, async () => {
    const got: Record<string, number> = {};
    for (const caller of callers) {
      got[caller] = await statusFor(await clientOf(caller, own), route, await ask(world, caller));
    }
    assert.deepEqual(got, expected);
    const link = bearing(await world.feedToken());
    assert.equal(await statusFor(link, route, await ask(world, 'nobody')), byLink, 'by a link');
  });
}

async function statusFor(client: Client, route: Route, asked: Asked<Route>): Promise<number> {
  const { status, body } = await client.call(route, asked);
  if (isRefusal(body)) assertRefusal(route, status, body);
  else assertSuccess(route, status, body);
  return status;
}

function bearing(token: string): Client {
  return newClient(application.address, () => ({ authorization: `Bearer ${token}` }));
}

async function clientOf(caller: Caller, own: boolean): Promise<Client> {
  if (caller === 'nobody') return application.nobody;
  if (!own) return application.as(caller);
  return bearing((await world.ownToken(caller)).token);
}
