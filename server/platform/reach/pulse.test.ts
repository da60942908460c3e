import assert from 'node:assert/strict';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { cloneDatabase } from '#test/cluster.ts';
import { freePort } from '#test/process.ts';
import { readConfig } from '../config.ts';
import { openDatabase } from '../database.ts';
import type { Add } from '../door.ts';
import { openHealthRoom } from '../health.ts';
import { newLeaving } from '../leaving.ts';
import { openLog } from '../log.ts';
import { openMetrics } from '../metrics.ts';
import type { Refusal } from '../refusal.ts';
import { sql } from '../sql.ts';
import { openPulse } from './pulse.ts';

const log = openLog({ level: 'silent' });
const made = await cloneDatabase('empty');
after(() => made.drop());

/** Stands before the database: what goes through it can be held, and every knock is counted. */
async function openRelay() {
  const { host, port } = made.connection;
  const pairs = new Set<readonly [Socket, Socket]>();
  let isHeld = false;
  let knocks = 0;
  const server = createServer((near) => {
    knocks += 1;
    const far = host.startsWith('/') ? connect(join(host, `.s.PGSQL.${port}`)) : connect(port, host);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('error', () => {}).on('close', () => other.destroy());
      one.pipe(other);
    }
    near.once('close', () => pairs.delete(pair));
    if (isHeld) far.pause();
  });
  server.listen(await freePort(), '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  return {
    connection: { ...made.connection, host: '127.0.0.1', port: typeof address === 'object' ? (address?.port ?? 0) : 0 },
    knocks: () => knocks,
    hold: () => {
      isHeld = true;
      for (const [, far] of pairs) far.pause();
    },
    letGo: () => {
      isHeld = false;
      for (const [, far] of pairs) far.resume();
    },
    [Symbol.asyncDispose]: async () => {
      for (const [near] of pairs) near.destroy();
      server.close();
    },
  };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 60_000; !condition(); await wait(20)) {
    assert(performance.now() < deadline, `waited in vain for ${what}`);
  }
}

test('a database that hangs keeps nobody waiting, whoever comes then is told at once, and it is had again by itself', async () => {
  await using relay = await openRelay();
  const { connection } = relay;
  const database = openDatabase({ connection, size: 2, log });
  const pulse = openPulse({ connection, log, onSilence: database.shut, onReturn: database.reopen });
  await database.unframed.row(sql`select 1`);
  assert.equal(pulse.missedFor(), 0);

  relay.hold();
  await assert.rejects(database.unframed.row(sql`select 1`), 'it does not wait for the answer for ever');
  assert(pulse.missedFor() > 0);
  const knocks = relay.knocks();
  for (let times = 0; times < 1000; times += 1) await assert.rejects(database.unframed.row(sql`select 1`));
  assert(relay.knocks() - knocks < 50, 'a thousand who ask do not knock a thousand times');

  relay.letGo();
  await until('its return', () => pulse.missedFor() === 0);
  await database.unframed.row(sql`select 1`);
  await pulse.stop();
  await database.close();
});

test('the embedded database may be away for a minute; then /healthz says that a new start is due, and of another never', async () => {
  const answer = async (env: Record<string, string>, missedFor: number) => {
    const health = openHealthRoom(
      { database: undefined as never, config: readConfig(env), pulse: { missedFor: () => missedFor } },
      { metrics: openMetrics(), leaving: newLeaving(0), degraded: () => [] },
    );
    const handlers: (() => Promise<unknown>)[] = [];
    health.routes(((_: unknown, handler: () => Promise<unknown>) => void handlers.push(handler)) as unknown as Add);
    return handlers[0]?.().then(
      () => 200,
      (error) => (error as Refusal).status,
    );
  };
  const elsewhere = { DATABASE_URL: 'postgres://u:p@h/d', SALLE_SECRET: 'a secret of at least thirty-two letters' };
  assert.equal(await answer({}, 0), 200);
  assert.equal(await answer({}, 59_000), 200);
  assert.equal(await answer({}, 61_000), 503);
  assert.equal(await answer(elsewhere, 3_600_000), 200);
});
