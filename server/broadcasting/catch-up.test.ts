import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type LiveEvent, readEvents, sendTestFact } from '#contract/broadcasting.ts';
import { bootApplication, type TestApplication } from '#test/application.ts';
import { sweepFacts } from './broadcasting.sql.ts';

const channel = 'private-realtime-test';

let application: TestApplication;
before(async () => {
  application = await bootApplication({ demo: true });
});
after(() => application.close());

const read = async (after?: string) =>
  application.as('admin').ask(readEvents, { query: after === undefined ? { channel } : { channel, after } });
const refused = (after: string) => application.as('admin').refused(readEvents, { query: { channel, after } });

/** Sends, and reads on from there until it is told. */
async function told(message: string, after: string): Promise<LiveEvent> {
  await application.as('admin').ask(sendTestFact, { body: { message } });
  for (const end = performance.now() + 60_000; ; ) {
    const event = (await read(after)).data.find(({ data }) => data.message === message);
    if (event) return event;
    assert.ok(performance.now() < end, `${message} was never told`);
  }
}

describe('catching up', () => {
  test('after all facts were swept, numbers go on where they were', async () => {
    const { next: start } = await read();
    const first = await told('before the quiet weekend', start);
    await application.owner.query(`UPDATE event SET occurred_at = now() - interval '3 days'`);
    await application.owner.query(sweepFacts.text);
    const { next } = await read();
    assert.deepEqual((await read(next)).data, [], 'whoever stands at the end has missed nothing');
    assert.equal(await refused(start), '410 resync_required');
    const second = await told('after it', next);
    assert.ok(second.event_id > first.event_id, `${first.event_id} ${second.event_id}`);
  });

  test('from another life of the database is told to fetch anew', async () => {
    assert.equal(await refused('9'.repeat(18)), '410 resync_required');
  });
});
