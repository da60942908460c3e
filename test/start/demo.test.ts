import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { readClinic, readMe } from '#contract/clinic.ts';
import { makeToken } from '#contract/identity.ts';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { isDemoAsked, readConfig } from '#server/platform/config.ts';
import { newClient } from '../client.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, openProgram } from '../process.ts';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

const nobodyAt = (address: string) => newClient(address, () => ({}));
const tokenAt = (address: string, token: string) => newClient(address, () => ({ authorization: `Bearer ${token}` }));
const admin = { email: 'admin@salle.test', password: demoPassword, name: 'a test' };

async function clinicOf(env: Record<string, string>) {
  const program = openProgram({ env });
  const nobody = nobodyAt(await program.ready());
  const { data } = await nobody.ask(readClinic);
  program.signal('SIGTERM');
  await program.ended;
  return data;
}

describe('what a start finds in its DATA_DIR', { concurrency: 2 }, () => {
  test('a second start says that the first is there, and leaves it in peace', async () => {
    const dataDir = await dataDirs.clinic();
    const first = openProgram({ env: { DATA_DIR: dataDir } });
    const address = await first.ready();
    const second = openProgram({ env: { DATA_DIR: dataDir } });
    assert.equal((await second.ended).code, 1);
    assert.equal(second.stderr(), `DATA_DIR ${dataDir} is in use by another Salle (process ${first.pid})\n`);
    assert.equal((await fetch(`${address}/readyz`)).status, 200);
    first.signal('SIGTERM');
    assert.equal((await first.ended).code, 0);
  });

  test('the time zone of the first start is the clinic’s for good', async () => {
    const dataDir = dataDirs.fresh();
    const first = { DATA_DIR: dataDir, CLINIC_TIMEZONE: 'Africa/Algiers', SALLE_DEMO: '0' };
    assert.equal((await clinicOf(first)).timezone, 'Africa/Algiers');
    const other = openProgram({ env: { DATA_DIR: dataDir, CLINIC_TIMEZONE: 'Europe/Paris' } });
    assert.equal((await other.ended).code, 1);
    assert.match(other.stderr(), /^CLINIC_TIMEZONE must be Africa\/Algiers, [^\n]+\n$/);
    assert.deepEqual(databaseProcesses(dataDir), []);
    assert.equal((await clinicOf({ DATA_DIR: dataDir })).timezone, 'Africa/Algiers');
  });
});

describe('who is filled with the demo clinic', { concurrency: 2 }, () => {
  const cases: [what: string, env: Record<string, string>, demo: boolean][] = [
    ['a new clinic on loopback', {}, true],
    ['not one that others can reach', { HOST: '0.0.0.0' }, false],
    ['not one with an address', { PUBLIC_URL: 'https://a.example' }, false],
    ['not one that was told so', { SALLE_DEMO: '0' }, false],
    ['whoever asks for it', { SALLE_DEMO: '1', HOST: '0.0.0.0' }, true],
  ];
  for (const [what, env, demo] of cases) test(what, () => assert.equal(isDemoAsked(readConfig(env)), demo));

  // A start goes by these settings: once for yes, once for no.
  for (const [env, demo] of [
    [{ SALLE_DEMO: '1', HOST: '0.0.0.0' }, true],
    [{ HOST: '0.0.0.0' }, false],
  ] as const) {
    test(`a new database is ${demo ? '' : 'not '}filled at its first start`, async () => {
      const clinic = await clinicOf({ DATA_DIR: dataDirs.fresh(), ...env });
      assert.equal(clinic.demo !== null, demo);
    });
  }

  test('its accounts sign in on loopback only, and elsewhere where that is asked for by hand', async () => {
    const dataDir = await dataDirs.clinic();
    const home = openProgram({ env: { DATA_DIR: dataDir } });
    const { data } = await nobodyAt(await home.ready()).ask(makeToken, { body: admin });
    home.signal('SIGTERM');
    await home.ended;

    const reachable = openProgram({ env: { DATA_DIR: dataDir, HOST: '0.0.0.0' } });
    const address = await reachable.ready();
    assert.equal(await nobodyAt(address).refused(makeToken, { body: admin }), '403 demo_closed');
    assert.equal((await nobodyAt(address).ask(readClinic)).data.demo, null);
    assert.equal(await tokenAt(address, data.token).refused(readMe), '401 sign_in_required', 'earlier tokens are dead');
    reachable.signal('SIGTERM');
    await reachable.ended;

    const asked = openProgram({ env: { DATA_DIR: dataDir, HOST: '0.0.0.0', SALLE_DEMO: '1' } });
    await nobodyAt(await asked.ready()).ask(makeToken, { body: admin });
    asked.signal('SIGTERM');
    assert.equal((await asked.ended).code, 0);
  });
});
