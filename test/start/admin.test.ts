import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { useLink } from '#contract/identity.ts';
import { newClient } from '../client.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, freePort, openProgram } from '../process.ts';

const password = 'a long enough word for a test';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

async function admin(env: Record<string, string>, ...args: string[]) {
  const program = openProgram({ command: [process.execPath, 'server/admin.ts', ...args], env });
  const { code } = await program.ended;
  return { code, link: program.stdout().trim(), told: program.stderr() };
}

async function use(address: string, link: string) {
  const client = newClient(address, () => ({ origin: address }));
  return client.call(useLink, { body: { token: new URL(link).hash.slice(1), password } });
}

describe('npm run admin', { concurrency: 2 }, () => {
  test('makes the first admin before the clinic’s first start, and lets nobody else be one', async () => {
    const dataDir = dataDirs.fresh();
    const port = String(await freePort());
    const env = { DATA_DIR: dataDir, PORT: port, SALLE_DEMO: '0' };
    const first = await admin(env, 'First.Admin@example.org');
    assert.equal(first.code, 0, first.told);
    assert.match(first.link, new RegExp(`^http://127\\.0\\.0\\.1:${port}/link#[\\w-]{43}$`));
    assert.deepEqual(databaseProcesses(dataDir), [], 'the database ran for that moment only');

    const other = await admin(env, 'other@example.org');
    assert.equal(other.code, 1);
    assert.equal(other.link, '');
    assert.match(other.told, /^[^\n]*other@example\.org[^\n]*\n$/);

    const program = openProgram({ env });
    const address = await program.ready();
    const { status, body } = await use(address, first.link);
    assert.equal(status, 200, JSON.stringify(body));
    assert('data' in body && body.data.user.role === 'admin' && body.data.user.email === 'first.admin@example.org');
    assert.equal((await use(address, first.link)).status, 422, 'once');
    program.signal('SIGTERM');
    assert.equal((await program.ended).code, 0);
  });

  test('reaches the clinic that runs, without disturbing it', async () => {
    const dataDir = await dataDirs.clinic();
    const program = openProgram({ env: { DATA_DIR: dataDir } });
    const address = await program.ready();
    const { code, link, told } = await admin(
      { DATA_DIR: dataDir, PUBLIC_URL: 'https://a.example' },
      'admin@salle.test',
    );
    assert.equal(code, 0, told);
    assert.match(link, /^https:\/\/a\.example\/link#/);
    assert.equal((await use(address, link)).status, 200);
    const stranger = await admin({ DATA_DIR: dataDir }, 'amina.haddad@salle.test');
    assert.deepEqual([stranger.code, stranger.link], [1, '']);
    assert.match(stranger.told, /^[^\n]*amina\.haddad@salle\.test[^\n]*\n$/);
    program.signal('SIGTERM');
    assert.equal((await program.ended).code, 0);
  });

  for (const args of [[], ['nobody']]) {
    test(`refuses "${args.join(' ')}" in one line`, async () => {
      const { code, link, told } = await admin({ DATA_DIR: dataDirs.fresh() }, ...args);
      assert.deepEqual([code, link], [1, '']);
      assert.equal(told, 'npm run admin needs one e-mail address: npm run admin -- someone@example.org\n');
    });
  }

  test('tells of a malformed setting as a start does', async () => {
    const { code, told } = await admin({ DATA_DIR: dataDirs.fresh(), PUBLIC_URL: 'here' }, 'one@example.org');
    assert.equal(code, 1);
    assert.match(told, /^PUBLIC_URL must be [^\n]+\n$/);
  });
});
