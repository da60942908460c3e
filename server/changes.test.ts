import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isSource, watchSources } from './changes.ts';

const root = mkdtempSync(join(tmpdir(), 'salle-changes-'));
mkdirSync(join(root, 'server', 'clinic'), { recursive: true });
const file = join(root, 'server', 'clinic', 'clinic.ts');
writeFileSync(file, '1');
after(() => rmSync(root, { recursive: true }));

test('a change is told however an editor writes it, as often as it happens', async () => {
  using changes = watchSources(root, ['server']);
  for (const text of ['2', '3']) {
    const written = changes.next();
    writeFileSync(file, text);
    await written;
    const replaced = changes.next();
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
    await replaced;
  }
  const added = changes.next();
  writeFileSync(join(root, 'server', 'clinic', 'doctors.sql'), '');
  await added;
});

test('what is written in one go is one change', async () => {
  using changes = watchSources(root, ['server']);
  let told = 0;
  const first = changes.next().then(() => told++);
  for (let count = 0; count < 20; count++) writeFileSync(join(root, 'server', `${count}.ts`), '');
  await first;
  const second = changes.next().then(() => told++);
  writeFileSync(file, '4');
  await second;
  assert.equal(told, 2);
});

test('tests, rigs and what is no source start nothing', () => {
  for (const name of ['clinic.ts', 'clinic/clinic.sql.ts', 'functions/booking.sql', 'words.json'])
    assert(isSource(name), name);
  for (const name of ['clinic.test.ts', 'race.trial.ts', 'crowd-rig.ts', 'rig.ts', 'README.md', 'clinic.ts~', '4913'])
    assert(!isSource(name), name);
});
