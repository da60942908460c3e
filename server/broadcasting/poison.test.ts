import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as tick } from 'node:timers/promises';
import { readEvents, sendTestFact } from '#contract/broadcasting.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { openPusher, record } from '#test/realtime/rig.ts';

const channel = 'private-realtime-test';
/** What no room of this program has written: another program has, or another time. */
const poisons: Record<string, [name: string, data: object]> = {
  'a fact without what it tells of': ['appointment.cancelled', {}],
  'a fact with nonsense where a list was': ['sign_in.ended', { account_id: 1, sign_in_ids: 'all' }],
  'a fact that no room knows': ['appointment.forgotten', { appointment_id: 1 }],
  'a fact by the name of what every object has': ['constructor', {}],
};

let application: TestApplication;
before(async () => {
  application = await bootApplication({ demo: true });
});
after(() => application.close());

async function until(isSo: () => boolean, what: string): Promise<void> {
  const patience = performance.now() + 60_000;
  while (!isSo()) {
    assert(performance.now() < patience, `waited in vain until ${what}`);
    await tick(10);
  }
}

const logged = (event: string) => application.logs.filter((line) => line.event === event);

describe('what cannot be told', () => {
  for (const [what, [name, data]] of Object.entries(poisons)) {
    test(`is logged and keeps nothing else: ${what}`, async () => {
      const admin = application.as('admin');
      const { next } = await admin.ask(readEvents, { query: { channel } });
      const client = await openPusher(application.address, { token: await application.tokenOf('admin') });
      try {
        const subscription = client.subscribe(channel);
        const heard = record(subscription);
        await until(() => subscription.subscribed, 'the channel is heard');
        const before = logged('fact_not_told').length;
        const { rows } = await application.owner.query<{ id: string }>(
          'insert into event (name, data, channels) values ($1, $2, $3) returning id',
          [name, data, [channel]],
        );
        await admin.ask(sendTestFact, { body: { message: what } });
        await until(() => heard.length > 0, 'the next fact is told');
        assert.deepEqual(
          heard.map(([event, told]) => [event, (told as { message?: string }).message]),
          [['test.sent', what]],
        );
        const told = logged('fact_not_told').slice(before);
        assert.equal(told.length, 1, 'it is rendered once, and not again and again');
        assert.equal(told[0]?.name, name);
        const { rows: numbered } = await application.owner.query('select position from event where id = $1', [
          rows[0]?.id,
        ]);
        assert.equal(told[0]?.position, Number(numbered[0]?.position));

        const missed = await admin.ask(readEvents, { query: { channel, after: next } });
        assert.deepEqual(
          missed.data.map((event) => event.data),
          [heard[0]?.[1]],
          'who catches up gets the same, and nothing of the other',
        );
      } finally {
        client.disconnect();
      }
    });
  }

  test('costs the dispatcher neither its connection nor its lead', () => {
    assert.equal(logged('dispatcher_connection_lost').length, 0);
    assert.equal(logged('dispatcher_elected').length, 1);
  });
});
