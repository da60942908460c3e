import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoPassword } from '#server/clinic/demo-people.ts';
import { isCommon } from './common-passwords.ts';

const common = [
  ...['passwordpassword', 'Password2026!', 'p4ssw0rd!!!!!', 'motdepasse123', 'MotDePasse2026', 'azertyuiop12'],
  ...['qwertyuiop123', '123456789012', '098765432109', 'aaaaaaaaaaaa', 'abcabcabcabc', '121212121212', 'abcdefghijkl'],
  ...['iloveyou2026', 'administrateur', 'correcthorsebatterystaple', 'Bismillah2026'],
];
for (const password of common) test(`refused: ${password}`, () => assert.equal(isCommon(password), true));

const good = [
  ...[
    'nine quiet herons by the lake',
    'crème brûlée à Alger',
    'كلمة سر طويلة جدا',
    'Zt4!kq-92mWp',
    '猫は静かに眠っている窓辺で今日も',
  ],
  ...['seven brass kettles', 'w8rm-rain-0n-tin', demoPassword],
];
for (const password of good) test(`taken: ${password}`, () => assert.equal(isCommon(password), false));

test('one’s own name and address are what a stranger tries first', () => {
  const own = ['nora.newcomer@example.org', 'Nora Newcomer'];
  assert.equal(isCommon('newcomer2026', own), true);
  assert.equal(isCommon('Nora.Newcomer', own), true);
  assert.equal(isCommon('newcomer keeps nine quiet herons', own), false);
});
