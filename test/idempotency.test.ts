import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import * as booking from '#contract/booking.ts';
import { sendTestFact } from '#contract/broadcasting.ts';
import * as catalogue from '#contract/catalogue.ts';
import { addDoctor } from '#contract/clinic.ts';
import { makeFeed } from '#contract/feed.ts';
import { addFile } from '#contract/files.ts';
import { inviteAccount } from '#contract/identity.ts';
import { addDependent, addPatient, giveJoinCode } from '#contract/patients.ts';
import type { Route } from '#contract/route.ts';
import { routes } from '#contract/routes.ts';
import { joinWaitlist } from '#contract/waitlist.ts';
import { assertRefusal, assertSuccess } from './answers.ts';
import { bootApplication } from './application.ts';
import type { Row } from './routes/row.ts';
import { rows } from './routes/rows.ts';
import { callers, openWorld } from './routes/world.ts';

const application = await bootApplication({ demo: true });
after(() => application.close());
const world = await openWorld(application);

/** Of what there is one more, once a route has made something. */
const made = new Map<Route, string>([
  [catalogue.addSpecialization, 'specialization'],
  [catalogue.addPrestation, 'prestation'],
  [catalogue.addSalle, 'salle'],
  [addDoctor, 'doctor'],
  [addDependent, 'patient'],
  [addPatient, 'patient'],
  [giveJoinCode, 'join_code'],
  [inviteAccount, 'account'],
  [booking.holdSlot, 'appointment'],
  [booking.book, 'appointment'],
  [booking.bookSeveral, 'appointment'],
  [booking.deskBook, 'appointment'],
  [addFile, 'appointment_file'],
  [makeFeed, 'caller_link'],
  [joinWaitlist, 'waitlist_entry'],
  [sendTestFact, `event where name = 'test.sent'`],
]);

test('a route that answers 201 makes something, and what that is, is written here', () => {
  const posts = Object.values(routes).filter(({ method, path }) => method === 'POST' && !path.includes('/auth/'));
  const unsaid = posts.filter((route: Route) => route.status === 201 && !route.makes);
  assert.deepEqual(unsaid, []);
  const missing = Object.values(routes).filter((route: Route) => route.makes && !made.has(route));
  assert.deepEqual(missing, []);
});

for (const row of rows.filter(({ route }) => route.makes)) {
  test(`one key, one made: ${row.route.method} ${row.route.path}`, () => makesOnce(row));
}

async function makesOnce({ route, expected, ask }: Row): Promise<void> {
  const caller = callers.find((each) => expected[each] === route.status);
  assert(caller && caller !== 'nobody');
  const client = application.as(caller);
  const headers = { 'idempotency-key': randomUUID() };
  const [asked, other] = [await ask(world, caller), await ask(world, caller)];
  const canDiffer = route.body !== undefined || route.params !== undefined || route.bytes !== undefined;
  if (canDiffer) assert.notDeepEqual(other, asked, 'the row asks for something else each time');
  const count = await countOf(route);

  const answers = await Promise.all([1, 2, 3, 4].map(() => client.call(route, { ...asked, headers })));
  const [first] = answers;
  for (const { status, body } of answers) {
    assertSuccess(route, status, body);
    assert.deepEqual(body, first?.body);
  }
  assert.equal(await countOf(route), count + 1);

  if (canDiffer) {
    const mistaken = await client.call(route, { ...other, headers });
    assert.equal(assertRefusal(route, mistaken.status, mistaken.body), 'idempotency_mismatch');
  }
  for (const path of [route.path, ...(route.alias ? [route.alias] : [])]) {
    assert.deepEqual((await client.call({ ...route, path }, { ...asked, headers })).body, first?.body);
  }
  assert.equal(await countOf(route), count + 1);
}

async function countOf(route: Route): Promise<number> {
  const { rows } = await application.owner.query(`select count(*)::integer as count from ${made.get(route)}`);
  return rows[0].count;
}
