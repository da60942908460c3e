import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';
import { ConfigError, readConfig } from './config.ts';

const secret = 'a'.repeat(32);

test('nothing set gives what the contract says', () => {
  const config = readConfig({});
  assert.equal(config.port, 3000);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.isLoopback, true);
  assert.equal(config.dataDir, resolve('./data'));
  for (const name of [
    'databaseUrl',
    'secret',
    'demo',
    'timezone',
    'publicUrl',
    'allowedOrigins',
    'smtpUrl',
    'trustProxy',
  ] as const) {
    assert.equal(config[name], undefined, name);
  }
});

test('an empty variable is one that is not set', () => {
  assert.deepEqual(readConfig({ PORT: '', DATABASE_URL: ' ', SALLE_DEMO: '' }), readConfig({}));
});

test('what is set is read', () => {
  const config = readConfig({
    PORT: '8080',
    HOST: '0.0.0.0',
    DATABASE_URL: 'postgres://app:pw@db/salle',
    DATABASE_MIGRATION_URL: 'postgresql://owner:pw@db/salle',
    SALLE_SECRET: secret,
    SALLE_DEMO: '0',
    CLINIC_TIMEZONE: 'africa/algiers',
    PUBLIC_URL: 'https://clinic.example',
    ALLOWED_ORIGINS: 'https://a.example, http://b.example:8080/',
    SMTP_URL: 'smtps://mail.example',
    TRUST_PROXY: '10.0.0.0/8, ::1',
  });
  assert.equal(config.isLoopback, false);
  assert.equal(config.migrationUrl, 'postgresql://owner:pw@db/salle');
  assert.equal(config.demo, false);
  assert.equal(config.timezone, 'Africa/Algiers');
  assert.deepEqual(config.allowedOrigins, ['https://a.example', 'http://b.example:8080']);
  assert.deepEqual(config.trustProxy, ['10.0.0.0/8', '::1']);
});

test('webhooks are those of both settings, each with what it wants to hear', () => {
  const one = { url: 'https://b.example', events: ['member_added'], headers: { authorization: 'Bearer t' } };
  const WEBHOOKS = JSON.stringify([{ ...one, channel_prefix: 'presence-', channel_suffix: '.chat' }]);
  assert.deepEqual(readConfig({ WEBHOOK_URL: 'https://a.example', WEBHOOKS }).webhooks, [
    { url: 'https://a.example' },
    { ...one, channelPrefix: 'presence-', channelSuffix: '.chat' },
  ]);
});

test('loopback has several names', () => {
  for (const HOST of ['localhost', '127.0.0.1', '127.9.9.9', '::1'])
    assert.equal(readConfig({ HOST }).isLoopback, true, HOST);
  for (const HOST of ['0.0.0.0', '::', '10.0.0.1', 'clinic.example'])
    assert.equal(readConfig({ HOST }).isLoopback, false, HOST);
});

const wrong: Record<string, string[]> = {
  PORT: ['abc', '-1', '65536', '80.5', '1e3', '0x50'],
  HOST: ['not a host', 'http://clinic.example', '1.2.3.4:80', '-', '999.999.1.1:'],
  DATABASE_URL: ['mysql://db/salle', 'db', 'postgres'],
  DATABASE_MIGRATION_URL: ['http://db'],
  SALLE_SECRET: ['short'],
  SALLE_DEMO: ['yes', 'true', '2'],
  CLINIC_TIMEZONE: ['Mars', '+01:00', 'Africa', 'Africa/Nowhere', '-5'],
  PUBLIC_URL: [
    'clinic.example',
    'ftp://clinic.example',
    'https://clinic.example/path',
    'https://clinic.example?x',
    '/',
  ],
  ALLOWED_ORIGINS: ['*', 'https://a.example,', 'a.example', 'https://a.example/path', 'null'],
  SMTP_URL: ['mail.example', 'http://mail.example'],
  TRUST_PROXY: ['true', '1', '10.0.0.0/33', '::1/129', 'proxy.example', '10.0.0.1,', '10.0.0.0/'],
  REDIS_URL: ['redis', 'http://redis'],
  WEBHOOK_URL: ['hooks', 'ftp://hooks'],
  WEBHOOKS: [
    'https://hooks.example',
    '{}',
    '[]',
    '[{}]',
    '[{"url":"ftp://hooks"}]',
    '[{"url":"https://a.example"},{"url":"hooks"}]',
    '[{"url":"https://a.example","events":["member_aded"]}]',
    '[{"url":"https://a.example","events":[]}]',
    '[{"url":"https://a.example","prefix":"presence-"}]',
    '[{"url":"https://a.example","channel_prefix":""}]',
    '[{"url":"https://a.example","channel_suffix":"a b"}]',
    '[{"url":"https://a.example","headers":{"a b":"c"}}]',
    '[{"url":"https://a.example","headers":{"a":1}}]',
  ],
  SOCKETS_PER_ADDRESS: ['0', '-1', 'many', '1.5'],
  SOCKETS_PER_ACCOUNT: ['0', 'x'],
  CONNECTIONS_PER_ADDRESS: ['0', 'x'],
  SOCKETS_SIGN_IN_SECONDS: ['0', '4', '3601'],
  PUSHER_REPLAYS: ['yes', 'REFUSE', '1'],
  FILES_URL: ['files', '/var/files'],
  TURN_URL: ['turn.example', 'http://turn.example'],
  ICE_SERVERS: ['stun:stun.example', '{}', '[1]', '[{"url":"x"}]', '[{"urls":'],
  MEDIA_PROVIDER: ['zoom', 'P2P'],
  JANUS_URL: ['janus', 'http://janus:8088/janus'],
  BROADCAST_CONNECTION: ['redis', 'log'],
  BROADCAST_DRIVER: ['reverb', 'pusher', 'log'],
  PUSHER_PORT: ['0', 'abc', '70000'],
  PUSHER_SCHEME: ['ws'],
  REVERB_PORT: ['x'],
  REVERB_SCHEME: ['HTTPS'],
};

describe('a wrong value stops the start with one line that names the variable', () => {
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      test(`${name}=${value}`, () => assert.throws(() => readConfig({ ...around(name), [name]: value }), told(name)));
    }
  }
});

describe('what belongs together is asked for together', () => {
  const cases: Record<string, Record<string, string>> = {
    SALLE_SECRET: { DATABASE_URL: 'postgres://db/salle' },
    VONAGE_APPLICATION_ID: { MEDIA_PROVIDER: 'vonage', VONAGE_PRIVATE_KEY: 'x' },
    VONAGE_PRIVATE_KEY: { MEDIA_PROVIDER: 'vonage', VONAGE_APPLICATION_ID: 'x' },
    JANUS_URL: { MEDIA_PROVIDER: 'janus', JANUS_API_SECRET: 'x' },
    JANUS_API_SECRET: { MEDIA_PROVIDER: 'janus', JANUS_URL: 'ws://janus:8188' },
    PUSHER_APP_SECRET: { BROADCAST_CONNECTION: 'pusher', PUSHER_APP_ID: '1', PUSHER_APP_KEY: 'x' },
    REVERB_APP_ID: { BROADCAST_CONNECTION: 'reverb' },
    REVERB_HOST: { ...around('REVERB_HOST'), REVERB_HOST: '' },
  };
  for (const [name, env] of Object.entries(cases)) {
    test(`${Object.keys(env).join(', ')} without ${name}`, () => assert.throws(() => readConfig(env), told(name)));
  }
});

describe('where the server is that carries the events', () => {
  const pusher = { BROADCAST_CONNECTION: 'pusher', PUSHER_APP_ID: '1', PUSHER_APP_KEY: 'x', PUSHER_APP_SECRET: 'x' };
  const reverb = around('REVERB_');
  const cases: [what: string, env: Record<string, string>, address: string][] = [
    ['Pusher, by itself', pusher, 'https://api-mt1.pusher.com:443'],
    ['Pusher, in a cluster', { ...pusher, PUSHER_APP_CLUSTER: 'eu' }, 'https://api-eu.pusher.com:443'],
    ['Soketi', { ...pusher, PUSHER_HOST: 'soketi', PUSHER_SCHEME: 'http', PUSHER_PORT: '6001' }, 'http://soketi:6001'],
    ['Pusher, without TLS', { ...pusher, PUSHER_SCHEME: 'http' }, 'http://api-mt1.pusher.com:80'],
    ['Reverb, by itself', reverb, 'http://x:8080'],
    ['Reverb, with TLS', { ...reverb, REVERB_SCHEME: 'https' }, 'https://x:8080'],
    ['Reverb, elsewhere', { ...reverb, REVERB_SCHEME: 'https', REVERB_PORT: '443' }, 'https://x:443'],
  ];
  for (const [what, env, address] of cases) {
    test(what, () => {
      const { broadcast } = readConfig(env);
      assert(broadcast.kind === 'outside');
      assert.equal(`${broadcast.https ? 'https' : 'http'}://${broadcast.host}:${broadcast.port}`, address);
    });
  }
});

test('the old name of a setting stops the start, and the line says the new one', () => {
  assert.throws(() => readConfig({ BROADCAST_DRIVER: 'reverb', ...around('REVERB_') }), {
    message: 'BROADCAST_DRIVER must be left out: it is called BROADCAST_CONNECTION here',
  });
});

test('no line repeats what was set: it may be a secret', () => {
  const values = {
    SALLE_SECRET: 'hunter2',
    DATABASE_URL: 'mysql://user:hunter2@db',
    SMTP_URL: 'http://user:hunter2@mail',
  };
  for (const [name, value] of Object.entries(values)) {
    assert.throws(
      () => readConfig({ [name]: value }),
      (error: Error) => !error.message.includes('hunter2'),
    );
  }
});

/** What must be set for a variable to be read at all. */
function around(name: string): Record<string, string> {
  if (!name.startsWith('REVERB_')) return {};
  return {
    BROADCAST_CONNECTION: 'reverb',
    REVERB_APP_ID: '1',
    REVERB_APP_KEY: 'x',
    REVERB_APP_SECRET: 'x',
    REVERB_HOST: 'x',
  };
}

function told(name: string) {
  return (error: unknown): boolean => {
    assert(error instanceof ConfigError, String(error));
    assert.match(error.message, new RegExp(`^${name} must be `));
    assert(!error.message.includes('\n'), 'one line');
    return true;
  };
}
