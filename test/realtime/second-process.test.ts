import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { sendTestFact } from '#contract/broadcasting.ts';
import { next } from '#realtime/test/rig.ts';
import { takeProcessLock } from '#server/broadcasting/process-lock.ts';
import { ConfigError } from '#server/platform/config.ts';
import { emailOf, tokenFor } from '#test/application.ts';
import { newClient } from '#test/client.ts';
import { cloneDatabase } from '#test/cluster.ts';
import { openBeside, openOutsiders, openPusher } from './rig.ts';

const succeeded = 'pusher:subscription_succeeded';

describe('a second process on the same database, without REDIS_URL', () => {
  test('waits for the first to go, then refuses in one line that names the setting', async () => {
    const { application, close } = await openOutsiders();
    const wire = new pg.Client(application.connection);
    await wire.connect();
    try {
      const begun = performance.now();
      await assert.rejects(takeProcessLock(wire, true, 500), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.match(error.message, /^REDIS_URL must be set for more than one process: [^\n]+$/);
        return true;
      });
      assert.ok(performance.now() - begun >= 500);
    } finally {
      await wire.end();
      await close();
    }
  });

  test('opens as soon as the first has gone', async () => {
    const { connection, drop } = await cloneDatabase('demo');
    const first = await openBeside({ connection });
    const opening = openBeside({ connection });
    try {
      assert.equal(await Promise.race([opening.then(() => 'opened'), pause(400, 'waits')]), 'waits');
      await first.close();
      const second = await opening;
      await tokenFor(second.address, emailOf('admin'));
    } finally {
      await first.close();
      await (await opening).close();
      await drop();
    }
  });
});

/** What stands before the processes of a clinic, and sends whoever comes to one of them. */
async function openProxy(to: { address: string }) {
  const server = createServer((near) => {
    const far = connect(Number(new URL(to.address).port), '127.0.0.1');
    for (const end of [near, far]) end.on('error', () => {}); // a process that goes away is what is tried
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

test('one process after the other is replaced: an official client comes back by itself, and hears what is told', async () => {
  const { connection, drop } = await cloneDatabase('demo');
  const env = { REDIS_URL: 'redis://127.0.0.1:1' }; // a bus that is away keeps nobody from serving
  const [old, young] = [await openBeside({ connection }, env), await openBeside({ connection }, env)];
  const to = { address: old.address };
  const proxy = await openProxy(to);
  const token = await tokenFor(proxy.address, emailOf('admin'));
  const client = await openPusher(proxy.address, { token });
  try {
    const channel = client.subscribe('private-realtime-test');
    await next(channel, succeeded);
    to.address = young.address;
    const back = next(channel, succeeded);
    await old.close();
    await back;
    const told = next<{ message: string }>(channel, 'test.sent');
    const admin = newClient(young.address, () => ({ authorization: `Bearer ${token}` }));
    await admin.ask(sendTestFact, { body: { message: 'after the restart' } });
    assert.equal((await told).message, 'after the restart');
  } finally {
    client.disconnect();
    await old.close();
    await young.close();
    proxy.close();
    await drop();
  }
});
