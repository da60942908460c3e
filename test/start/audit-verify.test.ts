import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { connectionOfRunning } from '#database/embedded-running.ts';
import { type DataDirs, openDataDirs } from '../data-dirs.ts';
import { openProgram } from '../process.ts';

let dataDirs: DataDirs;
let dataDir: string;
before(async () => {
  dataDirs = await openDataDirs();
  dataDir = await dataDirs.clinic();
});
after(() => dataDirs[Symbol.asyncDispose]());

async function verified(...args: string[]) {
  const program = openProgram({
    command: [process.execPath, 'server/audit-verify.ts', ...args],
    env: { DATA_DIR: dataDir },
  });
  const { code } = await program.ended;
  return { code, shown: program.stdout(), told: program.stderr() };
}

test('npm run audit:verify looks beside the clinic that runs, names what is wrong, and ends with 1', async () => {
  await openProgram({ env: { DATA_DIR: dataDir } }).ready();
  await using cleanup = new AsyncDisposableStack();
  const connection = await connectionOfRunning(dataDir, cleanup);
  const owner = new pg.Client({ ...connection, ssl: false });
  await owner.connect();
  cleanup.defer(() => owner.end());
  await owner.query(`select set_config('app.role', 'system', false), audit_seal(100000)`);
  const whole = await verified();
  assert.equal(whole.code, 0, whole.shown);
  const end = /the end to note: (\d+:[0-9a-f]{64})\n$/.exec(whole.shown)?.[1] ?? '';
  assert.equal((await verified(end)).code, 0);

  await owner.query('alter table audit disable trigger user');
  await owner.query(`update audit set role = 'admin' where number = 3`);
  const changed = await verified(end);
  assert.equal(changed.code, 1);
  assert.match(changed.shown, /^changed: number 3 \(row \d+, \S+\) is not what was sealed\n/);
  const other = await verified(end.replace(/[0-9a-f]{8}$/, '00000000'));
  assert.match(other.shown, /replaced: number \d+ does not bear the hash that was noted/);
});

test('what it does not understand is told in one line', async () => {
  for (const args of [['nonsense'], ['1:ab'], [`1:${'a'.repeat(64)}`, 'more']]) {
    const { code, told, shown } = await verified(...args);
    assert.deepEqual([code, shown], [1, '']);
    assert.match(told, /^npm run audit:verify takes [^\n]+\n$/);
  }
});
