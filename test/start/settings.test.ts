import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ConfigError, readConfig } from '#server/platform/config.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { freePort, openProgram } from '../process.ts';

const secret = 'a secret of at least thirty-two letters';
const password = 'hunter2-of-the-url';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

type Environment = Record<string, string>;

/** Starts, and waits for what must be an end with one line that begins with a word of the settings. */
async function refused(env: Environment): Promise<string> {
  const program = openProgram({ env: { DATA_DIR: dataDirs.fresh(), ...env } });
  const begun = performance.now();
  const { code } = await program.ended;
  const line = program.stderr();
  const all = line + program.stdout();
  assert.match(line, /^[^\n]+\n$/, `one line, not:\n${all}`);
  assert.equal(code, 1);
  assert.equal(program.stdout(), '');
  assert.doesNotMatch(all, /^\s+at /m, 'no stack');
  assert.doesNotMatch(all, new RegExp(password), 'no password');
  assert(performance.now() - begun < 60_000, 'at once');
  return line;
}

type Setting = [name: string, value: string, more?: Environment];

/** Each setting with what cannot be used for it: found by reading alone. */
const malformed: Setting[] = [
  ['PORT', 'abc'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['HOST', 'not a host'],
  ['CLINIC_TIMEZONE', 'Mars'],
  ['CLINIC_TIMEZONE', '+01:00'],
  ['SALLE_SECRET', 'short'],
  ['SALLE_DEMO', 'yes'],
  ['PUBLIC_URL', 'clinic.example'],
  ['PUBLIC_URL', 'https://clinic.example/salle'],
  ['ALLOWED_ORIGINS', 'https://clinic.example,other.example'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '10.0.0.0/33'],
  ['SMTP_URL', 'mail.example'],
  ['REDIS_URL', 'http://redis.example'],
  ['WEBHOOK_URL', 'ftp://hook.example'],
  ['WEBHOOKS', '[{"url":"https://hook.example","event":"member_added"}]'],
  ['SOCKETS_PER_ADDRESS', '0'],
  ['PUSHER_REPLAYS', 'never'],
  ['FILES_URL', 'files'],
  ['DATABASE_URL', `mysql://salle:${password}@127.0.0.1/salle`, { SALLE_SECRET: secret }],
  ['DATABASE_MIGRATION_URL', 'localhost', { DATABASE_URL: 'postgres://127.0.0.1:1/salle', SALLE_SECRET: secret }],
  ['BROADCAST_CONNECTION', 'carrier-pigeon'],
  ['PUSHER_APP_ID', '', { BROADCAST_CONNECTION: 'pusher' }],
  ['PUSHER_PORT', '0'],
  ['PUSHER_SCHEME', 'ftp'],
  ['REVERB_APP_ID', '', { BROADCAST_CONNECTION: 'reverb' }],
  ['REVERB_PORT', 'http', { BROADCAST_CONNECTION: 'reverb' }],
  ['REVERB_SCHEME', 'ws', { BROADCAST_CONNECTION: 'reverb' }],
  ['MEDIA_PROVIDER', 'zoom'],
  ['VONAGE_APPLICATION_ID', '', { MEDIA_PROVIDER: 'vonage' }],
  ['ICE_SERVERS', 'stun:stun.example'],
  ['TURN_URL', 'http://turn.example'],
];

/** Some of them, and what only a real start finds out. */
const refusedAtStart: Setting[] = [
  ['PORT', 'abc'],
  ['HOST', '203.0.113.7'],
  ['CLINIC_TIMEZONE', 'Mars'],
  ['TRUST_PROXY', 'true'],
  ['SALLE_LOG', 'loud'],
  ['DATABASE_URL', `postgres://salle:${password}@127.0.0.1:1/salle`, { SALLE_SECRET: secret }],
  ['DATABASE_URL', `postgres://salle:${password}@database.invalid/salle`, { SALLE_SECRET: secret }],
  ['DATABASE_URL', `postgres://salle:${password}@127.0.0.1:1/salle?sslrootcert=/nowhere`, { SALLE_SECRET: secret }],
];

describe('a setting that cannot be used is told in one sentence that names it', () => {
  for (const [name, value, more = {}] of malformed) {
    test(`${name}=${value}`.replace(password, '…'), () => {
      const told = (error: Error) =>
        error instanceof ConfigError &&
        error.message.startsWith(`${name} must be `) &&
        !error.message.includes(password);
      assert.throws(() => readConfig({ ...more, [name]: value }), told);
    });
  }
});

describe('a start with such a setting ends with that one line', { concurrency: 2 }, () => {
  for (const [name, value, more = {}] of refusedAtStart) {
    test(`${name}=${value}`.replace(password, '…'), async () => {
      assert.match(await refused({ ...more, [name]: value }), new RegExp(`^${name} must be `));
    });
  }

  test('DATABASE_URL without SALLE_SECRET', async () => {
    const line = await refused({ DATABASE_URL: `postgres://salle:${password}@127.0.0.1:1/salle` });
    assert.match(line, /^SALLE_SECRET must be set with DATABASE_URL/);
  });

  test('a port that is taken', async () => {
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert(address !== null && typeof address === 'object');
    try {
      assert.match(await refused({ PORT: String(address.port) }), new RegExp(`^PORT must be free.*${address.port}`));
    } finally {
      server.close();
    }
  });

  test('a DATA_DIR that is a file', async () => {
    const file = join(dataDirs.folder, 'file');
    await writeFile(file, '');
    assert.match(await refused({ DATA_DIR: file }), /DATA_DIR/);
  });
});
