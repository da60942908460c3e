import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { databaseProcesses, openProgram, type Program, serverCommand } from '../process.ts';

let dataDirs: DataDirs;
before(async () => {
  dataDirs = await openDataDirs();
});
after(() => dataDirs[Symbol.asyncDispose]());

type Way = { name: string; command: readonly string[]; ask: (program: Program) => void };

const npmStart = ['npm', 'start'];
const ways: Way[] = [
  { name: 'SIGTERM', command: serverCommand, ask: (program) => program.signal('SIGTERM') },
  { name: 'Ctrl-C', command: serverCommand, ask: (program) => program.signalGroup('SIGINT') },
  { name: 'SIGTERM to npm start', command: npmStart, ask: (program) => program.signal('SIGTERM') },
  { name: 'Ctrl-C on npm start', command: npmStart, ask: (program) => program.signalGroup('SIGINT') },
];

// After 4.5 seconds the server gives up with 1: whoever ends with 0 has ended within these, by the program's own clock.
describe('asked to end, server and database do, within five seconds', { concurrency: 2 }, () => {
  for (const { name, command, ask } of ways) {
    test(`${name}, with a browser connected and an answer under way`, async () => {
      const dataDir = await dataDirs.clinic();
      const program = openProgram({ command, env: { DATA_DIR: dataDir } });
      const address = await program.ready();
      const browser = await idleConnection(address);
      const slow = await slowRequest(address, dataDir);

      ask(program);
      await wait(200);
      await slow.release();
      assert.equal((await slow.answer).status, 200, 'what was asked before is answered');
      await assertEnded(program, dataDir);
      browser.destroy();
    });
  }

  test('SIGTERM, with an upload that never comes to its end', async () => {
    const dataDir = await dataDirs.clinic();
    const program = openProgram({ env: { DATA_DIR: dataDir } });
    const upload = await openConnection(await program.ready());
    upload.write('POST /api/v1/auth/token HTTP/1.1\r\nhost: salle\r\ncontent-type: application/json\r\n');
    upload.write('content-length: 1000\r\n\r\n{"email":');
    await wait(100); // nothing tells that it has read so far
    program.signal('SIGTERM');
    await assertEnded(program, dataDir);
    upload.destroy();
  });

  for (const moment of [100, 700, 1100, 1500]) {
    test(`SIGTERM ${moment} ms after the start, whatever is under way`, async () => {
      const dataDir = await dataDirs.clinic();
      const program = openProgram({ env: { DATA_DIR: dataDir } });
      await wait(moment);
      program.signal('SIGTERM');
      const { code, signal } = await program.ended;
      // Before our own code runs, the system ends it: nothing was started yet.
      assert(code === 0 || signal === 'SIGTERM', `ended with ${code ?? signal}:\n${program.stderr()}`);
      assert.deepEqual(databaseProcesses(dataDir), []);
    });
  }
});

async function assertEnded(program: Program, dataDir: string): Promise<void> {
  const { code, signal } = await program.ended;
  assert.deepEqual({ code, signal }, { code: 0, signal: null }, `${program.stdout()}${program.stderr()}`);
  assert.deepEqual(databaseProcesses(dataDir), [], 'no orphan');
  assert.equal(program.stderr(), '');
}

/** A browser's: it has asked once, and keeps the connection. */
async function idleConnection(address: string): Promise<Socket> {
  const socket = await openConnection(address);
  socket.write('GET /healthz HTTP/1.1\r\nhost: salle\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

async function openConnection(address: string): Promise<Socket> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}); // the server may cut it: that is what is tested
  await once(socket, 'connect');
  return socket;
}

/** A request whose answer waits in the database until it is released. */
async function slowRequest(address: string, dataDir: string) {
  await using cleanup = new AsyncDisposableStack();
  const owner = new pg.Client(await connectionOfRunning(dataDir, cleanup));
  await owner.connect();
  owner.on('error', () => {}); // the database ends under it
  await owner.query('BEGIN; LOCK TABLE specialization');
  const answer = fetch(`${address}/api/v1/specializations`);
  for (;;) {
    const { rows } = await owner.query('SELECT 1 FROM pg_locks WHERE NOT granted');
    if (rows.length > 0) break;
    await wait(5);
  }
  return { answer, release: () => owner.end() };
}
