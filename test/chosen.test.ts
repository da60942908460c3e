import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { chosen } from './chosen.ts';

const root = mkdtempSync(join(tmpdir(), 'salle-chosen-'));
const house = [
  'contract/booking.test.ts',
  'server/booking/holds.test.ts',
  'server/booking/race.trial.ts',
  'server/identity/sign-ins.test.ts',
  'server/platform/mail.test.ts',
  'web/booking/picker.test.ts',
  'web/live/live.test.ts',
  'test/journeys/family-booking.test.ts',
  'test/start/kill.test.ts',
  'node_modules/booking/booking.test.ts',
];
for (const file of house) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '');
}
after(() => rmSync(root, { recursive: true }));

const cases: [what: string, wanted: string[], files: string[]][] = [
  [
    'a word, on every side of the house',
    ['booking'],
    [
      'contract/booking.test.ts',
      'server/booking/holds.test.ts',
      'test/journeys/family-booking.test.ts',
      'web/booking/picker.test.ts',
    ],
  ],
  ['two words', ['live', 'mail'], ['server/platform/mail.test.ts', 'web/live/live.test.ts']],
  ['the beginning of a word', ['sign', 'hold'], ['server/booking/holds.test.ts', 'server/identity/sign-ins.test.ts']],
  ['a path and a word', [join(root, 'web/booking'), 'kill'], ['test/start/kill.test.ts', 'web/booking/picker.test.ts']],
  ['half a path', [join(root, 'server/identity/sign')], ['server/identity/sign-ins.test.ts']],
];
for (const [what, wanted, files] of cases) {
  test(`chosen by ${what}`, () => {
    assert.deepEqual(chosen(root, 'test', wanted), { files: chosenIn(files), unknown: [] });
  });
}

test('nothing named is everything, of one kind', () => {
  assert.equal(chosen(root, 'test', []).files.length, house.length - 2);
  assert.deepEqual(chosen(root, 'trial', []).files, ['server/booking/race.trial.ts']);
});

test('what names nothing is told, and hides behind nobody who does', () => {
  assert.deepEqual(chosen(root, 'test', ['kill', 'bokking']).unknown, ['bokking']);
  assert.deepEqual(chosen(root, 'trial', ['live']).unknown, ['live'], 'there is a test of it, and no trial');
});

/** In the order in which the folder is read. */
function chosenIn(files: string[]): string[] {
  return chosen(root, 'test', []).files.filter((file) => files.includes(file));
}
