import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { listDoctors, readMe } from '#contract/clinic.ts';
import { makeToken } from '#contract/identity.ts';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { type Client, isRefusal, newClient } from '../client.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { type OtherPostgres, openOtherPostgres, otherPassword } from '../other-postgres.ts';
import { openProgram } from '../process.ts';

const secret = 'a secret of at least thirty-two letters';

let dataDirs: DataDirs;
let postgres: OtherPostgres;
before(async () => {
  [dataDirs, postgres] = await Promise.all([openDataDirs(), openOtherPostgres()]);
});
after(async () => {
  await dataDirs[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});

const startOn = (env: Record<string, string>) =>
  openProgram({ env: { DATA_DIR: dataDirs.fresh(), SALLE_SECRET: secret, ...env } });

const escaped = otherPassword.replaceAll("'", "''");

/** A database, whoever owns it, and a user without any right. */
async function makeDatabase(name: string): Promise<{ owner: string; program: string }> {
  await postgres.query(`CREATE ROLE ${name}_owner LOGIN CREATEROLE PASSWORD '${escaped}'`);
  await postgres.query(`CREATE ROLE ${name}_program LOGIN PASSWORD '${escaped}'`);
  await postgres.query(`CREATE DATABASE ${name} OWNER ${name}_owner`);
  return { owner: postgres.url(`${name}_owner`, name), program: postgres.url(`${name}_program`, name) };
}

/** A database that holds what a Salle noted before functions had files of their own. */
async function madeEarly(): Promise<string> {
  await postgres.query('CREATE DATABASE early');
  const url = postgres.url('postgres', 'early');
  const client = new pg.Client(url);
  await client.connect();
  await client.query(`CREATE TABLE migration (name text PRIMARY KEY, hash text NOT NULL)`);
  await client.end();
  return url;
}

async function adminOf(address: string): Promise<Client> {
  const body = { email: 'admin@salle.test', password: demoPassword, name: 'a test' };
  const { data } = await newClient(address, () => ({})).ask(makeToken, { body });
  return newClient(address, () => ({ authorization: `Bearer ${data.token}` }));
}

describe('with DATABASE_URL', () => {
  test('two processes start at once on an empty database, and both serve', async () => {
    await postgres.query('CREATE DATABASE pair');
    // More than one process is only allowed with a bus; one that is away keeps nobody from serving.
    const env = { DATABASE_URL: postgres.url('postgres', 'pair'), SALLE_DEMO: '1', REDIS_URL: 'redis://127.0.0.1:1' };
    const pair = [startOn(env), startOn(env)];
    const addresses = await Promise.all(pair.map((program) => program.ready()));
    for (const address of addresses) {
      const { total } = await newClient(address, () => ({})).ask(listDoctors);
      assert(total > 0);
    }
    for (const program of pair) program.signal('SIGTERM');
    for (const program of pair) assert.equal((await program.ended).code, 0, program.stderr());
  });

  test('an owner migrates, and the program is a user without rights', async () => {
    const { owner, program } = await makeDatabase('apart');
    const salle = startOn({ DATABASE_URL: program, DATABASE_MIGRATION_URL: owner, SALLE_DEMO: '1' });
    const address = await salle.ready();
    await (await adminOf(address)).ask(readMe);
    salle.signal('SIGTERM');
    assert.equal((await salle.ended).code, 0);
    const again = startOn({ DATABASE_URL: program, DATABASE_MIGRATION_URL: owner });
    await again.ready();
    again.signal('SIGTERM');
    assert.equal((await again.ended).code, 0);
  });

  test('an owner alone is enough, superuser or not', async () => {
    const { owner } = await makeDatabase('alone');
    const salle = startOn({ DATABASE_URL: owner });
    await salle.ready();
    salle.signal('SIGTERM');
    assert.equal((await salle.ended).code, 0);
  });

  const refusals: [what: string, url: () => Promise<string>][] = [
    [
      'a wrong password',
      async () => postgres.url('postgres', 'postgres').replace(encodeURIComponent(otherPassword), 'x'),
    ],
    ['a database that is not there', async () => postgres.url('postgres', 'nowhere')],
    ['a database made before the first release', madeEarly],
    ['a user who may not migrate', async () => (await makeDatabase('poor')).program],
  ];
  for (const [what, url] of refusals) {
    test(`${what} ends the start with one line`, async () => {
      const salle = startOn({ DATABASE_URL: await url() });
      assert.equal((await salle.ended).code, 1);
      assert.match(salle.stderr(), /^[^\n]*DATABASE_(MIGRATION_)?URL[^\n]*\n$/);
      assert(!salle.stderr().includes(encodeURIComponent(otherPassword)) && !salle.stderr().includes(otherPassword));
    });
  }

  test('PostgreSQL restarts under load: Salle says so meanwhile, and goes on', async () => {
    await postgres.query('CREATE DATABASE restart');
    const salle = startOn({ DATABASE_URL: postgres.url('postgres', 'restart'), SALLE_DEMO: '1' });
    const address = await salle.ready();
    const admin = await adminOf(address);
    const load = startLoad(admin);
    await load.until(200);

    await postgres.stop();
    await load.until(503);
    const away = await fetch(`${address}/readyz`);
    assert.equal(away.status, 503);
    assert.equal(isRefusal((await away.json()) as object), true);
    assert.equal((await fetch(`${address}/healthz`)).status, 200);
    await postgres.start();
    await load.until(200);
    assert.equal((await fetch(`${address}/readyz`)).status, 200);

    await load.stop();
    assert.deepEqual([...load.seen].sort(), ['200', '503 unavailable']);
    salle.signal('SIGTERM');
    assert.equal((await salle.ended).code, 0, salle.stderr());
    assert.equal(salle.stderr(), '');
  });
});

/** Several callers who ask without a pause, and note how they are answered. */
function startLoad(client: Client) {
  const seen = new Set<string>();
  let last = 0;
  let going = true;
  const callers = Array.from({ length: 8 }, async () => {
    while (going) {
      const { status, body } = await client.call(readMe);
      seen.add(isRefusal(body) ? `${status} ${body.error}` : String(status));
      last = status;
      if (status !== 200) await wait(10);
    }
  });
  return {
    seen,
    until: async (status: number) => {
      last = 0;
      const deadline = performance.now() + 60_000;
      while (last !== status) {
        assert(performance.now() < deadline, `never answered ${status}, but ${[...seen].join(', ')}`);
        await wait(5);
      }
    },
    stop: async () => {
      going = false;
      await Promise.all(callers);
    },
  };
}
