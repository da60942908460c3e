import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { inviteAccount, makeToken } from '#contract/identity.ts';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { type Client, newClient } from '../client.ts';
import { openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, openProgram, type Program } from '../process.ts';

const writers = 4;
/** far more than it takes: it only ends what hangs */
const patience = 60_000;

/** One account that somebody wants made, under the key with which they ask again until they are answered. */
type Wish = { email: string; key: string };
type Writer = { open: Wish; answered: { email: string; id: number }[] };

/** `kill -9` of server and database while accounts are made, so many times: in the end there is what was answered, once. */
export async function killRepeatedly(kills: number): Promise<void> {
  await using dataDirs = await openDataDirs();
  const dataDir = await dataDirs.clinic();
  const desk: Writer[] = Array.from({ length: writers }, () => ({ open: newWish(), answered: [] }));
  let token: string | undefined;
  let asked = 0;

  for (let round = 0; round < kills; round++) {
    const program = openProgram({ env: { DATA_DIR: dataDir } });
    const address = await program.ready();
    token ??= await adminToken(address);
    const client = newClient(address, () => ({ authorization: `Bearer ${token}` }));
    const before = count(desk);
    const writing = desk.map((writer) => write(client, writer, () => asked++));
    const enough = before + 1 + Math.random() * 40; // whichever moment that is
    const deadline = performance.now() + patience;
    while (count(desk) < enough) {
      assert(performance.now() < deadline, `round ${round}: nothing is made`);
      await wait(1);
    }
    killAll(program, dataDir);
    await Promise.all([...writing, program.ended]);
  }

  const program = openProgram({ env: { DATA_DIR: dataDir } });
  await program.ready();
  const stored = await storedAccounts(dataDir);
  for (const { email, id } of desk.flatMap((writer) => writer.answered)) {
    assert.equal(stored.get(email), id, `${email} was answered 201 with id ${id}`);
  }
  // What was not answered may have been made or not; nothing else was.
  assert(stored.size <= count(desk) + writers, `${stored.size} accounts for ${count(desk)} answers`);
  program.signal('SIGTERM');
  assert.equal((await program.ended).code, 0);
  assert(asked > count(desk), 'some requests were cut, and asked again under their key');
}

const newWish = (): Wish => ({ email: `made-${randomUUID()}@salle.test`, key: randomUUID() });
const count = (desk: Writer[]) => desk.reduce((sum, { answered }) => sum + answered.length, 0);

async function adminToken(address: string): Promise<string> {
  const body = { email: 'admin@salle.test', password: demoPassword, name: 'a test' };
  return (await newClient(address, () => ({})).ask(makeToken, { body })).data.token;
}

/** Makes one account after the other until nobody answers; the one that is left open is asked for again later. */
async function write(client: Client, writer: Writer, noted: () => void): Promise<void> {
  for (;;) {
    const { email, key } = writer.open;
    noted();
    const told = await client
      .call(inviteAccount, {
        body: { name: 'Made Meanwhile', email, role: 'patient' },
        headers: { 'idempotency-key': key },
      })
      .catch(() => undefined); // killed under it
    if (told?.status === 201 && 'data' in told.body) {
      writer.answered.push({ email, id: told.body.data.id });
      writer.open = newWish();
    } else {
      const status = told?.status ?? 503;
      assert(status === 503 || status === 500, `answered ${status}: ${JSON.stringify(told?.body)}`);
      return;
    }
  }
}

/** The database first: told of the server's end, it would close in order. */
function killAll(program: Program, dataDir: string): void {
  for (const pid of databaseProcesses(dataDir)) process.kill(pid, 'SIGKILL');
  program.signal('SIGKILL');
}

async function storedAccounts(dataDir: string): Promise<Map<string, number>> {
  await using cleanup = new AsyncDisposableStack();
  const owner = new pg.Client(await connectionOfRunning(dataDir, cleanup));
  await owner.connect();
  cleanup.defer(() => owner.end());
  const { rows } = await owner.query<{ email: string; id: number }>(
    `SELECT email, id FROM account WHERE email LIKE 'made-%'`,
  );
  return new Map(rows.map(({ email, id }) => [email, id]));
}
